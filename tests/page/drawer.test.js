// The list of conversations at the left, while things happen to it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTab, shown } from './conversations.js';
import { until } from './document.js';

const { all } = await openTab();
const { Drawer } = await import('../../web/list/drawer.js');
const drawer = new Drawer(all, () => {});
const { library } = all;
library.changed = () => drawer.render();
after(() => drawer.items.clear());

const list = /** @type {HTMLElement} */ (document.getElementById('conversations'));
/** @param {string} id */
const item = (id) => /** @type {HTMLElement} */ (list.querySelector(`li[data-conversation="${id}"]`));
const boxes = () => [...list.querySelectorAll('input')];

await library.update('a', { title: 'First', updated: 2 });
await library.update('b', { title: 'Second', updated: 1 });

test('while a title is written, an answer may end and the order change: nothing is lost', async () => {
  await drawer.rename('b');
  const [box] = boxes();
  box.value = 'Second, ren';
  for (const changes of [
    { busy: true, updated: 3 },
    { busy: false, unread: true },
  ])
    await library.update('b', changes);
  assert.deepEqual(boxes(), [box]);
  assert.equal(document.activeElement, box);
  assert.equal(box.value, 'Second, ren');
  assert.equal(item('b').querySelector('.mark')?.textContent, 'New answer');
  assert.equal(item('b').querySelector('.open')?.textContent, 'Second');
  for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ...more }));
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', ...more }));
  }
  assert.deepEqual(boxes(), [box], 'an input method is at work');
  box.value = 'Second, renamed';
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
  assert.deepEqual(boxes(), []);
  assert.equal(library.records.get('b')?.title, 'Second, renamed');
  assert.deepEqual(
    [...list.querySelectorAll('.open')].map((open) => [open.textContent, open.hasAttribute('hidden')]),
    [
      ['Second, renamed', false],
      ['First', false],
    ],
  );
});

test('the options of each conversation say of which', () => {
  const names = [...list.querySelectorAll('.more')].map((more) => more.getAttribute('aria-label'));
  assert.deepEqual(names, ['Options of \u201cSecond, renamed\u201d', 'Options of \u201cFirst\u201d']);
});

test('the tab has the title of its conversation; what ends out of sight is counted, and leads there', async (t) => {
  const { setTitle } = await import('../../web/ui/title.js');
  const { notify } = await import('../../web/tabs/notify.js');
  setTitle('');
  assert.equal(document.title, 'Parley');
  setTitle('First');
  assert.equal(document.title, 'First \u00b7 Parley');
  let hidden = true;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  /** @type {any[]} */
  const notifications = [];
  const scope = /** @type {any} */ (globalThis);
  const { isSecureContext } = scope;
  scope.isSecureContext = true;
  scope.window.Notification = scope.Notification = class {
    static permission = 'granted';
    constructor() {
      notifications.push(this);
    }
  };
  t.after(() => {
    Reflect.deleteProperty(document, 'hidden');
    scope.isSecureContext = isSecureContext;
    delete scope.Notification;
  });
  all.fresh();
  const live = await shown(all);
  all.fresh();
  const turn = /** @type {any} */ ({ state: 'done', message: 'Hello', element: document.createElement('p') });
  notify(turn, () => all.show(live));
  assert.equal(document.title, '(1) First \u00b7 Parley');
  notifications[0].onclick();
  await until(() => all.shown === live);
  setTitle('Second');
  assert.equal(document.title, '(1) Second \u00b7 Parley');
  hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(document.title, 'Second \u00b7 Parley');
});
