// @ai-sdk/google's interactions, through `ai`: text, objects, files, background, errors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGoogle } from '@ai-sdk/google';
import { generateObject, generateText, Output, streamObject, streamText } from 'ai';
import { z } from 'zod';

import { collect, kAgent, kModel, kPatience, rejection, startProxy } from './support.js';

globalThis.AI_SDK_LOG_WARNINGS = false;

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {any} */
let google;
/** @type {any} */
let model;
before(async () => {
  proxy = await startProxy();
  google = createGoogle({ apiKey: 'any-word', baseURL: `${proxy.url}/v1beta` });
  model = google.interactions(kModel);
});
after(() => proxy.stop());

/** @param {any} google */
const options = (google) => ({ providerOptions: { google } });

for (const version of ['v1', 'v1beta']) {
  test(`generateText and streamText by ${version}`, async () => {
    const there = createGoogle({ apiKey: 'any-word', baseURL: `${proxy.url}/${version}` });
    const asked = { model: there.interactions(kModel), prompt: 'echo: Grüße 🌊' };
    const whole = await generateText(asked);
    assert.equal(whole.text, 'Grüße 🌊');
    assert.equal(whole.finishReason, 'stop');
    const { totalTokens, inputTokens = 0, outputTokens = 0 } = whole.usage;
    assert.ok(inputTokens && outputTokens);
    assert.equal(totalTokens, inputTokens + outputTokens);
    const streamed = streamText(asked);
    assert.equal((await collect(streamed.textStream)).join(''), 'Grüße 🌊');
    assert.equal(await streamed.finishReason, 'stop');
  });
}

test('turns are chained by id, or sent again as messages', async () => {
  const first = await generateText({ model, prompt: 'My name is Ada' });
  const { interactionId } = first.providerMetadata?.google ?? {};
  const question = 'What is my name?';
  const chained = await generateText({
    model,
    prompt: question,
    ...options({ previousInteractionId: interactionId }),
  });
  assert.match(chained.text, /Ada/);
  for (const google of [{}, { store: false }, { previousInteractionId: interactionId }]) {
    const again = await generateText({
      model,
      instructions: 'Be brief',
      messages: [
        { role: 'user', content: 'My name is Ada' },
        ...first.response.messages,
        { role: 'user', content: question },
      ],
      ...options(google),
    });
    assert.match(again.text, /Ada/);
  }
});

test('store:false leaves no id', async () => {
  const answer = await generateText({ model, prompt: 'Hello', ...options({ store: false }) });
  assert.equal(answer.providerMetadata?.google?.interactionId, undefined);
});

const person = z.object({
  name: z.string(),
  age: z.number().int().min(18),
  tags: z.array(z.enum(['a', 'b'])).min(2),
  mail: z.email(),
  nick: z.string().nullable(),
  shape: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('round'), radius: z.number() }),
    z.object({ kind: z.literal('square'), side: z.number() }),
  ]),
});

test('objects fit their schema: generateObject, streamObject, Output', async () => {
  const asked = { model, prompt: 'Someone' };
  person.parse((await generateObject({ ...asked, schema: person })).object);
  const streamed = streamObject({ ...asked, schema: person });
  assert.ok((await collect(streamed.partialObjectStream)).length > 0);
  person.parse(await streamed.object);
  person.parse((await generateText({ ...asked, output: Output.object({ schema: person }) })).output);
  const list = await generateText({ ...asked, output: Output.array({ element: person }) });
  assert.ok(list.output.length > 0);
  const chosen = await generateText({ ...asked, output: Output.choice({ options: ['sun', 'rain'] }) });
  assert.ok(['sun', 'rain'].includes(chosen.output));
});

test('reasoning comes when asked for', async () => {
  const asked = { model, prompt: 'Why?', ...options({ thinkingLevel: 'high', thinkingSummaries: 'auto' }) };
  const whole = await generateText(asked);
  assert.match(whole.reasoningText ?? '', /Reading the message/);
  const parts = await collect(streamText(asked).fullStream);
  assert.ok(parts.some((part) => part.type === 'reasoning-delta'));
});

