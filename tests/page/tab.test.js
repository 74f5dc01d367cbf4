// Conversations of a tab: the list at the left, and what is chosen for each.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { openTab, shown } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();
const { all } = tab;

// The list of conversations at the left, while things happen to it.

const { Drawer } = await import('../../web/list/drawer.js');
const drawer = new Drawer(all, () => {});
const { library } = all;
library.changed = () => drawer.render();
after(() => drawer.items.clear());

const items = /** @type {HTMLElement} */ (document.getElementById('conversations'));
/** @param {string} id */
const item = (id) => /** @type {HTMLElement} */ (items.querySelector(`li[data-conversation="${id}"]`));
const boxes = () => [...items.querySelectorAll('input')];

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
    [...items.querySelectorAll('.open')].map((open) => [open.textContent, open.hasAttribute('hidden')]),
    [
      ['Second, renamed', false],
      ['First', false],
    ],
  );
});

test('the options of each conversation say of which', () => {
  const names = [...items.querySelectorAll('.more')].map((more) => more.getAttribute('aria-label'));
  assert.deepEqual(names, ['Options of \u201cSecond, renamed\u201d', 'Options of \u201cFirst\u201d']);
});

test('the tab has the title of its conversation; what ends out of sight is counted, and leads there', async (t) => {
  const { turnCommands } = await import('../../web/chat/turn_commands.js');
  const { register } = await import('../../web/ui/command.js');
  const { recording } = await import('./conversations.js');
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
  /** @type {any} */
  const sender = { live: null };
  register(turnCommands(sender));
  const live = await tab.take('conversation.jsonl', recording('conversation.jsonl'));
  await until(() => live.owner);
  const [turn] = live.view.turns.values();
  all.fresh();
  sender.live = await shown(all);
  all.tidy();
  assert.equal(live.isOver, true, 'it is over, and was let go of');
  notify(live.id, turn);
  assert.equal(document.title, '(1) First \u00b7 Parley');
  notifications[0].onclick();
  await until(() => document.activeElement?.matches('article'));
  assert.equal(all.shown?.id, live.id);
  assert.equal(all.shown?.isOver, false);
  assert.equal(document.activeElement, all.shown?.view.turns.get(turn.id)?.element);

  await all.remove(live.id);
  sender.live = await shown(all);
  notifications[0].onclick();
  assert.equal(all.shown, sender.live, 'what is deleted is not opened');
  setTitle('Second');
  assert.equal(document.title, '(1) Second \u00b7 Parley');
  hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(document.title, 'Second \u00b7 Parley');
});

// What is chosen for a conversation stays chosen there, and is what goes out.

const { ModelChooser } = await import('../../web/compose/models.js');
const { Selection } = await import('../../web/settings/selection.js');
const { Sender } = await import('../../web/core/sender.js');
const { showActive } = await import('../../web/compose/active.js');

const input = /** @type {HTMLInputElement} */ (document.getElementById('model'));
const list = /** @type {HTMLElement} */ (document.getElementById('models'));

/** As after a reload. */
function openSender() {
  const composer = /** @type {any} */ ({ name() {} });
  const pump = /** @type {any} */ ({ run() {} });
  const follow = /** @type {any} */ ({ jump() {} });
  const selection = new Selection(new ModelChooser(input, list));
  return { selection, sender: new Sender(composer, /** @type {any} */ ({}), selection, follow, pump) };
}

beforeEach(() => localStorage.clear());

test('the model that is chosen in a conversation is its own, also after a reload', async () => {
  const { selection, sender } = openSender();
  tab.all.fresh();
  const one = await shown(tab.all);
  sender.live = one;
  selection.goOn(one);
  const usual = selection.models.model;
  await sender.submit('One', 'queued', 0, { model: 'only-once' });
  selection.models.choose('chosen-later');
  tab.all.fresh();
  const two = await shown(tab.all);
  sender.live = two;
  selection.goOn(two);
  assert.equal(selection.models.model, 'chosen-later', 'a new one begins with what was chosen last');
  selection.models.choose('of-the-other');

  const again = openSender();
  again.sender.live = one;
  again.selection.goOn(one);
  assert.equal(again.selection.models.model, 'chosen-later');
  assert.equal(input.value, 'chosen-later');
  assert.notEqual(usual, 'chosen-later');
});

