// How fast an answer is taken in, from its bytes to what the page is told: the module that the page
// has, beside what else reads the same bytes in JavaScript. Prints numbers, tests nothing.
//
//   node tests/bench/answers_bench.mjs [--events 20000] [--rounds 9]
//
// All take turns in one run, so that a busy machine is as busy for each; the best round counts. The
// packages are those of tests/sdk (`npm ci` there), the module that of build/wasm.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { Core } from '../../web/core/core.js';
import { load } from '../wasm/module.mjs';

const kChunk = 16 * 1024;
const kStream = 'AAAAAAAAAAAAAAAAAAAAAA';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '9' } },
});

/** @param {string} name */
const package_of_sdk_tests = (name) =>
  import(pathToFileURL(createRequire(new URL('../sdk/package.json', import.meta.url)).resolve(name)).href);
const { GoogleGenAI } = await package_of_sdk_tests('@google/genai');
const { createParser } = await package_of_sdk_tests('eventsource-parser');

const module = await load('parley');
const core = new Core(module);

/** @param {string} type @param {object} members */
const event = (type, members) => `event: ${type}\ndata: ${JSON.stringify({ ...members, event_type: type })}\n\n`;

/** @param {string} text @param {number} count */
function answer(text, count) {
  const delta = event('step.delta', { index: 0, delta: { text, type: 'text' } });
  const stream =
    event('interaction.created', { interaction: { id: 'v1_a', status: 'in_progress' } }) +
    event('step.start', { index: 0, step: { type: 'model_output' } }) +
    delta.repeat(count) +
    event('step.stop', { index: 0 }) +
    event('interaction.completed', { interaction: { id: 'v1_a', status: 'completed' } }) +
    'event: done\ndata: [DONE]\n\n';
  const bytes = new TextEncoder().encode(stream);
  const chunks = [];
  for (let at = 0; at < bytes.length; at += kChunk) chunks.push(bytes.subarray(at, at + kChunk));
  return { chunks, size: bytes.length, text: text.length * count };
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function parley(chunks) {
  const conversation = core.create();
  const time = 1000;
  const input = (/** @type {string} */ kind, more = {}) => conversation.input(kind, { time, ...more }, false);
  let length = 0;
  const drain = () => {
    for (const { kind, text } of conversation.drain()) if (kind === 'text') length += text.length;
  };
  input('kept', { arg: 0xffffffff }); // nothing is
  input('open', { arg: core.protocol.open_as.own, text: kStream });
  input('settings', { text: '{"model":"m"}' });
  input('submit', { text: 'one' });
  input('room', { id: 1 });
  input('http_head', { id: 1, arg: 200, text: 'text/event-stream' });
  drain();
  for (const chunk of chunks) {
    // The network's bytes are in the module's memory already where its own transport reads them.
    module.HEAPU8.set(chunk, module._parley_buffer(chunk.length));
    module._parley_input(conversation.handle, core.protocol.input.http_chunk, 1, 0, time, chunk.length, 0);
    drain();
  }
  input('http_end', { id: 1 });
  drain();
  conversation.close();
  return length;
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
async function sdk(chunks) {
  globalThis.fetch = async () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    );
  const ai = new GoogleGenAI({ apiKey: 'any-word' });
  let length = 0;
  for await (const each of await ai.interactions.create({ model: 'm', input: 'one', stream: true })) {
    if (each.event_type === 'step.delta') length += each.delta.text.length;
  }
  return length;
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function pair(chunks) {
  let length = 0;
  const parser = createParser({
    onEvent: (/** @type {{data: string}} */ { data }) => {
      if (data === '[DONE]') return;
      const each = JSON.parse(data);
      if (each.event_type === 'step.delta') length += each.delta.text.length;
    },
  });
  const decoder = new TextDecoder();
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return length;
}

const readers = { parley, '@google/genai': sdk, 'eventsource-parser, JSON.parse': pair };

/** @param {string} what @param {string} text @param {number} count */
async function report(what, text, count) {
  const { chunks, size, text: length } = answer(text, count);
  console.log(`${what}: ${(size / 1e6).toFixed(1)} MB`);
  /** @type {Record<string, number>} */
  const best = {};
  for (let round = 0; round < Number(values.rounds); ++round) {
    for (const [name, read] of Object.entries(readers)) {
      const begin = performance.now();
      const got = await read(chunks);
      const took = performance.now() - begin;
      if (got !== length) throw new Error(`${name} read ${got} of ${length}`);
      best[name] = Math.min(best[name] ?? Infinity, took);
    }
  }
  for (const [name, ms] of Object.entries(best))
    console.log(
      `  ${name.padEnd(32)} ${ms.toFixed(1).padStart(8)} ms ${(size / 1e3 / ms).toFixed(1).padStart(8)} MB/s`,
    );
}

const sentence = 'The quick brown fox jumps over the lazy dog, they say.\n';
await report('English', sentence.repeat(4), Number(values.events));
await report('Chinese', '敏捷的棕色狐狸跳過了懶狗。\n'.repeat(5), Number(values.events));
await report('one event of text', sentence.repeat(100_000), 1);
