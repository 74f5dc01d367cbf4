// What of an SDK's request reaches the API, and what becomes of the connection when it leaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGoogle } from '@ai-sdk/google';
import { GoogleGenAI } from '@google/genai';
import { generateText, streamText } from 'ai';

import { kModel, kPatience, listen, rejection, startProxy } from './support.js';

const kServerKey = 'AIzaSy-the-servers-own-key-0123456789abc';
const kClientKey = 'a-word-of-the-client-0123456789';
const kStream = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
/** @param {string} text */
const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
/** @param {any} event */
const frame = (event) => chunk(`event: ${event.event_type}\ndata: ${JSON.stringify(event)}\n\n`);
const kBeginning =
  kStream +
  frame({
    interaction: { id: 'v1_x', status: 'in_progress', object: 'interaction', model: kModel },
    event_type: 'interaction.created',
  }) +
  frame({ index: 0, step: { type: 'model_output' }, event_type: 'step.start' }) +
  frame({ index: 0, delta: { type: 'text', text: 'Once upon' }, event_type: 'step.delta' });
const kRefusal =
  'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n' +
  '{"error":{"code":"invalid_request","message":"So it is"}}';

/** @param {import('node:test').TestContext} t @param {string} reply */
async function behind(t, reply) {
  const upstream = await listen(reply, { open: reply === kBeginning });
  const proxy = await startProxy(['--upstream', upstream.url], { GEMINI_API_KEY: kServerKey });
  t.after(async () => {
    await proxy.stop();
    upstream.stop();
  });
  return { upstream, proxy };
}

test("the client's key reaches nobody; the proxy's own goes out once a request", async (t) => {
  const { upstream, proxy } = await behind(t, kRefusal);
  const headers = {
    Authorization: `Bearer ${kClientKey}`,
    'x-goog-user-project': kClientKey,
    Cookie: `token=${kClientKey}`,
  };
  const ai = new GoogleGenAI({ apiKey: kClientKey, httpOptions: { baseUrl: proxy.url, headers } });
  const options = { maxRetries: 0, headers, query: { key: kClientKey } };
  await rejection(ai.interactions.create({ model: kModel, input: 'Hello' }, options));
  await rejection(ai.interactions.create({ model: kModel, input: 'Hello', stream: true }, options));
  await rejection(ai.interactions.get('v1_x', {}, options));
  await rejection(ai.interactions.cancel('v1_x', {}, options));
  await rejection(ai.interactions.delete('v1_x', {}, options));
  await rejection(ai.models.list());
  const google = createGoogle({ apiKey: kClientKey, baseURL: `${proxy.url}/v1beta`, headers });
  await rejection(generateText({ model: google.interactions(kModel), prompt: 'Hello', maxRetries: 0 }));
  const bytes = upstream.connections.map((connection) => connection.bytes).join('');
  const requests = bytes.match(/HTTP\/1\.1\r\n/g)?.length ?? 0;
  assert.equal(requests, 7);
  assert.doesNotMatch(bytes, new RegExp(kClientKey));
  assert.equal(bytes.split(kServerKey).length - 1, requests);
  assert.doesNotMatch(bytes, /^(authorization|cookie|x-goog-user-project|x-goog-api-client):/im);
});

// The one place where a request's key is looked at before it is replaced: users with tokens of
// their own will be told apart there.
test('with a key of its own the proxy asks for none', async (t) => {
  const { upstream, proxy } = await behind(t, kRefusal);
  const answer = await fetch(`${proxy.url}/v1/interactions/v1_x`);
  assert.equal(answer.status, 400);
  assert.match(upstream.connections[0].bytes, new RegExp(`x-goog-api-key: ${kServerKey}\r\n`));
});

/** @type {Record<string, (url: string) => Promise<void>>} */
const leavers = {
  '@google/genai, by leaving the loop': async (url) => {
    const ai = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: url } });
    const stream = await ai.interactions.create({ model: kModel, input: 'Hello', stream: true });
    for await (const event of stream) if (event.event_type === 'step.delta') break;
  },
  '@google/genai, by its signal': async (url) => {
    const ai = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: url } });
    const leave = new AbortController();
    const stream = await ai.interactions.create(
      { model: kModel, input: 'Hello', stream: true },
      { fetchOptions: { signal: leave.signal } },
    );
    const error = await rejection(
      (async () => {
        for await (const event of stream) if (event.event_type === 'step.delta') leave.abort();
      })(),
    );
    assert.equal(error.name, 'APIUserAbortError');
  },
  '@ai-sdk/google, by its signal': async (url) => {
    const google = createGoogle({ apiKey: 'any-word', baseURL: `${url}/v1` });
    const leave = new AbortController();
    const result = streamText({
      model: google.interactions(kModel),
      prompt: 'Hello',
      abortSignal: leave.signal,
    });
    const kinds = [];
    for await (const part of result.fullStream) {
      kinds.push(part.type);
      if (part.type === 'text-delta') leave.abort();
    }
    assert.ok(kinds.includes('abort'));
  },
};
for (const [who, leave] of Object.entries(leavers)) {
  // Within what time is measured in tests/proxy; this upstream would stay open for ever.
  test(`upstream is closed on leaving: ${who}`, { timeout: kPatience }, async (t) => {
    const { upstream, proxy } = await behind(t, kBeginning);
    await leave(proxy.url);
    assert.equal(upstream.connections.length, 1);
    await upstream.connections[0].closed;
  });
}
