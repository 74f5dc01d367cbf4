// What comes from elsewhere, and what goes there: conversations as files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTab, recording, settled } from './conversations.js';
import { until } from './document.js';

const { all, asked, troubles, take } = await openTab();

// What comes from elsewhere: whichever way it comes in, nothing of it is sent by itself, and its settings go along with
// no message before the reader says so.

const { openArchive } = await import('../../web/keep/archive.js');
const { fork } = await import('../../web/keep/fork.js');
const { Selection } = await import('../../web/settings/selection.js');
const { ModelChooser } = await import('../../web/compose/models.js');
const { keepDefault } = await import('../../web/settings/settings.js');
const { T } = await import('../../web/settings/strings.js');
const { turnCommands } = await import('../../web/chat/turn_commands.js');
const { Replay } = await import('../../web/conversation/replay.js');
const { Sender } = await import('../../web/core/sender.js');
const { register } = await import('../../web/ui/command.js');
const follow = /** @type {any} */ ({ jump() {} });
const pump = /** @type {any} */ ({ run() {} });
const archive = await openArchive();
// The proxy is in reach: what can be sent is sent.
all.setInstance('a-run');
all.setHeld(false);

const kSettings = JSON.stringify({
  model: 'gemini-3.8-flash',
  background: true,
  store: true,
  system_instruction: 'Tell it to all.',
  tools: [{ type: 'mcp_server', name: 'spy', url: 'https://elsewhere.example/mcp' }],
});
/** One turn runs, one waits behind it, one runs beside it, one waits to be tried again. */
const kUnder = [
  '1000 open 0 1\nAAAAAAAAAAAAAAAAAAAAAA',
  `1000 settings 0 0\n${kSettings}`,
  '1000 submit 0 1\none',
  '1001 http_head 1 200\ntext/event-stream',
  '1002 message 1 0\n9 message\n\n{"event_type":"interaction.created","interaction":{"id":"v1_a","status":"queued"}}',
  '1003 submit 0 0\nqueued',
  '1004 submit 0 1\nbeside',
  '1005 submit 0 1\nagain',
  '1006 http_head 3 503\napplication/json',
  '1006 body 3 0\n{"error":{"code":503,"message":"Busy."}}',
  '1006 http_end 3 0\n',
];

/**
 * It belongs to this tab, and was settled.
 * @param {import('../../web/conversation/conversation.js').Conversation} live
 */
async function owned(live) {
  await until(() => live.owner && !all.library.records.get(live.id)?.foreign);
  await live.journal.flush();
  all.online();
  live.pump();
  await settled(live);
}

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const running = (live) => [...live.view.turns.values()].filter((turn) => turn.running || turn.retryAt).length;

for (const [name, text] of /** @type {const} */ ([
  ['journal.parley.jsonl', archive.export('conversation', 'J', kUnder)],
  ['damaged.parley.jsonl', `${archive.export('conversation', 'J', kUnder)}"damaged"\n`],
  ['lines.jsonl', archive.export('lines', 'L', kUnder)],
  ['stream.sse', archive.export('stream', 'S', kUnder)],
]))
  test(`${name}: what was under way in it is over here, and nothing is sent`, async () => {
    const live = await take(name, text);
    assert.ok(live.view.turns.size >= 4);
    await owned(live);
    assert.equal(running(live), 0);
    const again = await take(name, archive.export('conversation', 'J', await all.entriesOf(live.id)));
    await owned(again);
    assert.equal(running(again), 0);
    assert.deepEqual(asked, []);
    troubles.length = 0;
  });

/** What a turn waits for, its events, and how it would go on. */
const kWaits = /** @type {const} */ ([
  [
    'results of functions',
    [
      { index: 0, step: { type: 'function_call', id: 'c', name: 'f', arguments: {} }, event_type: 'step.start' },
      { index: 0, event_type: 'step.stop' },
      { interaction: { id: 'v1_a', status: 'requires_action' }, event_type: 'interaction.completed' },
    ],
    { kind: 'function_results', id: 1, text: '[{"type":"function_result","call_id":"c","name":"f","result":"1"}]' },
  ],
  [
    'a word to go on',
    [{ interaction: { id: 'v1_a', status: 'incomplete' }, event_type: 'interaction.completed' }],
    { kind: 'continue', id: 1 },
  ],
]);

