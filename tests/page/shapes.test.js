// What comes from outside may have any shape. Whatever stands where a text, a number or a list should
// be, the page shows what it can, and nothing throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const { Turn } = await import('../../web/chat/turn.js');
const { loadReading } = await import('../../web/chat/text_block.js');
const { Sources } = await import('../../web/reading/citations.js');
const { showMedia } = await import('../../web/reading/media.js');
const { showTool } = await import('../../web/reading/tools.js');
const { showAttached } = await import('../../web/compose/attached.js');
const { showNumbers } = await import('../../web/numbers/turn_numbers.js');
await loadReading(true);

/** @type {unknown[]} */
const rejections = [];
process.on('unhandledRejection', (reason) => void rejections.push(reason));

/** Objects that no text can be made of, and others that pass for something. */
const kOdd = /** @type {unknown[]} */ ([
  null,
  true,
  0,
  -1e300,
  '',
  'text',
  'https://[',
  '__proto__',
  'constructor',
  [],
  [null],
  [[[]]],
  ['text', 7, {}],
  {},
  { toString: 1, valueOf: 1 },
  { length: 3 },
  { type: 'text', text: {} },
  { toJSON: 'no', then: 'no' },
]);

const kCitation = {
  type: 'url_citation',
  url: 'https://a.b/',
  document_uri: 'u',
  file_name: 'f',
  page_number: 2,
  place_id: 'p',
  name: 'n',
  title: 't',
  start_index: 0,
  end_index: 3,
};
const kMedia = { type: 'image', mime_type: 'image/png', data: 'AAAA', uri: 'https://a.b/c', rate: 1, channels: 2 };
const kUsage = { total_tokens: 3, total_input_tokens: 1, total_output_tokens: 2, input_tokens_by_modality: [{}] };

/** What a good one of each looks like. @type {Record<string, any>} */
const kSteps = {
  output: { type: 'model_output', content: [{ type: 'text', text: 'a **b** c', annotations: [kCitation] }, kMedia] },
  thought: { type: 'thought', signature: 's', summary: [{ type: 'text', text: '**t**' }] },
  call: { type: 'function_call', id: 'c', name: 'n', server_name: 's', arguments: { queries: ['q'], urls: ['u'] } },
  code: { type: 'code_execution_call', id: 'd', arguments: { language: 'python', code: 'a = 1' } },
  result: {
    type: 'google_search_result',
    call_id: 'c',
    is_error: false,
    result: [
      { url: 'https://a.b/', title: 't', status: 'success', search_suggestions: '<p>' },
      { places: [{ url: 'https://a.b/', name: 'n' }] },
    ],
  },
  unknown: { type: 'never_seen', anything: { at: ['all'] } },
};

/**
 * Copies of a value in which one member each is of another shape.
 * @param {any} value
 * @returns {Generator<any>}
 */
function* changed(value) {
  for (const odd of kOdd) yield odd;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const part of changed(value[key])) {
      const copy = structuredClone(value);
      copy[key] = part;
      yield copy;
    }
  }
}

/** All that was set going has come to its end. */
async function settled() {
  for (let turns = 0; turns < 20; ++turns) await new Promise((next) => setImmediate(next));
}

/** @param {any} value @param {(value: any) => void} take */
async function takesAll(value, take) {
  let count = 0;
  for (const each of changed(value)) {
    ++count;
    assert.doesNotThrow(() => take(each), JSON.stringify(each));
  }
  assert.ok(count >= kOdd.length);
  await settled();
  assert.deepEqual(rejections, []);
}

/** A turn that stands in the page. */
function newTurn() {
  const turn = new Turn(1, 'question');
  document.getElementById('log')?.replaceChildren(turn.element);
  return turn;
}

for (const [name, step] of Object.entries(kSteps)) {
  test(`a step of any shape is shown: ${name}`, async () => {
    const all = [...changed(step)];
    assert.ok(all.length >= kOdd.length);
    const kTogether = 20; // steps of one turn: to make it takes longer than to show one
    for (let from = 0; from < all.length; from += kTogether) {
      const turn = newTurn();
      turn.setState('streaming', '', 1);
      for (const [at, each] of all.slice(from, from + kTogether).entries()) {
        const json = JSON.stringify(each);
        assert.doesNotThrow(() => turn.steps.step(at, json, 1), json);
        turn.show();
        turn.steps.step(at, JSON.stringify(step), 2);
      }
      turn.setState('done', '', 3);
      turn.show();
      assert.equal(typeof turn.spoken, 'string');
      turn.steps.clear();
    }
    await settled();
    assert.deepEqual(rejections, []);
  });
}

test('a citation of any shape is a source, or none', () =>
  takesAll([kCitation], (each) => {
    const sources = new Sources();
    sources.cite('abc def', each);
    sources.list();
  }));

test('media of any shape are shown, or as they came', () =>
  takesAll(kMedia, (each) => showMedia(document.createElement('figure'), each)));

test('a tool of any shape has a card', () => {
  const steps = [kSteps.call, kSteps.code, kSteps.result];
  return Promise.all(
    steps.map((step) =>
      takesAll(step, (each) => {
        if (typeof each === 'object' && each) showTool(document.createElement('div'), 0, each);
      }),
    ),
  );
});

test('attachments of any shape are listed', () =>
  takesAll([{ name: 'n', size: 3, content: { ...kMedia } }], (each) => {
    const turn = newTurn();
    turn.setSettings(JSON.stringify({ attachments: each }));
    if (Array.isArray(each)) showAttached(turn.user, each);
  }));

test('settings, errors, interactions and usage of any shape', async () => {
  const settings = { model: 'm', agent: 'a', agent_config: {}, response_format: [{ mime_type: 'application/json' }] };
  await takesAll(settings, (each) => newTurn().setSettings(JSON.stringify(each)));
  await takesAll({ code: 'c', message: 'm', retry_ms: 3, daily: true, body: { error: [] } }, (each) =>
    newTurn().setError(429, JSON.stringify(each)),
  );
  await takesAll({ id: 'v1_abcdefghijklmnopqrs', model: 'm', status: 'completed', usage: kUsage }, (each) => {
    const turn = newTurn();
    turn.setState('sending', '', 1);
    turn.setInteraction(JSON.stringify(each));
    turn.setState('done', '', 2);
    turn.show();
    showNumbers(turn);
  });
});
