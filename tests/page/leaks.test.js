// What a conversation takes it gives back when it is let go of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openInspector, openTab, settled } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();
const { all } = tab;
const { inspector } = await openInspector(tab);
const { openArchive } = await import('../../web/keep/archive.js');
const { Replay } = await import('../../web/conversation/replay.js');
const { openMap } = await import('../../web/chat/map.js');
const { listenersOf } = await import('../../web/ui/bus.js');
const { loadReading } = await import('../../web/chat/text_block.js');
await loadReading(); // listens as long as the page is there, from whenever it is loaded

/** @type {Set<string>} addresses of objects */
const urls = new Set();
let made = 0;
URL.createObjectURL = () => {
  const url = `blob:parley/${++made}`;
  urls.add(url);
  return url;
};
URL.revokeObjectURL = (url) => void urls.delete(url);

/** @type {Set<unknown>} timers that have not run down */
const timers = new Set();
const { clearTimeout: clear, setTimeout: set } = globalThis;
Object.assign(globalThis, {
  setTimeout: (/** @type {(...all: any[]) => void} */ call, /** @type {number} */ ms, /** @type {any[]} */ ...all) => {
    const timer = set(() => {
      timers.delete(timer);
      call(...all);
    }, ms);
    timers.add(timer);
    return timer;
  },
  clearTimeout: (/** @type {any} */ timer) => {
    timers.delete(timer);
    clear(timer);
  },
});

let listeners = 0; // of what outlives a conversation
for (const target of [document, window]) {
  const { addEventListener: add, removeEventListener: remove } = target;
  target.addEventListener = (/** @type {any[]} */ ...all) => (++listeners, add.apply(target, /** @type {any} */ (all)));
  target.removeEventListener = (/** @type {any[]} */ ...all) => (
    --listeners,
    remove.apply(target, /** @type {any} */ (all))
  );
}

const kData = btoa('some bytes');
/** An answer with media: shown, played, only saved. */
const answer = [
  { interaction: { id: 'v1_x', status: 'in_progress', model: 'm' }, event_type: 'interaction.created' },
  {
    index: 0,
    step: {
      type: 'model_output',
      content: ['image/png', 'audio/mpeg', 'application/pdf'].map((type) => ({
        type: type.split('/')[0].replace('application', 'document'),
        mime_type: type,
        data: kData,
      })),
    },
    event_type: 'step.start',
  },
  { index: 0, event_type: 'step.stop' },
  { interaction: { id: 'v1_x', status: 'completed', model: 'm' }, event_type: 'interaction.completed' },
]
  .map((event) => `event: ${event.event_type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('');

/** What is held now. */
const held = () => ({
  sessions: all.core.open.size,
  conversations: all.lives.size,
  journals: all.journals.all.size,
  urls: urls.size,
  listeners,
  heard: listenersOf('shown'),
});

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
async function replayOf(live) {
  const entries = await all.entriesOf(live.id);
  return Replay.start(all, live.id, entries, (await openArchive()).index(entries), () => {});
}

/** A conversation with media is shown, looked at, and played again. @param {number} number */
async function visit(number) {
  const live = await tab.take(`${number}.sse`, answer);
  await until(() => urls.size >= 3);
  openMap(live.view);
  /** @type {HTMLDialogElement} */ (document.querySelector('dialog.panel')).close();
  const replay = await replayOf(live);
  all.show(replay.conversation);
  replay.play(true);
  while (!replay.over) replay.step();
  await settled(replay.conversation);
  inspector.update();
}

test('after fifty conversations as much is held as after one', async () => {
  await visit(0);
  await until(() => held().conversations === 1);
  const before = held();
  assert.equal(before.urls, 3);
  for (let number = 1; number <= 50; ++number) await visit(number);
  await until(() => held().journals <= before.journals);
  assert.deepEqual(held(), before);
  assert.ok(made > 300, `${made}`);
});

test('media that arrive when their conversation is gone are not made', async () => {
  const live = await tab.take('late.sse', answer);
  await until(() => urls.size >= 3);
  const replay = await replayOf(live);
  const before = urls.size;
  while (!replay.over) replay.step();
  all.lives.delete(replay.conversation.id);
  replay.conversation.destroy(); // at once
  await until(() => !timers.size);
  assert.equal(urls.size, before);
});

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collect = runInNewContext('gc');

/** Bytes of what the page holds. */
function heap() {
  collect();
  return process.memoryUsage().heapUsed;
}

test('of what was sent the page holds no more than was said: the bodies stay in the core', async () => {
  const kTurns = 45;
  const text = 'x'.repeat(20_000);
  const settings = JSON.stringify({ model: 'm', store: false }); // each request has all of the conversation
  const entries = Array.from({ length: kTurns }, (_, at) => [
    `${at + 1}000 submit 0 0\n${text}`,
    `${at + 1}001 http_head ${at + 1} 200\ntext/event-stream`,
    ...['in_progress', 'completed'].map((status, end) => {
      const event_type = end ? 'interaction.completed' : 'interaction.created';
      const data = JSON.stringify({ interaction: { id: 'v1_x', status, model: 'm' }, event_type });
      return `${at + 1}002 message ${at + 1} 0\n9 message\n\n${data}`;
    }),
    `${at + 1}003 http_end ${at + 1} 0\n`,
  ]).flat();
  const said = text.length * kTurns;
  const sent = (said * (kTurns + 1)) / 2;
  const file = (await openArchive()).export('conversation', 'B', [
    '0 open 0 1\nAAAAAAAAAAAAAAAAAAAAAA',
    `0 settings 0 0\n${settings}`,
    ...entries,
  ]);
  const before = heap();
  const live = await tab.take('bodies.jsonl', file);
  assert.equal(live.view.turns.size, kTurns);
  assert.equal([...live.view.turns.values()].filter(({ state }) => state === 'done').length, kTurns);
  const held = heap() - before;
  assert.ok(held < sent, `${held} bytes are held of ${said} said and ${sent} sent`);
});

test('when all are let go of, nothing is held, and no timer runs', async () => {
  all.destroy();
  await until(() => !urls.size && !timers.size);
  assert.equal(all.core.open.size, 0);
  assert.equal(all.lives.size, 0);
});