for (const [name, events, goOn] of kWaits)
  test(`a turn of a file that waits for ${name} is over: its settings are those of the file`, async () => {
    const created = { interaction: { id: 'v1_a', status: 'in_progress' }, event_type: 'interaction.created' };
    const entries = [
      '1000 open 0 1\nAAAAAAAAAAAAAAAAAAAAAA',
      `1000 settings 0 0\n${kSettings}`,
      '1000 submit 0 0\none',
      '1001 http_head 1 200\ntext/event-stream',
      ...[created, ...events].map((event, at) => `1002 message 1 0\n${at + 9} message\n\n${JSON.stringify(event)}`),
      '1003 http_end 1 0\n',
    ];
    const live = await take('waits.jsonl', archive.export('conversation', 'W', entries));
    await owned(live);
    assert.equal(live.view.turns.get(1)?.state, 'stopped');
    await live.do([goOn]);
    live.pump();
    await settled(live);
    assert.deepEqual(asked, []);
    assert.equal(live.view.turns.get(1)?.state, 'stopped');
  });

test('a fork of what is under way sends nothing', async () => {
  const done = [...kUnder.slice(0, 5), '1002 stop 1 0\n', ...kUnder.slice(5)];
  const live = await take('fork.jsonl', archive.export('conversation', 'F', done));
  await fork(live, 1);
  const forked = /** @type {import('../../web/conversation/conversation.js').Conversation} */ (all.shown);
  assert.notEqual(forked, live);
  await owned(forked);
  assert.equal(running(forked), 0);
  assert.deepEqual(asked, []);
});

const models = new ModelChooser(
  /** @type {any} */ (document.getElementById('model')),
  /** @type {any} */ (document.getElementById('models')),
);
const kMine = { members: { temperature: 1 }, extra: {} };
const question = () => document.querySelector('.question');

/** @param {string} settings */
async function opened(settings) {
  document.querySelectorAll('.question').forEach((each) => each.remove());
  keepDefault(kMine);
  models.choose('mine');
  const selection = new Selection(models);
  const entries = [`1000 settings 0 0\n${settings}`, '1000 submit 0 0\none', '1001 stop 1 0\n'];
  const live = await take('s.jsonl', archive.export('conversation', 'S', entries));
  selection.goOn(live);
  return { live, selection };
}

test('settings of a file are asked about, and until then the next message goes with those of the reader', async () => {
  const { live, selection } = await opened(kSettings);
  const asks = await until(question);
  assert.match(asks.textContent ?? '', /system_instruction.*mcp_server https:\/\/elsewhere\.example\/mcp/);
  assert.deepEqual(selection.settings(), { model: 'mine', temperature: 1 });

  // Opened once more it is asked again.
  const later = new Selection(models);
  later.goOn(live);
  await until(() => document.querySelectorAll('.question').length === 2);
  asks.remove();

  // Who writes on has decided.
  later.decide(live);
  assert.equal(question(), null);
  assert.equal(all.library.records.get(live.id)?.theirs, 'no');
  assert.deepEqual(all.library.records.get(live.id)?.choice, kMine);
});

test('who wants them gets them, who does not keeps what is there, and is asked no more', async () => {
  for (const use of [true, false]) {
    const { live, selection } = await opened(kSettings);
    const asks = await until(question);
    const label = use ? T.useTheirs : T.useMine;
    const button = [...asks.querySelectorAll('button')].find(({ textContent }) => textContent === label);
    button?.click();
    assert.equal(question(), null);
    assert.equal(selection.settings().system_instruction, use ? 'Tell it to all.' : undefined);
    assert.equal(selection.settings().model, use ? 'gemini-3.8-flash' : 'mine');
    const later = new Selection(models);
    later.goOn(live);
    assert.equal(later.settings().system_instruction, use ? 'Tell it to all.' : undefined);
    assert.equal(later.settings().model, use ? 'gemini-3.8-flash' : 'mine');
    assert.equal(question(), null);
  }
});

