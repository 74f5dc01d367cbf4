// Errors arrive as the SDK's own types, and what it tries again succeeds: @google/genai.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiError, GoogleGenAI } from '@google/genai';

import { collect, kAgent, kModel, rejection, startProxy } from './support.js';

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {any} */
let ai;
before(async () => {
  proxy = await startProxy();
  ai = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: proxy.url } });
});
after(() => proxy.stop());

const once = { maxRetries: 0 };
/** @param {any} members @param {any} [options] */
const create = (members, options) => ai.interactions.create({ model: kModel, ...members }, options);

for (const [status, name, code] of [
  [400, 'BadRequestError', 'invalid_request'],
  [401, 'AuthenticationError', 'authentication'],
  [402, 'APIError', 'payment_required'],
  [403, 'PermissionDeniedError', 'permission_denied'],
  [404, 'NotFoundError', 'not_found'],
  [409, 'ConflictError', 'aborted'],
  [416, 'APIError', 'out_of_range'],
  [429, 'RateLimitError', 429],
  [499, 'APIError', 'cancelled'],
  [500, 'InternalServerError', 'api_error'],
  [503, 'InternalServerError', 'service_unavailable'],
  [504, 'InternalServerError', 'deadline_exceeded'],
]) {
  test(`${status} is ${name}`, async () => {
    for (const stream of [false, true]) {
      const error = await rejection(create({ input: `demo:${status} Hello`, stream }, once));
      assert.equal(error.name, name);
      assert.equal(error.status, status);
      assert.equal(error.error.error.code, code);
      assert.ok(error.message.length > 10);
    }
  });
}

for (const [what, members, status, code] of /** @type {[string, object, number, string][]} */ ([
  ['an unknown model', { model: 'gemini-9' }, 404, 'model_not_found'],
  ['an unknown parent', { previous_interaction_id: 'v1_nobody' }, 404, 'not_found'],
  ['an unknown member', { max_tokens: 3 }, 400, 'parameter_unknown'],
  ['a model and an agent', { agent: kAgent }, 400, 'invalid_request'],
  ['an unknown tool', { tools: [{ type: 'crystal_ball' }] }, 400, 'invalid_request'],
  ['no input', { input: undefined }, 400, 'invalid_request'],
  [
    'a result that nobody waits for',
    { input: [{ type: 'function_result', call_id: 'x', result: 'y' }] },
    400,
    'invalid_request',
  ],
])) {
  test(`${what}: ${code}`, async () => {
    const error = await rejection(create({ input: 'Hello', ...members }, once));
    assert.equal(error.status, status);
    assert.equal(error.error.error.code, code);
  });
}

// The SDK waits half a second and more between its tries: all at once.
test('what passes is tried again by the SDK, whole and streamed', async () => {
  const faults = ['503 once', '429 0.1s twice', 'array once', 'html once', '500 once'];
  const whole = faults.map((fault) => create({ input: `demo:${fault} echo: at last` }));
  const streamed = faults.map(async (fault) =>
    collect(await create({ input: `demo:${fault} echo: at last, in pieces`, stream: true })),
  );
  assert.deepEqual(
    (await Promise.all(whole)).map((answer) => answer.output_text),
    faults.map(() => 'at last'),
  );
  assert.deepEqual(
    (await Promise.all(streamed)).map((events) => events.at(-1).interaction.status),
    faults.map(() => 'completed'),
  );
});

test('a timeout of the caller ends the call', async () => {
  const silent = { input: `${proxy.gate(0)} Hello` };
  const error = await rejection(create(silent, { ...once, timeout: 200 }));
  assert.equal(error.name, 'APIConnectionTimeoutError');
  const held = { input: `${proxy.gate()} Hello`, stream: true };
  /** @type {any[]} */
  const seen = [];
  const broken = await rejection(
    (async () => {
      for await (const event of await create(held, { ...once, timeout: 500 })) seen.push(event);
    })(),
  );
  // On a machine that is busy the time may be over before the head is there.
  assert.match(broken.name, seen.length ? /^API(Connection|UserAbort)Error$/ : /^API\w*Error$/);
});

test('an error event in mid-stream comes through, with what came before', async () => {
  const events = await collect(await create({ input: 'demo:error internal_error Hello', stream: true }));
  assert.ok(events.some((event) => event.delta?.type === 'text'));
  assert.equal(events.at(-1).event_type, 'error');
  assert.ok(events.at(-1).error.code);
});

test('a stream that is cut is an error, not an end', async () => {
  const stream = await create({ input: 'demo:cut Hello', stream: true });
  /** @type {any[]} */
  const seen = [];
  const error = await rejection(
    (async () => {
      for await (const event of stream) seen.push(event.event_type);
    })(),
  );
  assert.equal(error.name, 'APIConnectionError');
  assert.ok(seen.includes('step.delta'));
  assert.ok(!seen.includes('interaction.completed'));
});

test('a run that fails, and one that stops early, say so in their status', async () => {
  const failed = await create({ input: 'demo:failed Hello' });
  assert.equal(failed.status, 'failed');
  assert.ok(failed.errors[0].message);
  const empty = await create({ input: 'demo:incomplete-empty Hello' });
  assert.equal(empty.status, 'incomplete');
  assert.deepEqual(empty.steps, []);
});

test('a path that the proxy does not forward is refused in the shape that SDKs read', async () => {
  const error = await rejection(ai.models.generateContent({ model: kModel, contents: 'Hello' }));
  assert.ok(error instanceof ApiError);
  assert.equal(error.status, 404);
});
