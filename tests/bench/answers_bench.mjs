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

import { c_string, load } from '../wasm/module.mjs';

const kChunk = 16 * 1024;
const kStream = 'AAAAAAAAAAAAAAAAAAAAAA';
const kRecordHead = 24;

const { values } = parseArgs({
  options: { events: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '9' } },
});

/** @param {string} name */
const package_of_sdk_tests = (name) =>
  import(pathToFileURL(createRequire(new URL('../sdk/package.json', import.meta.url)).resolve(name)).href);
const { GoogleGenAI } = await package_of_sdk_tests('@google/genai');
const { createParser } = await package_of_sdk_tests('eventsource-parser');

const module = await load('parley');
const protocol = JSON.parse(c_string(module, module._parley_protocol()));

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
  const decoder = new TextDecoder();
  const conversation = module._parley_create();
  const input = (/** @type {string} */ kind, id = 0, arg = 0, bytes = new Uint8Array()) => {
    const at = module._parley_buffer(bytes.length);
    module.HEAPU8.set(bytes, at);
    module._parley_input(conversation, protocol.input[kind], id, arg, 1000, bytes.length, 0);
  };
  const words = (/** @type {string} */ text) => new TextEncoder().encode(text);
  let length = 0;
  // As web/core.js does it: every text becomes a string.
  const drain = () => {
    let at = module._parley_drain(conversation);
    const heap = module.HEAPU8;
    const view = new DataView(heap.buffer);
    const effects = [];
    let count = view.getUint32(at, true);
    for (at += 8; count > 0; --count) {
      const size = view.getUint32(at + 12, true);
      const begin = at + kRecordHead;
      effects.push({ kind: view.getUint32(at, true), text: decoder.decode(heap.subarray(begin, begin + size)) });
      at = begin + ((size + 7) & ~7);
    }
    for (const { kind, text } of effects) if (kind === protocol.effect.text) length += text.length;
  };
  input('kept', 0, 0xffffffff); // nothing is
  input('open', 0, protocol.open_as.own, words(kStream));
  input('settings', 0, 0, words('{"model":"m"}'));
  input('submit', 0, 0, words('one'));
  input('room', 1);
  input('http_head', 1, 200, words('text/event-stream'));
  drain();
  for (const chunk of chunks) {
    input('http_chunk', 1, 0, chunk);
    drain();
  }
  input('http_end', 1);
  drain();
  module._parley_destroy(conversation);
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
