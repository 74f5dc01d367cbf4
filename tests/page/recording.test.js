// Conversations as recordings: taken in, exported without secrets, played again without a network.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { answerText, parseStream } from '../browser/stream.js';
import { openTab, recording, recordings, seen, settled, shown } from './conversations.js';

const { all, asked, notices, troubles, take } = await openTab();
const { openArchive } = await import('../../web/keep/archive.js');
const { Replay } = await import('../../web/conversation/replay.js');
const { parseJson } = await import('../../web/ui/format.js');
const { I } = await import('../../web/events/inspector/strings.js');
const { F } = await import('../../web/keep/strings.js');
const archive = await openArchive();

const kConversation = recording('conversation.jsonl');

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const entriesOf = (live) => all.entriesOf(live.id);
/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const asStream = async (live) => archive.export('stream', live.name, await entriesOf(live));
/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const asLines = async (live) => archive.export('lines', live.name, await entriesOf(live));

const kFormatted = /^(markdown|thoughts_and_search|unicode)\.sse$/; // whose answers are not seen as they came

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const answerOf = ({ elements: { log } }) =>
  [...log.querySelectorAll('[data-part=answer]')].map((part) => part.textContent).join('');

/** The text of a stream's answer, step after step. @param {{data: string}[]} sent */
function wanted(sent) {
  /** @type {Map<number, string>} */
  const texts = new Map();
  for (const { data } of sent) {
    const { index, step, delta } = parseJson(data) ?? {};
    if (index === undefined || step?.type === 'thought') continue;
    const first = (step?.content ?? []).map((/** @type {any} */ block) => block.text ?? '').join('');
    const more = typeof delta?.text === 'string' ? delta.text : '';
    texts.set(index, (texts.get(index) ?? '') + first + more);
  }
  return [...texts.values()].join('');
}

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
async function replayOf(live) {
  /** @type {string[]} */
  const said = [];
  const entries = await entriesOf(live);
  const replay = await Replay.start(all, live.id, entries, archive.index(entries), () => said.push(I.replayOnly));
  all.show(replay.conversation);
  return { replay, said };
}

test('there are recordings of many kinds', () => {
  assert.ok(recordings.length > 20, `${recordings.length}`);
});

for (const { name, text } of recordings) {
  test(`${name}: taken in, exported and replayed it is the same`, async () => {
    const live = await take(name, text);
    const before = seen(live);
    assert.ok(before.turns.length > 0);
    for (const { state } of before.turns) assert.match(String(state), /^(done|failed|stopped)$/);
    if (name.endsWith('.sse')) {
      const sent = parseStream(text);
      const came = live.events.exchanges.flatMap(({ entries }) => entries.map(({ data }) => data));
      assert.deepEqual(
        came,
        sent.map(({ data }) => data),
      );
      if (!kFormatted.test(name)) assert.equal(answerOf(live), wanted(sent));
    }
    const stream = await asStream(live);
    const lines = await asLines(live);

    const fromStream = await take(`copy of ${name}.sse`, stream);
    assert.deepEqual(seen(fromStream), before, 'from its event stream');
    assert.equal(await asStream(fromStream), stream, 'and that again');
    const fromLines = await take(`copy of ${name}.jsonl`, lines);
    assert.deepEqual(seen(fromLines), before, 'from its JSON lines');
    assert.equal(await asLines(fromLines), lines, 'and these again');

    const { replay } = await replayOf(live);
    assert.equal(seen(replay.conversation).turns.length, 0);
    while (!replay.over) replay.step();
    await settled(replay.conversation);
    assert.deepEqual(seen(replay.conversation), before, 'step by step');

    assert.deepEqual(asked, [], 'nothing was asked of the network');
    assert.deepEqual(troubles, []);
  });
}

test('the event stream is one for any parser, JSON lines are JSON, and neither has secrets', async () => {
  const key = `AIza${'x'.repeat(35)}`;
  const word = 'abcdefghijklmnopqrstuv';
  const live = await take('key.jsonl', kConversation.replaceAll('one two', `my key is ${key}, is it?`));
  const entries = (await entriesOf(live)).map((entry) =>
    / open /.test(entry) ? entry.replace(/\n.*$/, `\n${word}`) : entry,
  );
  assert.ok(entries.some((entry) => entry.includes(key)) && entries.some((entry) => entry.includes(word)));

  const stream = archive.export('stream', `of ${key}`, entries);
  const lines = archive.export('lines', `of ${key}`, entries);
  for (const text of [stream, lines]) {
    assert.ok(!text.includes(key));
    assert.ok(!text.includes(word));
  }
  const types = live.events.exchanges.flatMap(({ entries }) => entries.map(({ type }) => type));
  const parsed = parseStream(stream);
  assert.deepEqual(
    parsed.map(({ type }) => type),
    types,
  );
  assert.ok(answerText(parsed).startsWith('my key is removed, is it?three four'));
  const told = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(told[0].format, 'parley-recording');
  assert.equal(told[0].title, 'of removed');
  assert.deepEqual(
    told.filter(({ input }) => input === 'message').map(({ type }) => type),
    types,
  );
  const requests = told.filter(({ request }) => request);
  assert.deepEqual(
    requests.map(({ turn, request }) => [turn, request]),
    [1, 2, 3, 3, 4].map((turn) => [turn, 'POST /v1beta/interactions']),
  );
  assert.equal(requests[0].body.input, 'demo:thoughts 1 demo:search echo: my key is removed, is it?');
});

