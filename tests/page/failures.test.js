// What goes wrong is said, and by its name: nothing is silent, and no other tab is blamed for it.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { openCore, openDocument, until } from './document.js';
import { refusals } from './stored.js';

openDocument();
const core = await openCore();
const { Conversations } = await import('../../web/conversation/conversations.js');
const { pageCommands } = await import('../../web/commands.js');
const { Attach } = await import('../../web/compose/attach.js');
const { draftOf, keepDraft } = await import('../../web/chat/editing.js');
const { Composer } = await import('../../web/compose/composer.js');
const { Continuation } = await import('../../web/compose/continuation.js');
const { forgetDeleted } = await import('../../web/compose/forget.js');
const { MessageForm } = await import('../../web/compose/message_form.js');
const { Pump } = await import('../../web/core/pump.js');
const { Sender } = await import('../../web/core/sender.js');
const { Drawer, drawerCommands } = await import('../../web/list/drawer.js');
const { on } = await import('../../web/ui/bus.js');
const { perform, register } = await import('../../web/ui/command.js');
const { notice, say } = await import('../../web/ui/say.js');
const { Tabs } = await import('../../web/tabs/tabs.js');
const { Follower } = await import('../../web/ui/scroll.js');
const { S } = await import('../../web/ui/strings.js');
const { W } = await import('../../web/ui/late_strings.js');

/** @typedef {import('../../web/conversation/conversation.js').Conversation} Conversation */

const box = /** @type {HTMLTextAreaElement} */ (document.getElementById('message'));
const line = /** @type {HTMLElement} */ (document.getElementById('say'));
/** @type {string[]} what was asked of the network */
let asked = [];
globalThis.fetch = async (/** @type {any} */ path, /** @type {RequestInit | undefined} */ init) => {
  asked.push(`${init?.method ?? 'GET'} ${path}`);
  return new Response('{}');
};

const pump = new Pump();
const composer = new Composer(box, '');
const attach = new Attach(composer, notice, () => {});
const models = { model: 'gemini-3.8-flash', input: {}, want() {} };
/** @type {any} */
const selection = { models, choice: {}, settings: () => ({ model: models.model }), decide() {} };
const sender = new Sender(composer, attach, selection, new Follower(box, () => {}), pump);
forgetDeleted(composer, attach);
const continuation = new Continuation();
const form = new MessageForm(sender, continuation, /** @type {any} */ ({ page: 'ready' }));
/** Nobody is told but who is shown. */
const openAll = () =>
  new Conversations({
    effects: () => {},
    listed: () => {},
    announce: () => {},
    trouble: () => {},
    damaged: () => {},
    switched: (live) => void (sender.live = live),
  });
const all = openAll();
/** @type {any} */
const parts = { sender, continuation, form, editing: {}, drawer: null };
register(pageCommands(parts));
await all.start(Promise.resolve(core), '');
parts.drawer = new Drawer(all, notice);
register(drawerCommands(parts.drawer));
after(() => {
  all.destroy();
  clearTimeout(pump.timer);
});
beforeEach(() => {
  say('');
  asked = [];
  box.value = '';
  all.fresh();
});

/** Timers go on only when they are told to. @param {import('node:test').TestContext} t */
function openClock(t) {
  /** @type {Map<object, {call: () => void, ms: number}>} */
  const timers = new Map();
  t.mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ call, ms = 0) => {
    const timer = {};
    timers.set(timer, { call, ms });
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (/** @type {object} */ timer) => timers.delete(timer));
  return {
    /** @param {number} most ms, counted from where each began */
    pass(most) {
      for (const [timer, { call, ms }] of [...timers]) {
        if (ms > most) continue;
        timers.delete(timer);
        call();
      }
    },
  };
}