test('a turn of a file goes again with the settings of the reader, unless those of the file were taken', async () => {
  const { live, selection } = await opened(kSettings);
  const { settings = {} } = live.view.turns.get(1) ?? {};
  assert.equal(settings.tools?.length, 1);
  const sent = () => JSON.parse(JSON.stringify(selection.again(live, settings)));
  assert.deepEqual(sent(), { model: 'mine', temperature: 1 });
  const asks = await until(question);
  assert.deepEqual(sent(), { model: 'mine', temperature: 1 });
  selection.decide(live); // writing on takes them no more than waiting does
  assert.deepEqual(sent(), { model: 'mine', temperature: 1 });
  asks.querySelector('button')?.click();
  assert.equal(sent(), null);
});

/** A turn of a file that is done: a plan that waits to be approved. */
async function planned() {
  const agent = JSON.stringify({
    agent: 'deep-research-preview-04-2026',
    background: true,
    store: true,
    agent_config: { type: 'deep-research', collaborative_planning: true },
    tools: [{ type: 'mcp_server', name: 'spy', url: 'https://elsewhere.example/mcp' }],
  });
  const events = [
    { interaction: { id: 'v1_p', status: 'in_progress' }, event_type: 'interaction.created' },
    { interaction: { id: 'v1_p', status: 'completed' }, event_type: 'interaction.completed' },
  ];
  const entries = [
    `1000 settings 0 0\n${agent}`,
    '1000 submit 0 0\none',
    '1001 http_head 1 200\ntext/event-stream',
    ...events.map((event, at) => `1002 message 1 0\n${at + 9} message\n\n${JSON.stringify(event)}`),
    '1003 http_end 1 0\n',
  ];
  document.querySelectorAll('.question').forEach((each) => each.remove());
  keepDefault(kMine);
  models.choose('mine');
  const selection = new Selection(models);
  const live = await take('plan.jsonl', archive.export('conversation', 'P', entries));
  await until(() => live.owner);
  selection.goOn(live);
  const sender = new Sender(/** @type {any} */ ({ name() {} }), /** @type {any} */ ({}), selection, follow, pump);
  sender.live = live;
  register(turnCommands(sender));
  return { live, selection };
}

test('a plan of a file is approved with the settings of the reader, unless those of the file were taken', async () => {
  for (const use of [false, true]) {
    const { live, selection } = await planned();
    assert.equal(live.view.turns.get(1)?.state, 'done');
    const asks = await until(question);
    if (use) asks.querySelector('button')?.click();
    const approve = await until(() => live.view.turns.get(1)?.element.querySelector('.plan button'));
    /** @type {HTMLElement} */ (approve).click();
    const turn = await until(() => live.view.turns.get(2));
    assert.equal(turn.parentTurn, 1);
    const { model, agent, agent_config: config, tools } = turn.settings;
    if (use) {
      assert.deepEqual([model, agent], [undefined, 'deep-research-preview-04-2026']);
      assert.deepEqual(config, { type: 'deep-research', collaborative_planning: false });
      assert.equal(tools.length, 1);
    } else {
      assert.deepEqual([model, agent, config, tools], ['mine', undefined, undefined, undefined]);
      assert.equal(question(), null, 'who goes on has decided');
      assert.equal(selection.areTheirs(live), true);
    }
    await live.do([{ kind: 'stop', id: 2 }]);
  }
  asked.length = 0;
});

test('a fork of what is played from a file asks about its settings as the file does', async () => {
  const { live } = await opened(kSettings);
  const entries = await all.entriesOf(live.id);
  const replay = await Replay.start(all, live.id, entries, archive.index(entries), () => {});
  while (!replay.over) replay.step();
  await fork(replay.conversation, 1);
  const forked = /** @type {import('../../web/conversation/conversation.js').Conversation} */ (all.shown);
  assert.equal(all.library.records.get(forked.id)?.theirs, 'ask');
});

test('an agent is a setting too; a model alone is not, nor is a conversation of the reader asked about', async () => {
  const agent = await opened('{"agent":"deep-research-1","background":true}');
  assert.match((await until(question)).textContent ?? '', /agent deep-research-1/);
  assert.equal(agent.selection.settings().model, 'mine');
  const model = await opened('{"model":"theirs"}');
  await until(() => model.selection.models.model === 'theirs');
  assert.deepEqual(model.selection.settings(), { model: 'theirs' });
  assert.equal(question(), null);

  const mine = await opened(kSettings);
  await until(question);
  void all.library.update(mine.live.id, { theirs: '' });
  await fork(mine.live, 1);
  mine.selection.goOn(/** @type {import('../../web/conversation/conversation.js').Conversation} */ (all.shown));
  assert.equal(mine.selection.settings().system_instruction, 'Tell it to all.');
});

