// Tools through `ai`: the loop that it runs by itself, forced choices, tools of the service.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGoogle } from '@ai-sdk/google';
import { generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';

import { collect, kModel, startProxy } from './support.js';

globalThis.AI_SDK_LOG_WARNINGS = false;

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {any} */
let google;
/** @type {any} */
let model;
before(async () => {
  proxy = await startProxy();
  google = createGoogle({ apiKey: 'any-word', baseURL: `${proxy.url}/v1` });
  model = google.interactions(kModel);
});
after(() => proxy.stop());

const weather = tool({
  description: 'The weather at a place',
  inputSchema: z.object({ location: z.string(), unit: z.enum(['C', 'F']).optional() }),
  execute: async ({ location }) => ({ location, temperature: 27 }),
});
const clock = tool({ description: 'A clock', inputSchema: z.object({}), execute: async () => 'noon' });

for (const store of [true, false]) {
  for (const thinkingSummaries of ['auto', 'none']) {
    test(`a call, its result, the answer: store ${store}, summaries ${thinkingSummaries}`, async () => {
      const asked = {
        model,
        prompt: 'What is the weather in Paris and Rome, in parallel?',
        tools: { weather },
        stopWhen: isStepCount(5),
        providerOptions: { google: { store, thinkingSummaries } },
      };
      const whole = await generateText(asked);
      assert.deepEqual(
        whole.steps.map((step) => step.finishReason),
        ['tool-calls', 'stop'],
      );
      assert.deepEqual(
        whole.steps[0].toolCalls.map((call) => /** @type {any} */ (call.input).location),
        ['Paris', 'Rome'],
      );
      assert.match(whole.text, /"location":"Rome","temperature":27/);
      const streamed = streamText(asked);
      const parts = await collect(streamed.fullStream);
      assert.equal(parts.filter((part) => part.type === 'tool-result').length, 2);
      assert.match(await streamed.text, /"location":"Paris","temperature":27/);
    });
  }
}

test('a choice is kept to: required, one of several, none', async () => {
  const asked = { model, prompt: 'Hi', tools: { clock, weather } };
  const first = await generateText({ ...asked, toolChoice: 'required' });
  assert.equal(first.toolCalls[0].toolName, 'clock');
  const named = await generateText({ ...asked, toolChoice: { type: 'tool', toolName: 'weather' } });
  assert.equal(named.toolCalls[0].toolName, 'weather');
  const none = await generateText({ ...asked, prompt: 'weather?', toolChoice: 'none' });
  assert.equal(none.toolCalls.length, 0);
  assert.equal(none.finishReason, 'stop');
});

test('a search: call, result, sources, and the conversation goes on', async () => {
  const tools = { google_search: google.tools.googleSearch({}) };
  const asked = { model, prompt: 'News about Gaudí?', tools };
  const whole = await generateText(asked);
  assert.equal(whole.toolCalls[0].toolName, 'google_search');
  assert.equal(whole.toolResults.length, 1);
  assert.ok(
    whole.sources.length > 1 && whole.sources.every((source) => /** @type {any} */ (source).url && source.title),
  );
  const streamed = streamText(asked);
  const parts = await collect(streamed.fullStream);
  assert.ok(parts.some((part) => part.type === 'source'));
  assert.ok(!parts.some((part) => part.type === 'error'));
  const next = await generateText({
    model,
    tools: { ...tools, weather },
    stopWhen: isStepCount(5),
    messages: [
      { role: 'user', content: 'News about Gaudí?' },
      ...whole.response.messages,
      { role: 'user', content: 'And the weather in Rome?' },
    ],
  });
  assert.match(next.text, /"location":"Rome"/);
});

test('a function is called beside a search tool', async () => {
  const answer = await generateText({
    model,
    prompt: 'demo:search What is the weather in Rome?',
    tools: { weather, google_search: google.tools.googleSearch({}) },
    stopWhen: isStepCount(5),
  });
  assert.match(answer.text, /27/);
});

for (const [name, args, sources] of /** @type {[string, object, number][]} */ ([
  ['googleMaps', {}, 1],
  ['fileSearch', { fileSearchStoreNames: ['fileSearchStores/a'], topK: 3 }, 1],
  ['urlContext', {}, 1],
  ['codeExecution', {}, 0],
])) {
  test(`${name} is used`, async () => {
    const answer = await generateText({
      model,
      prompt: 'Add 20 and 22 of https://example.com/a',
      tools: { [name]: google.tools[name](args) },
    });
    assert.equal(answer.toolCalls.length, 1);
    assert.ok(answer.toolCalls[0].providerExecuted);
    assert.ok(answer.sources.length >= sources, `${answer.sources.length} sources`);
    assert.equal(answer.finishReason, 'stop');
  });
}
