// What goes into an interaction and comes out of it, beside plain text: @google/genai.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GoogleGenAI } from '@google/genai';

import { collect, kModel, startProxy } from './support.js';

const kPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const kPdf = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64');

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {any} */
let ai;
before(async () => {
  proxy = await startProxy();
  ai = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: proxy.url } });
});
after(() => proxy.stop());

/** @param {any} members */
const create = (members) => ai.interactions.create({ model: kModel, ...members });
/** @param {any} interaction */
const types = (interaction) => interaction.steps.map((/** @type {any} */ step) => step.type);
/** @param {string} text @param {any} annotation */
const cited = (text, { start_index, end_index }) => Buffer.from(text).subarray(start_index, end_index).toString();

test('an image and a PDF as base64 arrive whole', async () => {
  const answer = await create({
    input: [
      { type: 'text', text: 'These?' },
      { type: 'image', data: kPng, mime_type: 'image/png', resolution: 'low' },
      { type: 'document', data: kPdf, mime_type: 'application/pdf' },
    ],
  });
  assert.match(answer.output_text, /image \(image\/png, 70 bytes\), document \(application\/pdf, 15 bytes\)/);
  const kinds = answer.usage.input_tokens_by_modality.map((/** @type {any} */ { modality }) => modality);
  assert.deepEqual(kinds.sort(), ['document', 'image', 'text']);
});

test('an image comes back as a PNG, whole and streamed, and can be talked about', async () => {
  const drawn = await create({ model: 'gemini-nano-banana-2.1', input: 'A cat' });
  assert.equal(drawn.output_image.mime_type, 'image/png');
  const png = Buffer.from(drawn.output_image.data, 'base64');
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const again = await create({
    model: 'gemini-nano-banana-2.1',
    input: 'Now blue',
    previous_interaction_id: drawn.id,
    response_format: [{ type: 'text' }, { type: 'image', aspect_ratio: '16:9', image_size: '1K' }],
    stream: true,
  });
  const events = await collect(again);
  assert.equal(events.filter((event) => event.delta?.type === 'image').length, 1);
});

test('structured output fits its schema', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, tags: { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2 } },
    required: ['name', 'tags'],
  };
  const answer = await create({
    input: 'Someone',
    response_format: { type: 'text', mime_type: 'application/json', schema },
  });
  const value = JSON.parse(answer.output_text);
  assert.equal(typeof value.name, 'string');
  assert.ok(value.tags.length >= 2 && value.tags.every((/** @type {any} */ tag) => ['a', 'b'].includes(tag)));
});

test('thought summaries come when asked for', async () => {
  const quiet = await create({ input: 'Why?' });
  assert.equal(quiet.steps[0].summary, undefined);
  const generation_config = { thinking_level: 'high', thinking_summaries: 'auto' };
  const told = await create({ input: 'Why?', generation_config });
  assert.ok(told.steps[0].summary.length > 0);
  assert.ok(told.steps[0].signature);
  const events = await collect(await create({ input: 'Why?', generation_config, stream: true }));
  const kinds = events.filter((event) => event.index === 0 && event.delta).map((event) => event.delta.type);
  assert.deepEqual(
    kinds.slice(0, -1),
    told.steps[0].summary.map(() => 'thought_summary'),
  );
  assert.equal(kinds.at(-1), 'thought_signature');
});

test('a system instruction is for its own turn, limits are kept', async () => {
  const first = await create({ input: 'Tell me', system_instruction: 'Answer in Latin' });
  assert.match(first.output_text, /Answer in Latin/);
  const short = await create({ input: 'Tell me', generation_config: { max_output_tokens: 20, seed: 1 } });
  assert.equal(short.status, 'incomplete');
  const stopped = await create({ input: 'echo: one two three', generation_config: { stop_sequences: [' three'] } });
  assert.equal(stopped.output_text, 'one two');
});

test('a search is cited in bytes, and says what to show', async () => {
  const answer = await create({ input: 'Gaudí', tools: [{ type: 'google_search' }] });
  assert.deepEqual(types(answer), ['google_search_call', 'google_search_result', 'thought', 'model_output']);
  assert.match(answer.steps[1].result[0].search_suggestions, /<style>/);
  const { text, annotations } = answer.steps[3].content[0];
  assert.equal(
    cited(text, annotations[0]),
    'The Sagrada Família – Gaudí’s basilica – has been under construction since 1882.',
  );
  assert.equal(answer.usage.grounding_tool_count[0].type, 'google_search');
});

for (const [tool, kind] of [
  ['google_maps', 'place_citation'],
  ['file_search', 'file_citation'],
]) {
  test(`${tool} brings a ${kind}`, async () => {
    const answer = await create({ input: 'Where?', tools: [{ type: tool }] });
    const { text, annotations } = answer.steps.at(-1).content[0];
    assert.equal(annotations[0].type, kind);
    assert.match(cited(text, annotations[0]), /^\S.*\.$/);
  });
}

test('code is run and pages are read, so it is said', async () => {
  const tools = [{ type: 'code_execution' }, { type: 'url_context' }];
  const answer = await create({ input: 'Add 20 and 22 of https://example.com/', tools });
  const of = (/** @type {string} */ type) => answer.steps.find((/** @type {any} */ step) => step.type === type);
  assert.equal(of('code_execution_result').call_id, of('code_execution_call').id);
  assert.equal(of('code_execution_result').result, '42\n');
  assert.equal(of('url_context_result').result[0].status, 'success');
});

test('everything else that the types allow is taken', async () => {
  const answer = await create({
    input: { type: 'text', text: 'echo: yes' },
    tools: [
      { type: 'mcp_server', name: 'weather', url: 'https://example.com/mcp', headers: { a: 'b' } },
      { type: 'computer_use', environment: 'browser', excluded_predefined_functions: ['drag'] },
    ],
    labels: { safety_identifier: 'u-1' },
    service_tier: 'flex',
    safety_settings: [{ type: 'hate_speech', threshold: 'block_none' }],
    webhook_config: { uris: ['https://example.com/hook'], user_metadata: { a: 'b' } },
    generation_config: { temperature: 0.5, top_p: 0.9, speech_config: [{ voice: 'Kore' }] },
  });
  assert.equal(answer.output_text, 'yes');
  assert.equal(answer.service_tier, 'flex');
});
