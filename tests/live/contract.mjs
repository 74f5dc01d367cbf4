// What holds for the real service holds for the demo: the same checks for both. Each makes its
// assertions and returns shapes (see shape.mjs) for a comparison of the two. Short prompts and
// short answers, as the real service charges for them.
import assert from 'node:assert/strict';

import { shape_of, shape_of_stream } from './shape.mjs';

/** @typedef {import('./api.mjs').Api} Api */

const kWeather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather at a place',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};
const kQuick = { generation_config: { thinking_level: 'low' } };

/** @param {any} interaction @returns {any[]} */
const texts = (interaction) =>
  (interaction.steps ?? [])
    .filter((/** @type {any} */ step) => step.type === 'model_output')
    .flatMap((/** @type {any} */ step) => step.content ?? [])
    .filter((/** @type {any} */ content) => content.type === 'text');
const text_of = (/** @type {any} */ interaction) =>
  texts(interaction)
    .map((content) => content.text)
    .join('');
const streamed_text = (/** @type {any[]} */ events) =>
  events.map((event) => (event.delta?.type === 'text' ? event.delta.text : '')).join('');

/** @param {any} usage */
function adds_up(usage) {
  const { total_input_tokens: input = 0, total_output_tokens: output = 0 } = usage;
  const { total_thought_tokens: thought = 0, total_tool_use_tokens: tools = 0 } = usage;
  assert.equal(usage.total_tokens, input + output + thought + tools);
}

/** @param {{status: number, json: any}} reply */
function error_shape({ status, json }) {
  assert.equal(typeof json?.error?.message, 'string');
  return [`${status} ${json.error.code}`];
}