test('a run that is cut off in the recording is stopped, and goes nowhere', async () => {
  const lines = kConversation.split('\n');
  const middle = lines.findLastIndex((line) => line.includes('"step.delta"'));
  const live = await take('cut.jsonl', lines.slice(0, middle).join('\n'));
  assert.deepEqual(
    seen(live).turns.map(({ state }) => state),
    ['done', 'done', 'done', 'stopped'],
  );
  assert.match(answerOf(live), /^one twothree fourfive six./);
  assert.equal(live.busy, false);
  assert.deepEqual(asked, []);
});

test('a broken file: the line is named, and what could be read is shown', async () => {
  notices.length = 0; // of those before
  const frame = (/** @type {string} */ data) => `event: x\ndata: ${data}\n\n`;
  const good = [
    '{"interaction":{"id":"v1_x","status":"in_progress","model":"m"},"event_type":"interaction.created"}',
    '{"index":0,"step":{"type":"model_output"},"event_type":"step.start"}',
    '{"index":0,"delta":{"type":"text","text":"What could be read"},"event_type":"step.delta"}',
  ].map(frame);
  const live = await take('broken.sse', `${good.join('')}nonsense here\n\n${frame('{"index":0,"del')}`);
  assert.equal(notices.pop(), `broken.sse: ${F.problems.bad_line(10, '')} ${F.problems.bad_data(12, '')}`);
  assert.equal(answerOf(live), 'What could be read');
  assert.equal(seen(live).turns[0].state, 'failed');
  assert.match(live.elements.log.textContent ?? '', /The stream broke off.*The recording ends here\./);

  const lines = (await asLines(live)).split('\n');
  lines[5] = lines[5].slice(0, 20);
  await take('broken.jsonl', lines.join('\n'));
  assert.equal(notices.pop(), `broken.jsonl: ${F.problems.bad_line(6, '')} ${F.problems.bad_data(9, '')}`);
  await take('later.jsonl', lines.join('\n').replace('"version":1', '"version":2'));
  assert.equal(
    notices.pop(),
    `later.jsonl: ${F.problems.version(1, '2')} ${F.problems.bad_line(6, '')} ${F.problems.bad_data(9, '')}`,
  );
  const damaged = (await asStream(live)).replace(/^: \[.*$/m, ': [1,');
  const unreadable = damaged.split('\n').indexOf('data: {"index":0,"del'); // the line before, from 1
  await take('damaged.sse', damaged);
  assert.equal(notices.pop(), `damaged.sse: ${F.problems.bad_line(2, '')} ${F.problems.bad_data(unreadable, '')}`);

  const before = all.shown;
  await take('empty.sse', '');
  assert.equal(notices.pop(), `empty.sse: ${F.nothing} ${F.problems.foreign(1, '')}`);
  assert.equal(all.shown, before);
  assert.deepEqual(notices, []);
});

test('a replay sends nothing, and takes the time that it took, or a tenth of it', async () => {
  const live = await take('conversation.jsonl', kConversation);
  const before = seen(live);
  const times = (await entriesOf(live)).map((entry) => Number(entry.split(' ', 1)[0]));
  const took = /** @type {number} */ (times.at(-1)) - times[0];
  assert.ok(took > 1000);
  for (const speed of [1, 10]) {
    const { replay, said } = await replayOf(live);
    await replay.conversation.do([{ kind: 'submit', text: 'Not now' }]);
    assert.deepEqual(said, [I.replayOnly]);
    replay.speed = speed;
    const clock = openClock();
    replay.play(true);
    clock.pass(took / speed - 20);
    assert.equal(replay.over, false, `still plays at ${speed}`);
    clock.pass(60);
    assert.equal(replay.over, true, `is over at ${speed}`);
    clock.close();
    await settled(replay.conversation);
    assert.deepEqual(seen(replay.conversation), before);
    all.open(live.id);
    await shown(all);
  }
  assert.deepEqual(asked, []);
});

/** A clock that goes on only when it is told to. */
function openClock() {
  let time = performance.now();
  /** @type {{at: number, call: () => void}[]} */
  const timers = [];
  const mocks = [
    mock.method(performance, 'now', () => time),
    mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ call, ms = 0) => {
      timers.push({ at: time + ms, call });
    }),
  ];
  return {
    /** @param {number} ms */
    pass(ms) {
      const end = time + ms;
      for (;;) {
        timers.sort((one, other) => one.at - other.at);
        if (!timers.length || timers[0].at > end) break;
        const { at, call } = /** @type {{at: number, call: () => void}} */ (timers.shift());
        time = Math.max(time, at);
        call();
      }
      time = end;
    },
    close: () => mocks.forEach(({ mock }) => mock.restore()),
  };
}
