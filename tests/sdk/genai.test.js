// The official SDK, @google/genai, with nothing set but its base URL.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GoogleGenAI } from '@google/genai';

import { collect, kModel, kWeather, rejection, startProxy } from './support.js';

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

for (const apiVersion of [undefined, 'v1', 'v1beta']) {
  test(`create, unary and streamed, with ${apiVersion ?? "the SDK's own version"}`, async () => {
    /** @type {any} */
    const client = new GoogleGenAI({ apiKey: 'any-word', apiVersion, httpOptions: { baseUrl: proxy.url } });
    const whole = await client.interactions.create({ model: kModel, input: 'echo: Grüße 🌊' });
    assert.equal(whole.status, 'completed');
    assert.equal(whole.output_text, 'Grüße 🌊');
    assert.match(whole.id, /^v1_[\w-]{60,80}$/);
    const { usage } = whole;
    assert.equal(
      usage.total_tokens,
      usage.total_input_tokens + usage.total_output_tokens + usage.total_thought_tokens + usage.total_tool_use_tokens,
    );
    const events = await collect(
      await client.interactions.create({ model: kModel, input: 'echo: Grüße 🌊', stream: true }),
    );
    const order = events.map((event) => event.event_type);
    assert.deepEqual(order.slice(0, 2), ['interaction.created', 'interaction.status_update']);
    assert.equal(order.at(-1), 'interaction.completed');
    const text = events.map((event) => (event.delta?.type === 'text' ? event.delta.text : ''));
    assert.equal(text.join(''), 'Grüße 🌊');
  });
}

test('chained turns: it knows what was said two turns ago, and no system instruction', async () => {
  const first = await create({ input: 'My dog is called Rex', system_instruction: 'Speak like a pirate' });
  const second = await create({ input: 'Nice weather', previous_interaction_id: first.id });
  assert.doesNotMatch(second.output_text, /pirate/);
  const asked = { input: 'Repeat what I said two turns ago', previous_interaction_id: second.id };
  assert.match((await create(asked)).output_text, /My dog is called Rex/);
  const events = await collect(await create({ ...asked, stream: true }));
  assert.match(events.map((event) => event.delta?.text ?? '').join(''), /My dog is called Rex/);
});

test('get shows the whole turn; what is deleted is gone, for its children too', async () => {
  const made = await create({ input: 'Remember this' });
  const got = await ai.interactions.get(made.id);
  assert.deepEqual(types(got), ['user_input', 'thought', 'model_output']);
  assert.equal(got.output_text, made.output_text);
  assert.equal(got.usage.total_tokens, made.usage.total_tokens);
  assert.equal(got.input, undefined);
  const { input } = await ai.interactions.get(made.id, { include_input: true });
  assert.deepEqual(input, [got.steps[0]]);
  await ai.interactions.delete(made.id);
  assert.equal((await rejection(ai.interactions.get(made.id))).status, 404);
  assert.equal((await rejection(ai.interactions.delete(made.id))).status, 404);
  assert.equal((await rejection(create({ input: 'And?', previous_interaction_id: made.id }))).status, 404);
});

test('store:false: no id, no chaining; the history travels as steps', async () => {
  const asked = { type: 'user_input', content: [{ type: 'text', text: 'My name is Ada' }] };
  const first = await create({ input: [asked], store: false });
  assert.equal(first.id, undefined);
  const second = { type: 'user_input', content: [{ type: 'text', text: 'What is my name?' }] };
  const answer = await create({ input: [asked, ...first.steps, second], store: false });
  assert.match(answer.output_text, /Ada/);
  const [created] = await collect(await create({ input: 'x', store: false, stream: true }));
  assert.equal(created.interaction.id, '');
});

for (const store of [true, false]) {
  test(`a function call and its result, ${store ? 'chained' : 'stateless'}`, async () => {
    const asked = {
      type: 'user_input',
      content: [{ type: 'text', text: 'What is the weather in Paris and Rome, in parallel?' }],
    };
    const call = await create({ input: [asked], tools: [kWeather], store });
    assert.equal(call.status, 'requires_action');
    const calls = call.steps.filter((/** @type {any} */ step) => step.type === 'function_call');
    assert.deepEqual(
      calls.map((/** @type {any} */ step) => step.arguments.location),
      ['Paris', 'Rome'],
    );
    const results = calls.map(
      (/** @type {any} */ { id, name, arguments: { location } }, /** @type {number} */ number) => ({
        type: 'function_result',
        call_id: id,
        name,
        result: number === 0 ? { temperature: 27 } : [{ type: 'text', text: `18 C in ${location}` }],
      }),
    );
    const answer = await create({
      tools: [kWeather],
      store,
      ...(store ? { previous_interaction_id: call.id, input: results } : { input: [asked, ...call.steps, ...results] }),
    });
    assert.equal(answer.status, 'completed');
    assert.match(answer.output_text, /"temperature":27/);
    assert.match(answer.output_text, /18 C in Rome/);
  });
}

test('a streamed call arrives as pieces of JSON, and is answered in a stream', async () => {
  const events = await collect(
    await create({
      input: 'demo:parallel Anything',
      tools: [kWeather, { ...kWeather, name: 'getTime' }],
      stream: true,
    }),
  );
  assert.equal(events.at(-1).interaction.status, 'requires_action');
  const calls = [];
  for (const event of events) {
    if (event.step?.type === 'function_call') calls.push({ ...event.step, json: '', index: event.index });
    if (event.delta?.type === 'arguments_delta') {
      calls.find(({ index }) => index === event.index).json += event.delta.arguments;
    }
  }
  assert.deepEqual(
    calls.map(({ name }) => name),
    ['getWeather', 'getTime'],
  );
  for (const { json } of calls) assert.equal(typeof JSON.parse(json).location, 'string');
  const answer = await collect(
    await create({
      previous_interaction_id: events[0].interaction.id,
      tools: [kWeather],
      input: calls.map(({ id, name }) => ({
        type: 'function_result',
        call_id: id,
        name,
        result: 'no such place',
        is_error: true,
      })),
      stream: true,
    }),
  );
  assert.match(answer.map((event) => event.delta?.text ?? '').join(''), /`getTime` failed: no such place/);
});

test('models can be listed in pages, and asked for by name', async () => {
  const names = (await collect(await ai.models.list({ config: { pageSize: 5 } }))).map(({ name }) => name);
  assert.ok(names.length > 10);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes(`models/${kModel}`));
  assert.equal((await ai.models.get({ model: kModel })).name, `models/${kModel}`);
});

test('a generation that stops at its limit is continued by the SDK', async () => {
  const whole = await create({ input: 'demo:continue 3 Go on' });
  assert.equal(whole.status, 'completed');
  for (const part of [1, 2, 3]) assert.match(whole.output_text, new RegExp(`Part ${part} of 3`));
  const events = await collect(await create({ input: 'demo:continue 3 Go on', stream: true, store: false }));
  const ends = events.filter((event) => event.event_type === 'interaction.completed');
  assert.deepEqual(
    ends.map((event) => event.interaction.status),
    ['requires_continuation', 'requires_continuation', 'completed'],
  );
});
