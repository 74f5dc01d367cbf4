// The inspector's grammar check by itself: each rule, and that real traffic breaks none.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Grammar } from '../../web/events/inspector/grammar.js';

const fixtures = process.env.PARLEY_FIXTURES ?? '../shared/fixtures';

/**
 * Rules that a stream breaks: [at which event, rule, about], with -1 for its end.
 * @param {any[]} events
 */
function check(events) {
  const grammar = new Grammar();
  /** @type {[number, string, string][]} */
  const found = [];
  const note = (/** @type {number} */ at) => (/** @type {{rule: string, about: string}} */ each) =>
    found.push([at, each.rule, each.about]);
  events.forEach((event, at) => grammar.add(typed(event)).forEach(note(at)));
  grammar.end().forEach(note(-1));
  return found;
}

/** @param {any} event */
function typed(event) {
  if (typeof event === 'string') return { type: event, data: event === 'done' ? '[DONE]' : '' };
  return { type: event.event_type, data: event.data ?? JSON.stringify(event) };
}

const created = { event_type: 'interaction.created', interaction: {} };
const start = (/** @type {number} */ index) => ({ event_type: 'step.start', index, step: { type: 'model_output' } });
const delta = (/** @type {number} */ index, /** @type {object} */ more = {}) => ({
  event_type: 'step.delta',
  index,
  delta: { text: 'x' },
  ...more,
});
const stop = (/** @type {number} */ index) => ({ event_type: 'step.stop', index });
const completed = { event_type: 'interaction.completed', interaction: {} };
const error = { event_type: 'error', error: { code: 'x', message: 'y' } };

test('a proper stream breaks no rule, in both schemas', () => {
  const step = [start(0), delta(0), stop(0), start(1), stop(1)];
  assert.deepEqual(check([created, ...step, completed, 'done']), []);
  const old = [
    { event_type: 'interaction.start' },
    { event_type: 'content.start', index: 0 },
    { event_type: 'content.delta', index: 0 },
    { event_type: 'content.stop', index: 0 },
    { event_type: 'interaction.complete' },
  ];
  assert.deepEqual(check(old), []);
  assert.deepEqual(check([created, start(0), start(1), delta(0), delta(1), stop(1), stop(0), completed]), []);
  assert.deepEqual(check([created, start(0), delta(0), error]), [], 'an error may come at any time');
  assert.deepEqual(check([]), [], 'no stream at all');
});

/** @type {Record<string, [any[], ...[number, string, string][]]>} */
const broken = {
  'an unknown type': [
    [created, { event_type: 'step.pondered' }, completed],
    [1, 'unknown_type', 'step.pondered'],
  ],
  'data that is no JSON': [
    [created, { event_type: 'step.delta', data: '{' }, completed],
    [1, 'unreadable', 'step.delta'],
  ],
  'a step that is never stopped': [
    [created, start(0), completed],
    [2, 'never_stopped', '0'],
  ],
  'an index used twice': [
    [created, start(0), stop(0), start(0), stop(0), completed],
    [3, 'index_used_twice', '0'],
  ],
  'a delta after the stop': [
    [created, start(0), stop(0), delta(0), completed],
    [3, 'after_stop', '0'],
  ],
  'a delta without a start': [
    [created, delta(0), stop(0), completed],
    [1, 'not_started', '0'],
  ],
  'a stop without a start': [
    [created, stop(0), completed],
    [1, 'not_started', '0'],
  ],
  'two stops': [
    [created, start(0), stop(0), stop(0), completed],
    [3, 'stopped_twice', '0'],
  ],
  'no terminal event': [
    [created, start(0), stop(0)],
    [-1, 'no_terminal', ''],
  ],
  'something after the end': [
    [created, completed, stop(0)],
    [2, 'after_end', 'step.stop'],
  ],
};
for (const [name, [events, ...problems]] of Object.entries(broken)) {
  test(name, () =>
    assert.deepEqual(
      check(events).filter(([, rule]) => rule === problems[0][1]),
      problems,
    ),
  );
}

test('a cut stream lacks its end, and the stop of what was open', () => {
  assert.deepEqual(check([created, start(0), delta(0)]), [
    [-1, 'no_terminal', ''],
    [-1, 'never_stopped', '0'],
  ]);
});

test('an error that says nothing is noise', () => {
  assert.deepEqual(check([created, { event_type: 'error' }, start(0), stop(0), completed]), []);
});

test('a stream that begins again is told anew', () => {
  assert.deepEqual(check([created, start(0), delta(0), created, start(0), delta(0), stop(0), completed]), []);
});

test('event ids: a gap and a repetition, with and without a number in sight', () => {
  const coded = (/** @type {number} */ number) => `v1_${Buffer.from(`0_thought_${number}`).toString('base64url')}`;
  for (const id of [String, (/** @type {number} */ n) => `chunk-${n}`, coded]) {
    const deltas = (/** @type {number[]} */ ...numbers) => numbers.map((number) => delta(0, { event_id: id(number) }));
    assert.deepEqual(check([created, start(0), ...deltas(2, 3, 4), stop(0), completed]), []);
    assert.deepEqual(check([created, start(0), ...deltas(2, 3, 5), stop(0), completed]), [[4, 'id_gap', id(5)]]);
    assert.deepEqual(check([created, start(0), ...deltas(2, 3, 3), stop(0), completed]), [[4, 'id_twice', id(3)]]);
    // Starts and stops have none, but are counted.
    const later = [delta(0, { event_id: id(2) }), stop(0), start(1), delta(1, { event_id: id(5) }), stop(1)];
    assert.deepEqual(check([created, start(0), ...later, completed]), []);
  }
});

/** @param {string} path of a recorded stream */
function checkFile(path) {
  const blocks = readFileSync(path, 'utf8').split('\n\n').filter(Boolean);
  const events = blocks.map((block) => {
    const [, type = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
    return data === '[DONE]' ? 'done' : { event_type: type, data };
  });
  assert.ok(events.length > 0, path);
  return check(events);
}

for (const name of ['plain', 'markdown', 'function_calls', 'thoughts_and_search', 'interleaved', 'image']) {
  test(`the recorded stream ${name} breaks no rule`, () =>
    assert.deepEqual(checkFile(`tests/recordings/${name}.sse`), []));
}

test('the recorded stream that was cut lacks its end', () => {
  assert.deepEqual(checkFile('tests/recordings/cut.sse').at(0)?.at(1), 'no_terminal');
});

test('recorded traffic breaks no rule', { skip: !existsSync(fixtures) && 'no recordings beside the project' }, () => {
  const streams = readdirSync(fixtures, { recursive: true }).map(String);
  const paths = streams.filter((name) => name.endsWith('.sse')).map((name) => join(fixtures, name));
  assert.ok(paths.length > 5);
  for (const path of paths) assert.deepEqual(checkFile(path), [], path);
});