/** A conversation that has answers at the service: as its journal tells. @param {string} id of an interaction */
async function answered(id) {
  const event = { interaction: { id, status: 'completed' }, event_type: 'interaction.completed' };
  const entries = [
    '1 open 0 1\nabcdefghijklmnopqrstuv',
    '1 settings 0 0\n{"model":"m"}',
    '1 submit 0 0\nHello',
    '2 http_head 1 200\ntext/event-stream',
    `3 message 1 0\n10 interaction.completed\n\n${JSON.stringify(event)}`,
    '4 http_end 1 0\n',
  ];
  await all.adopt('kept', entries, {});
  const live = /** @type {Conversation} */ (all.shown);
  await until(() => live.owner);
  assert.deepEqual([...live.interactions], [id]);
  return live;
}

for (const [what, refuse] of Object.entries(refusals)) {
  test(`with an IndexedDB that ${what}, "also at the service" deletes there, too`, async (t) => {
    const { open } = IDBFactory.prototype;
    const { indexedDB } = globalThis;
    t.after(() => {
      IDBFactory.prototype.open = open;
      Object.defineProperty(globalThis, 'indexedDB', { value: indexedDB, configurable: true });
      all.database.opening = null;
    });
    refuse();
    all.database.opening = null;
    const other = await answered('v1_shared');
    await all.library.keepText(other.id, '', ['v1_shared']);
    const { id } = await answered('v1_own');
    await perform('delete-surely', { conversation: id, too: true });
    assert.deepEqual(asked, ['DELETE /v1beta/interactions/v1_own']);
    assert.equal(line.textContent, W.list.deleted('kept', 1, 0, ''));
    assert.equal(all.library.records.has(id), false);
    const fork = await answered('v1_shared');
    asked = [];
    await perform('delete-surely', { conversation: fork.id, too: true });
    assert.deepEqual(asked, [], 'another one goes on from it');
    await perform('delete-surely', { conversation: other.id, too: false });
  });
}

test('where it is not known what others need, nothing is deleted, and that is said', async (t) => {
  const { getAll } = IDBObjectStore.prototype;
  const live = await answered('v1_x');
  t.after(() => Object.assign(IDBObjectStore.prototype, { getAll }));
  IDBObjectStore.prototype.getAll = () => {
    throw new DOMException('damaged', 'UnknownError');
  };
  await perform('delete-surely', { conversation: live.id, too: true });
  assert.equal(line.textContent, S.failed('damaged'));
  assert.deepEqual(asked, []);
  assert.equal(all.library.records.has(live.id), true);
});

test('an export or import that fails is said to', async (t) => {
  const { id } = await answered('v1_y');
  const { createObjectURL } = URL;
  t.after(() => Object.assign(URL, { createObjectURL }));
  URL.createObjectURL = () => {
    throw new Error('no room for the file');
  };
  await perform('export', { conversation: id });
  assert.equal(line.textContent, S.failed('no room for the file'));
  const file = new File(['x'], 'x.jsonl');
  file.arrayBuffer = () => Promise.reject(new Error('the file is gone'));
  Object.defineProperty(parts.drawer.file, 'files', { value: [file], configurable: true });
  parts.drawer.file.dispatchEvent(new Event('change'));
  await until(() => line.textContent === S.failed('the file is gone'));
});

test('a message that the core does not take goes back into the box with the reason; no tab is blamed', async (t) => {
  const clock = openClock(t);
  const { live } = sender;
  assert.ok(live?.owner);
  t.mock.method(live.session, 'input', () => {
    throw new Error('out of memory');
  });
  box.value = 'Precious';
  composer.changed();
  document.getElementById('composer')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await until(() => !line.hidden);
  assert.equal(line.textContent, S.failed('out of memory'));
  assert.equal(box.value, 'Precious');
  clock.pass(10000);
  assert.equal(line.textContent, S.failed('out of memory'));
  assert.equal(live.orders.size, 0);
  t.mock.restoreAll();
});

test('while the database of this tab does not answer, no other one is blamed', async (t) => {
  const { live } = sender;
  assert.ok(live?.owner);
  const { open } = IDBFactory.prototype;
  t.after(() => Object.assign(IDBFactory.prototype, { open }));
  all.database.opening = null;
  IDBFactory.prototype.open = () => /** @type {any} */ ({});
  const clock = openClock(t);
  composer.set('Hello');
  const sent = perform('send');
  clock.pass(5000);
  await sent;
  assert.equal(line.textContent, '');
  assert.equal(box.value, '');
});