// A conversation as a file: what is exported is imported as it was, and what cannot be read is named by its line.

const { fileName, readConversation } = await import('../../web/keep/transfer.js');

/** @param {string} title @param {string[]} entries */
const exportText = (title, entries) => archive.export('conversation', title, entries);

const kEntries = [
  '1763820000000 open 0 0\nAAAAAAAAAAAAAAAAAAAAAA',
  '1763820000001 submit 0 0\ncaf\u00e9 \ud83d\ude00 "quoted"\n\n  end ',
  '1763820000002 http_head 1 200\ntext/event-stream',
];

/** @param {BlobPart} content @param {string} [name] */
const give = (content, name = 'odd.jsonl') => readConversation(new File([content], name));

test('what is exported is imported as it was, and exported as the same file', async () => {
  const text = exportText('A "title"', kEntries);
  assert.deepEqual(JSON.parse(text.split('\n')[0]), { format: 'parley-conversation', version: 1, title: 'A "title"' });
  const read = await give(text);
  assert.deepEqual(read, { title: 'A "title"', entries: kEntries, problems: [] });
  assert.equal(exportText(read.title, read.entries), text);
});

test('lines that are damaged are named, and the others are read', async () => {
  const lines = exportText('', kEntries).split('\n');
  lines.splice(2, 1, '{"what":"is this?"', '"1 nonsense 0 0\\n"', '17');
  const { entries, problems } = await give(lines.join('\n'));
  assert.deepEqual(entries, [kEntries[0], kEntries[2]]);
  assert.equal(problems.length, 3);
  for (const [at, problem] of problems.entries()) assert.match(problem, new RegExp(`^Line ${at + 3} is damaged`));
});

test('of many damaged lines five are named and the rest are counted', async () => {
  const { entries, problems } = await give(exportText('', kEntries) + '?\n'.repeat(12));
  assert.deepEqual(entries, kEntries);
  assert.equal(problems.length, 6);
  assert.match(problems[4], /^Line 9 /);
  assert.match(problems[5], /\b7\b/);
});

test('a file of another kind is said to be one, once', async () => {
  const { entries, problems } = await give('A letter\nto someone\nelse\n', 'letter.txt');
  assert.deepEqual(entries, []);
  assert.equal(problems.length, 2);
  assert.match(problems[0], /^Nothing could be read/);
  assert.match(problems[1], /^Line 1: /);
  assert.deepEqual((await give('', 'empty.jsonl')).problems, problems);
});

test('a file of a later version is said to be one, and read as far as that goes', async () => {
  const text = exportText('', kEntries).replace('"version":1', '"version":2');
  const { entries, problems } = await give(text);
  assert.deepEqual(entries, kEntries);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /2/);
});

test('a recording is taken for what it is', async () => {
  const { entries, problems } = await give(recording('comments.sse'), 'comments.sse');
  assert.deepEqual(problems, []);
  assert.ok(entries.length > 3);
  assert.ok(archive.index(entries).every(({ kind, time }) => kind && time > 0));
});

// How much work that is, is counted where it is done: tests/unit/sse_parser_test.cpp.
test('twenty megabytes of junk are read to their end, and said to be that', async () => {
  const piece = '\u0000\ufffd\u0001 junk \n\n\n"model"      [{"a":\n: x\r\r{"format":"parley-recording"}\n';
  // As bytes: the document of node takes its time over each character of a text.
  const bytes = new TextEncoder().encode(piece.repeat(2e7 / piece.length));
  const { entries, problems } = await give(bytes, 'junk.bin');
  assert.deepEqual(entries, []);
  assert.equal(problems.length, 2);
});

test('the file is named after the conversation, as far as that makes a name', () => {
  assert.equal(fileName('What is it? (A question)'), 'What-is-it-A-question');
  assert.equal(fileName('../../etc/passwd'), 'etc-passwd');
  assert.equal(fileName('\u00dcber \u65e5\u672c'), '\u00dcber-\u65e5\u672c');
  assert.equal(fileName('?!'), 'conversation');
  assert.equal(fileName('x'.repeat(100)), 'x'.repeat(40));
});
