// What a person can do, and is offered to try.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument } from './document.js';

openDocument();

// What a person can do: by which names, keys and slashes, and what is said when it goes wrong.

const { keyNames } = await import('../../web/compose/keys.js');
const { commandOf, commands, isForWriting, listenToClicks, perform, register } = await import(
  '../../web/ui/command.js'
);
const { watchErrors } = await import('../../web/ui/errors.js');
const { pageCommands } = await import('../../web/commands.js');
const { turnCommands } = await import('../../web/chat/turn_commands.js');
const { inspectorCommands } = await import('../../web/events/inspector/commands.js');
const { goToPane, openKeys } = await import('../../web/compose/keys.js');
const { say } = await import('../../web/ui/say.js');
const { T } = await import('../../web/compose/strings.js');

/** @type {string[][]} inputs of the core */
const inputs = [];
/** @type {any} a page whose conversation runs */
const page = {
  sender: {
    selection: {},
    live: { view: { running: true } },
    input: (/** @type {string} */ kind) => inputs.push([kind]),
  },
  editing: { canTakeBack: true },
};
register(pageCommands(page));
register(
  turnCommands(
    /** @type {any} */ ({ input: (/** @type {string} */ kind, { id = 0 } = {}) => inputs.push([kind, String(id)]) }),
  ),
);
listenToClicks();
watchErrors();

const line = /** @type {HTMLElement} */ (document.getElementById('say'));
beforeEach(() => {
  inputs.length = 0;
  say('');
});

/** @param {string} key @param {KeyboardEventInit} [more] */
const keydown = (key, more = {}) => new window.KeyboardEvent('keydown', { key, ...more });

test('each button of the page does something, and a name that there is none of throws', () => {
  const names = [...document.querySelectorAll('[data-action]')].map((each) => each.getAttribute('data-action') ?? '');
  assert.ok(names.length > 10);
  for (const name of names) assert.ok(commands.get(name)?.run, name);
  assert.throws(() => perform(/** @type {any} */ ('make-coffee')), /make-coffee/);
  assert.throws(() => perform(/** @type {any} */ ('constructor')), /constructor/);
});

test('a button says of which turn it is', () => {
  const turn = document.createElement('article');
  turn.dataset.turn = '7';
  turn.innerHTML = '<button data-action="skip"><span>Skip</span></button>';
  document.body.append(turn);
  turn.querySelector('span')?.click();
  turn.remove();
  assert.deepEqual(inputs, [['skip', '7']]);
});

for (const [how, run] of /** @type {[string, () => unknown][]} */ ([
  [
    'at once',
    () => {
      throw new Error('no room');
    },
  ],
  ['later', async () => Promise.reject(new Error('no room'))],
])) {
  test(`what goes wrong ${how} is shown, and said to those who do not see it`, async () => {
    register({ copy: { run } });
    await perform('copy');
    assert.equal(line.textContent, 'That did not work: no room');
    assert.equal(line.hidden, false);
    assert.equal(document.getElementById('announce')?.textContent, line.textContent);
  });
}

test('a part of the page that cannot be loaded is said to be one', async () => {
  register({ copy: { run: () => import(String('data:text/javascript,throw new Error("dynamically imported")')) } });
  await perform('copy');
  assert.match(line.textContent ?? '', /could not be loaded .* Reload the page\./);
});

test('what nobody waited for is shown, too, once', () => {
  const uncaught = (/** @type {string} */ type, /** @type {object} */ what) =>
    dispatchEvent(Object.assign(new Event(type), what));
  uncaught('unhandledrejection', { reason: new Error('left alone') });
  assert.equal(line.textContent, 'That did not work: left alone');
  say('');
  uncaught('unhandledrejection', { reason: new Error('left alone') });
  assert.equal(line.hidden, true, 'it comes again and again');
  uncaught('error', { error: new Error('thrown'), message: 'Uncaught Error: thrown' });
  assert.equal(line.textContent, 'That did not work: thrown');
  say('');
  uncaught('error', { error: null, message: 'ResizeObserver loop completed with undelivered notifications.' });
  assert.equal(line.hidden, true, 'that is none');
});

test('keys give commands where they count, and while they do', () => {
  const box = /** @type {[string, KeyboardEventInit, string | undefined][]} */ ([
    ['Enter', {}, 'send-queued'],
    ['Enter', { ctrlKey: true }, 'send-parallel'],
    ['Enter', { metaKey: true }, 'send-parallel'],
    ['Enter', { ctrlKey: true, shiftKey: true }, 'send-interrupt'],
    ['Enter', { shiftKey: true }, undefined],
    ['Enter', { altKey: true }, undefined],
    ['Enter', { isComposing: true }, undefined],
    ['ArrowUp', {}, 'take-back'],
    ['ArrowUp', { shiftKey: true }, undefined],
    ['/', {}, undefined],
    ['Escape', {}, undefined],
  ]);
  for (const [key, more, name] of box) assert.equal(commandOf(keydown(key, more), 'box'), name, key);
  const anywhere = /** @type {[string, KeyboardEventInit, string | undefined][]} */ ([
    ['Escape', {}, 'stop'],
    ['Escape', { isComposing: true }, undefined],
    ['F6', {}, 'panes'],
    ['F6', { shiftKey: true }, 'panes'],
    ['?', { shiftKey: true }, 'keys'],
    ['/', { ctrlKey: true }, 'keys'],
    ['/', { metaKey: true }, 'keys'],
    ['/', {}, undefined],
    ['Enter', {}, undefined],
  ]);
  for (const [key, more, name] of anywhere) assert.equal(commandOf(keydown(key, more), 'anywhere'), name, key);
  page.editing.canTakeBack = page.sender.live.view.running = false;
  assert.equal(commandOf(keydown('ArrowUp'), 'box'), undefined);
  assert.equal(commandOf(keydown('Escape'), 'anywhere'), undefined);
  page.editing.canTakeBack = page.sender.live.view.running = true;
});