test('files go in and come out', async () => {
  const answer = await generateText({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'These?' },
          { type: 'file', data: Buffer.from('%PDF-1.4\n'), mediaType: 'application/pdf' },
          { type: 'file', data: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), mediaType: 'image/png' },
        ],
      },
    ],
  });
  assert.match(answer.text, /document \(application\/pdf, 9 bytes\), image \(image\/png, 8 bytes\)/);
  const painter = google.interactions('gemini-nano-banana-2.1');
  const drawn = await generateText({
    model: painter,
    prompt: 'A cat',
    ...options({ responseFormat: [{ type: 'image', aspectRatio: '16:9' }] }),
  });
  assert.equal(drawn.files[0].mediaType, 'image/png');
  assert.equal(Buffer.from(drawn.files[0].uint8Array.subarray(1, 4)).toString(), 'PNG');
  /** @type {any[]} */
  const messages = [{ role: 'user', content: 'A cat' }, ...drawn.response.messages, { role: 'user', content: 'Blue' }];
  assert.equal((await generateText({ model: painter, messages })).files.length, 1);
});

test('background: polled, streamed, and cancelled when the caller leaves', async () => {
  const asked = { model, prompt: 'echo: done', ...options({ background: true }) };
  assert.equal((await generateText(asked)).text, 'done');
  assert.equal((await collect(streamText(asked).textStream)).join(''), 'done');
  const leave = new AbortController();
  const slow = streamText({
    model,
    prompt: `${proxy.gate(2)} demo:long 5`,
    abortSignal: leave.signal,
    includeRawChunks: true,
    ...options({ background: true }),
  });
  let id;
  for await (const part of slow.fullStream) {
    if (part.type === 'raw') id ??= /** @type {any} */ (part.rawValue)?.interaction?.id;
    if (part.type === 'text-delta') leave.abort();
  }
  let status;
  for (const end = performance.now() + kPatience; status !== 'cancelled' && performance.now() < end; ) {
    ({ status } = await (await fetch(`${proxy.url}/v1/interactions/${id}`)).json());
  }
  assert.equal(status, 'cancelled');
});

test('agents: deep research, and the one with a sandbox', async () => {
  const asked = {
    model: google.interactions({ agent: kAgent }),
    prompt: 'Rivers',
    ...options({ background: true, agentConfig: { type: 'deep-research', thinkingSummaries: 'auto' } }),
  };
  const report = await generateText(asked);
  assert.match(report.text, /# Report/);
  assert.equal(/** @type {any} */ (report.sources[0]).url, 'https://example.com/background');
  const parts = await collect(streamText(asked).fullStream);
  assert.equal(parts.at(-1)?.type, 'finish');
  assert.ok(parts.some((part) => part.type === 'reasoning-delta'));
  const sandbox = await generateText({
    model: google.interactions({ managedAgent: 'antigravity-preview-09-2026' }),
    prompt: 'Write hello.py',
    ...options({ environment: { type: 'remote', sources: [{ type: 'inline', content: 'x', target: '/a' }] } }),
  });
  assert.match(sandbox.text, /hello\.py/);
});

test("errors are the SDK's own, whole and streamed", async () => {
  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    const asked = { model, prompt: `demo:${status} Hello`, maxRetries: 0 };
    const error = await rejection(generateText(asked));
    assert.equal(error.name, 'AI_APICallError');
    assert.equal(error.statusCode, status);
    assert.equal(error.isRetryable, status === 429 || status >= 500);
    const parts = await collect(streamText({ ...asked, onError() {} }).fullStream);
    const failed = /** @type {any} */ (parts.find((part) => part.type === 'error'));
    assert.equal(failed.error.statusCode, status);
  }
  const broken = streamText({ model, prompt: 'demo:error Hello', onError() {} });
  const parts = await collect(broken.fullStream);
  assert.ok(parts.some((part) => part.type === 'text-delta'));
  assert.ok(parts.some((part) => part.type === 'error'));
});

// The SDK waits two seconds before it tries again: both at once.
test('what passes is tried again by the SDK', async () => {
  const faults = ['503 once', '429 0.1s once'];
  const answers = faults.map((fault) => generateText({ model, prompt: `demo:${fault} echo: at last` }));
  assert.deepEqual(
    (await Promise.all(answers)).map(({ text }) => text),
    faults.map(() => 'at last'),
  );
});