test('a conversation of before, which only its messages tell of, goes on with the model of the last one', async () => {
  const { selection, sender } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  sender.live = live;
  selection.goOn(live);
  selection.models.choose('the-first');
  await sender.submit('One', 'queued');
  await tab.all.library.update(live.id, { model: undefined });
  const again = openSender();
  again.selection.models.choose('of-another');
  again.selection.goOn(live);
  assert.equal(again.selection.models.model, 'the-first');
});

test('a message to a conversation that is still being read goes with what is chosen there', async () => {
  const { selection, sender } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  sender.live = live;
  selection.goOn(live);
  selection.models.choose('chosen-there');
  selection.keep(live, { members: { temperature: 0.5 }, extra: {} });
  await sender.submit('One', 'queued');
  selection.keep(live, { members: { temperature: 0.5 }, extra: {} });
  await live.journal.flush();
  // One of before records had these, too: its messages alone tell.
  const of = { model: selection.models.model, choice: selection.choice };
  for (const record of [of, { model: undefined, choice: undefined }]) {
    await tab.all.library.update(live.id, record);
    tab.all.fresh();
    tab.all.tabs.post('listed');
    const other = await shown(tab.all);
    tab.all.lives.get(live.id)?.destroy();
    tab.all.lives.delete(live.id);
    const later = openSender();
    later.sender.live = other;
    later.selection.goOn(other);
    later.selection.models.choose('of-the-other');
    later.selection.keep(other, { members: { temperature: 1 }, extra: {} });

    // As the page does where another conversation is shown.
    const again = tab.all.open(live.id);
    assert.equal(again.loaded, false);
    later.sender.live = again;
    later.selection.goOn(again);
    if (record.model) assert.equal(later.selection.models.model, 'chosen-there', 'it stands at the box at once');
    void again.ready.then(() => later.selection.goOn(again));
    await later.sender.submit('Two', 'queued');
    const turn = [...again.view.turns.values()].at(-1);
    assert.equal(turn?.message, 'Two');
    assert.equal(turn?.settings.model, 'chosen-there');
    assert.equal(turn?.settings.temperature, 0.5);

    // Left before that, it is not sent to another one.
    tab.all.fresh();
    tab.all.lives.get(live.id)?.destroy();
    tab.all.lives.delete(live.id);
    const left = (later.sender.live = tab.all.open(live.id));
    const sent = later.sender.submit('Three', 'queued');
    tab.all.fresh();
    later.sender.live = await shown(tab.all);
    await assert.rejects(sent, /left before it was loaded/);
    await left.ready;
    assert.ok(![...left.view.turns.values()].some(({ message }) => message === 'Three'));
    assert.equal(later.sender.live.empty, true);
  }
});

test('a message goes with what is chosen in its tab, whatever another tab sent before', async () => {
  const { selection, sender } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  sender.live = live;
  selection.goOn(live);
  selection.models.choose('of-this-tab');
  await sender.submit('One', 'queued');
  live.owner?.obey('w', [
    { kind: 'settings', text: '{"model":"of-the-other-tab"}' },
    { kind: 'submit', text: 'Two' },
  ]);
  await sender.submit('Three', 'queued');
  assert.deepEqual(
    [...live.view.turns.values()].map(({ message, settings }) => [message, settings.model]),
    [
      ['One', 'of-this-tab'],
      ['Two', 'of-the-other-tab'],
      ['Three', 'of-this-tab'],
    ],
  );
});

test('a turn that failed with an agent goes again to a model as a model takes it', async () => {
  const { selection } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  const research = { agent: 'deep-research-preview-04-2026', background: true, store: true, agent_config: {} };
  selection.models.choose('deep-research-preview-04-2026');
  assert.equal(selection.again(live, research), null);
  selection.models.choose('gemini-3.8-flash');
  const { model, agent, agent_config: config } = selection.again(live, research) ?? {};
  assert.deepEqual({ model, agent, config }, { model: 'gemini-3.8-flash', agent: undefined, config: undefined });
});

test('what goes along with every message stands at the box', () => {
  const chip = /** @type {HTMLElement} */ (document.getElementById('active'));
  showActive({ model: 'm' });
  assert.equal(chip.hidden, true);
  showActive({ model: 'm', system_instruction: 'Be brief.', tools: [{ type: 'google_search' }, {}], store: false });
  assert.equal(chip.hidden, false);
  assert.equal(chip.textContent, 'Instruction \u00b7 2 tools \u00b7 Not stored');
  assert.equal(chip.dataset.action, 'settings', 'and leads to where it is set');
  showActive({ model: 'm', tools: [] });
  assert.equal(chip.hidden, true);
});