/** The same conversation in another tab, which asks the one that owns it. @param {string} id */
async function openReader(id) {
  const others = openAll();
  await others.start(Promise.resolve(core), '');
  const live = others.open(id);
  await live.ready;
  return { others, live };
}

test('what another tab wants and the owner cannot do is refused with the reason, and not lost', async (t) => {
  const live = await answered('v1_r');
  const reader = await openReader(live.id);
  t.after(() => reader.others.destroy());
  t.mock.method(live.session, 'input', () => {
    throw new Error('out of memory');
  });
  composer.set('Precious');
  void perform('send');
  await until(() => line.textContent === S.failed('out of memory'));
  assert.equal(box.value, 'Precious');
  assert.equal(reader.live.orders.size, 0);
  t.mock.restoreAll();
  await perform('send');
  assert.equal(line.textContent, '');
  assert.equal(box.value, '');
  assert.equal(live.view.turns.get(2)?.message, 'Precious');
});

test('an order counts as done when it is done, and is done once however often it is given', async (t) => {
  const live = await answered('v1_o');
  const other = new BroadcastChannel('parley');
  t.after(() => other.close());
  /** @type {string[]} */
  const answers = [];
  other.onmessage = ({ data }) => 'word' in data && answers.push([data.what, data.word, data.why].join(' ').trim());
  const give = () => live.owner?.obey('w', [{ kind: 'submit', text: 'Hello' }]);
  t.mock.method(live.session, 'input', () => {
    throw new Error('out of memory');
  });
  give();
  await until(() => answers.length === 1);
  t.mock.restoreAll();
  give();
  give(); // while it is under way
  await until(() => answers.length > 1);
  give();
  await until(() => answers.length > 2);
  assert.deepEqual(new Set(answers.slice(1)), new Set(['obeyed w']));
  assert.equal(answers[0], 'refused w out of memory');
  assert.equal(live.view.turns.size, 2);
});

test('an input that the core does not know never reaches it, whoever wants it', async () => {
  const live = await answered('v1_z');
  /** @type {string[]} */
  const told = [];
  const life = new AbortController();
  on('otherVersion', (which) => told.push(which), life.signal);
  const before = live.journal.length;
  live.owner?.obey('word', [{ kind: 'submit', text: 'Hello' }, { kind: 'fly' }]);
  assert.deepEqual(told, ['newer']);
  await assert.rejects(live.do([{ kind: 'constructor' }]), /the core has no input "constructor"/);
  live.pump();
  assert.equal(live.view.turns.size, 1);
  const entries = (await all.entriesOf(live.id)).slice(before);
  assert.deepEqual(
    entries.filter((entry) => /^\d+ submit /.test(entry)),
    [],
  );
  life.abort();
});

for (const where of ['here', 'in another tab'])
  test(`what was written to a conversation that is deleted ${where}, and its files, are gone with it`, async () => {
    const { id } = await answered('v1_d');
    composer.use(id);
    box.value = 'A draft';
    composer.changed();
    keepDraft(id, 'An edit');
    const tray = await attach.open();
    await tray.use(id);
    await tray.add([new File(['text'], 'notes.txt', { type: 'text/plain' })]);
    await tray.kept.last;
    const kept = () => Object.keys(localStorage).filter((name) => name.includes(id) && !name.includes('.lock.'));
    assert.deepEqual(kept().sort(), [`parley.draft.${id}`, `parley.files.${id}`].sort());
    assert.equal(draftOf(id), 'An edit');
    composer.use('');
    if (where === 'here') await perform('delete-surely', { conversation: id, too: false });
    else {
      const other = new Tabs();
      other.post('removed', { id });
      await until(() => !all.lives.has(id));
      other.destroy();
      await all.library.remove(id);
    }
    await until(() => !tray.all.has(id));
    await tray.kept.last;
    assert.deepEqual(kept(), []);
    assert.deepEqual(await tray.kept.run('readonly', (store) => store.getAll()), []);
    assert.equal(composer.drafts.has(id), false);
    assert.equal(draftOf(id), '');
  });