/** @param {Api} api */
async function unary(api) {
  const { status, json } = await api.create({ ...kQuick, input: 'Reply with exactly: PONG' });
  assert.equal(status, 200, json?.error?.message);
  assert.equal(json.status, 'completed');
  assert.equal(json.object, 'interaction');
  assert.match(json.id, /^v1_/);
  assert.match(json.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(text_of(json), /PONG/);
  adds_up(json.usage);
  return { resource: shape_of(json), steps: json.steps.map((/** @type {any} */ step) => step.type) };
}

/** @param {Api} api */
async function stream(api) {
  const members = { ...kQuick, input: 'Reply with exactly: PONG', stream: true };
  const { status, type, text, events } = await api.create(members);
  assert.equal(status, 200);
  assert.match(type, /^text\/event-stream/);
  assert.match(text, /event: done\ndata: \[DONE\]\n\n$/);
  const order = events.map((event) => event.event_type);
  assert.equal(order[0], 'interaction.created');
  assert.equal(order.at(-1), 'interaction.completed');
  assert.equal(events.at(-1).interaction.steps, undefined);
  assert.match(streamed_text(events), /PONG/);
  const starts = events.filter((event) => event.event_type === 'step.start').map((event) => event.index);
  assert.deepEqual(
    starts,
    starts.map((_, i) => i),
  );
  adds_up(events.at(-1).interaction.usage);
  return { stream: shape_of_stream(events) };
}

/** @type {Record<string, (api: Api) => Promise<Record<string, any>>>} */
export const checks = {
  'unary, v1beta': unary,
  'unary, v1': async (api) => unary(Object.assign(Object.create(api), { version: 'v1' })),
  'a stream, v1beta': stream,
  'a stream, v1': async (api) => stream(Object.assign(Object.create(api), { version: 'v1' })),

  'a chained turn remembers; get shows it; delete forgets it': async (api) => {
    const first = (await api.create({ ...kQuick, input: 'My number is 4711. Reply with exactly: OK' })).json;
    const asked = { ...kQuick, input: 'What is my number?', previous_interaction_id: first.id };
    const second = (await api.create(asked)).json;
    assert.match(text_of(second), /4711/);
    const got = (await api.get(second.id)).json;
    assert.equal(got.steps[0].type, 'user_input');
    assert.equal(got.previous_interaction_id, first.id);
    assert.equal(text_of(got), text_of(second));
    assert.equal((await api.remove(first.id)).status, 200);
    const gone = await api.get(first.id);
    assert.equal(gone.status, 404);
    const orphan = await api.create({ ...asked, previous_interaction_id: first.id });
    assert.ok(orphan.status === 404 || orphan.status === 400);
    return { get: shape_of(got), gone: error_shape(gone), orphan: error_shape(orphan) };
  },

  'store:false leaves nothing behind': async (api) => {
    const asked = { ...kQuick, input: 'Reply with exactly: PONG', store: false };
    const whole = (await api.create(asked)).json;
    assert.ok(!whole.id);
    const { events } = await api.create({ ...asked, stream: true });
    assert.ok(!events[0].interaction.id);
    return { resource: shape_of(whole), stream: shape_of_stream(events) };
  },

  'a function call and its result': async (api) => {
    const tools = [kWeather];
    const asked = { input: 'What is the weather in Paris?', tools };
    const forced = { generation_config: { thinking_level: 'low', tool_choice: 'any' } };
    const first = (await api.create({ ...asked, ...forced })).json;
    assert.equal(first.status, 'requires_action');
    const call = first.steps.find((/** @type {any} */ step) => step.type === 'function_call');
    assert.equal(call.name, 'get_weather');
    assert.match(call.arguments.location, /Paris/);
    const result = { type: 'function_result', call_id: call.id, name: call.name, result: '27 degrees' };
    const next = { ...kQuick, tools, previous_interaction_id: first.id, input: [result] };
    const second = (await api.create(next)).json;
    assert.match(text_of(second), /27/);
    const { events } = await api.create({ ...asked, ...forced, stream: true });
    assert.equal(events.at(-1).interaction.status, 'requires_action');
    const pieces = events.filter((event) => event.delta?.type === 'arguments_delta');
    assert.match(JSON.parse(pieces.map((event) => event.delta.arguments).join('')).location, /Paris/);
    return { call: shape_of(first), answer: shape_of(second), stream: shape_of_stream(events) };
  },

  'a stateless call keeps its thoughts': async (api) => {
    const user = { type: 'user_input', content: [{ type: 'text', text: 'What is the weather in Paris?' }] };
    const members = { tools: [kWeather], store: false };
    const forced = { generation_config: { thinking_level: 'low', tool_choice: 'any' } };
    const first = (await api.create({ ...members, ...forced, input: [user] })).json;
    const call = first.steps.find((/** @type {any} */ step) => step.type === 'function_call');
    const result = { type: 'function_result', call_id: call.id, name: call.name, result: '27 degrees' };
    const second = await api.create({ ...members, ...kQuick, input: [user, ...first.steps, result] });
    assert.equal(second.status, 200, second.json?.error?.message);
    assert.match(text_of(second.json), /27/);
    return { steps: first.steps.map((/** @type {any} */ step) => [step.type, ...shape_of(step)].join(' ')) };
  },

  'structured output': async (api) => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const response_format = { type: 'text', mime_type: 'application/json', schema };
    const { json } = await api.create({ ...kQuick, input: 'A city in Spain', response_format });
    assert.equal(typeof JSON.parse(text_of(json)).city, 'string');
    return { resource: shape_of(json) };
  },

  'thought summaries': async (api) => {
    const generation_config = { thinking_level: 'high', thinking_summaries: 'auto' };
    const { events } = await api.create({ input: 'Which is larger, 9.9 or 9.11?', generation_config, stream: true });
    assert.ok(events.some((event) => event.delta?.type === 'thought_summary'));
    return { stream: shape_of_stream(events) };
  },

  'a search is cited in bytes': async (api) => {
    const asked = { input: 'In which city is Gaudí’s Sagrada Família?', tools: [{ type: 'google_search' }] };
    const { json } = await api.create(asked);
    const cited = texts(json).filter((content) => content.annotations?.length);
    assert.ok(cited.length > 0, 'nothing is cited');
    for (const { text, annotations } of cited) {
      for (const { start_index = 0, end_index } of annotations) {
        assert.ok(start_index < end_index && end_index <= Buffer.byteLength(text));
      }
    }
    return { resource: shape_of(json) };
  },

  'background: polled, replayed, taken up at an event': async (api) => {
    const members = { ...kQuick, input: 'Count from 1 to 20 in words', background: true, store: true };
    const begun = (await api.create(members)).json;
    assert.ok(['in_progress', 'queued'].includes(begun.status));
    const done = await api.ended(begun.id);
    assert.equal(done.status, 'completed');
    const { events } = await api.get(begun.id, '?stream=true');
    assert.equal(streamed_text(events), text_of(done));
    const mark = events.findIndex((event) => event.event_id);
    assert.ok(mark >= 0, 'no event has an id');
    const query = `?stream=true&last_event_id=${encodeURIComponent(events[mark].event_id)}`;
    const rest = (await api.get(begun.id, query)).events;
    assert.equal(rest.length, events.length - mark - 1);
    return { begun: shape_of(begun), done: shape_of(done), replay: shape_of_stream(events) };
  },

  'cancel ends a run, whatever it answers': async (api) => {
    const begun = (await api.create({ input: api.long, background: true, store: true })).json;
    const reply = await api.request('POST', `interactions/${begun.id}/cancel`);
    const { status } = await api.ended(begun.id);
    assert.notEqual(status, 'failed');
    return { cancel: [`${reply.status}, then ${status}`] };
  },

  'what is refused, and how': async (api) => {
    const input = 'Hello';
    const refused = {
      'unknown model': { input, model: 'gemini-0-nobody' },
      'unknown parent': { input, previous_interaction_id: 'v1_nobody' },
      'unknown member': { input, max_tokens: 3 },
      'model and agent': { input, model: api.model, agent: 'deep-research-preview-04-2026' },
      'no input': {},
      'bad tool': { input, tools: [{ type: 'invalid_tool_type_xyz' }] },
      'background without store': { input, background: true, store: false },
      'choice without functions': { input, generation_config: { tool_choice: 'any' } },
      'legacy turns': { input: [{ role: 'user', content: 'Hello' }] },
      'config of an agent': { input, agent_config: { type: 'dynamic' } },
      'research in the foreground': { input, agent: 'deep-research-preview-04-2026' },
    };
    /** @type {Record<string, string[]>} */
    const shapes = {};
    for (const [what, members] of Object.entries(refused)) {
      const reply = await api.create(members);
      assert.ok(reply.status >= 400 && reply.status < 500, `${what}: ${reply.status}`);
      shapes[what] = error_shape(reply);
    }
    shapes['unknown interaction'] = error_shape(await api.get('v1_nobody'));
    return shapes;
  },

  models: async (api) => {
    const { json } = await api.request('GET', 'models?pageSize=5');
    assert.equal(json.models.length, 5);
    assert.ok(json.nextPageToken);
    const one = (await api.request('GET', `models/${api.model}`)).json;
    assert.equal(one.name, `models/${api.model}`);
    return { model: shape_of(one) };
  },
};