test('a single key is for where nothing is written, and can be switched off', (t) => {
  /** @type {boolean[]} */
  const found = [];
  const hear = (/** @type {KeyboardEvent} */ event) => found.push(isForWriting(event));
  document.addEventListener('keydown', hear);
  t.after(() => document.removeEventListener('keydown', hear));
  const press = (/** @type {string} */ id, key = '?', more = {}) =>
    document.getElementById(id)?.dispatchEvent(keydown(key, { bubbles: true, ...more }));
  press('log');
  press('message');
  press('message', '/', { ctrlKey: true });
  press('message', 'F6');
  localStorage.setItem('parley.keys', 'off');
  press('log');
  localStorage.clear();
  assert.deepEqual(found, [false, true, false, false, true]);
});

/** The list of shortcuts: keys and what they do, by place. */
function listed() {
  openKeys();
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('dialog.keys'));
  const lists = [...dialog.querySelectorAll('dl')].map((list) =>
    [...list.querySelectorAll('dt')].map((term) => [
      [...term.querySelectorAll('kbd')].map(({ textContent }) => textContent).join(' '),
      term.nextElementSibling?.textContent ?? '',
    ]),
  );
  dialog.close();
  return lists;
}

test('the list of shortcuts is that of the commands', () => {
  const [box, events, anywhere] = listed();
  assert.deepEqual(
    box.map(([keys]) => keys),
    ['Enter', 'Ctrl Enter', 'Ctrl Shift Enter', 'Shift Enter', '\u2191', '/'],
  );
  assert.deepEqual(
    events.map(([keys]) => keys),
    ['J K', 'Enter \u2423', '\u2193 \u2191 \u2192 \u2190 Home End', '/', 'Esc'],
  );
  assert.deepEqual(
    anywhere.map(([keys]) => keys),
    ['Esc', 'F6', '? Ctrl /'],
  );
  const all = [...commands.values(), ...Object.values(inspectorCommands(null))];
  const withKeys = all.filter((command) => 'keys' in command && command.keys);
  assert.equal(box.length + events.length + anywhere.length, withKeys.length);
  for (const [keys, what] of [...box, ...events, ...anywhere]) assert.ok(what, keys ?? '');
});

test('each command after a slash has a text', () => {
  const slashes = [...commands.values()].flatMap(({ slash }) => slash?.[0] ?? []);
  assert.ok(slashes.length > 5);
  assert.deepEqual(slashes, Object.keys(T.about));
});

test('on a Mac the keys are those of a Mac', async (t) => {
  const platform = Object.getOwnPropertyDescriptor(navigator, 'platform');
  Object.defineProperty(navigator, 'platform', { value: 'MacIntel', configurable: true });
  t.after(() => platform && Object.defineProperty(navigator, 'platform', platform));
  const path = '../../web/ui/keyboard.js?mac'; // once more
  const { nameKeys, withKeys } = await import(path);
  assert.deepEqual(['Ctrl', 'Shift', 'Enter'].map(withKeys), ['\u2318', '\u21e7', 'Enter']);
  assert.equal(withKeys('Ctrl+Enter asks beside it.'), '\u2318Enter asks beside it.');
  const hint = /** @type {HTMLElement} */ (document.getElementById('hint'));
  nameKeys(hint);
  assert.match(hint.textContent ?? '', /\u2318 Enter in parallel, \u2318 \u21e7 Enter interrupts/);
  assert.deepEqual(keyNames('Mod+Shift+Enter'), ['Ctrl', 'Shift', 'Enter'], 'elsewhere they stay');
});

test('F6 goes from one part of the page to the next', () => {
  for (const id of ['message', 'search', 'log', 'event-list']) {
    const part = /** @type {HTMLElement} */ (document.getElementById(id));
    part.checkVisibility = () => id !== 'search';
  }
  /** @type {(string | undefined)[]} */
  const ids = [];
  for (const back of [false, false, false, true]) {
    goToPane(back);
    ids.push(document.activeElement?.id);
  }
  assert.deepEqual(ids, ['message', 'log', 'event-list', 'log']);
});

// What the empty page offers to try.

const { showExamples } = await import('../../web/chat/examples.js');

/** @param {boolean} demo @returns {any[][]} what each of them sends */
function examples(demo) {
  const place = document.createElement('ul');
  showExamples(place, demo);
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll('li > button[data-action=example]'));
  return [...buttons].map(({ dataset, textContent }) => {
    assert.ok(textContent);
    return JSON.parse(dataset.messages ?? '');
  });
}

test('each example sends at least one message with a text', () => {
  for (const demo of [true, false]) {
    const all = examples(demo);
    assert.ok(all.length >= 7, `${all.length} examples`);
    for (const messages of all) {
      assert.ok(messages.length > 0);
      for (const { text } of messages) assert.ok(text.length > 5);
    }
  }
});

test('with a key the examples ask for nothing of the demo', () => {
  const live = examples(false).flat();
  assert.ok(live.every(({ text }) => !text.includes('demo:')));
  assert.deepEqual(live.filter(({ more }) => more?.model).length, 1, 'one asks for a model that does not exist');
});

test('what an example needs besides its text goes along with it', () => {
  const all = examples(true).flat();
  assert.equal(all.filter(({ mode }) => mode === 'parallel').length, 3);
  assert.deepEqual(
    all.filter(({ more }) => more?.background).map(({ more }) => more),
    [{ background: true, store: true }],
  );
  const [{ more }] = all.filter(({ text }) => text.startsWith('Roll a die'));
  assert.ok(more.tools.length >= 2);
});
