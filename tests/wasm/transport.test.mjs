// What wasm/edge/transport.h promises, against a real server: whatever way the Emscripten at hand
// streams, this is what must come of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';

import { by_number, c_string, load, records, text, until } from './module.mjs';

const kComplete = 0;
const kBroken = 1;

/** @typedef {import('./module.mjs').Entry} Entry */
/** @typedef {import('node:test').TestContext} Context */

/** @type {http.Server} */
let server;
let base = '';
/** @type {any} */
let module;
/** @type {Record<string, number>} */
let effect;
/** @type {string[]} */
let input_names;
/** @type {Entry[]} */
let inputs = [];

before(async () => {
  server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${portOf(server)}`;
  module = await load('transport_module', { baseUrl: base });
  const protocol = JSON.parse(c_string(module, module._test_protocol()));
  effect = protocol.effect;
  input_names = by_number(protocol.input);
});

after(() => {
  server.close();
  server.closeAllConnections();
});

beforeEach(() => module._test_create());
afterEach(() => {
  module._test_destroy();
  inputs = [];
  server.removeAllListeners('request');
});

/**
 * @param {string} kind
 * @param {number} id
 * @param {number} arg
 */
function run(kind, id, arg, body = '') {
  const bytes = new TextEncoder().encode(body);
  const address = module._test_buffer(bytes.length);
  module.HEAPU8.set(bytes, address);
  module._test_run(effect[kind], id, arg);
}

const get = (/** @type {number} */ id, /** @type {string} */ path) => run('http_start', id, 0, `GET ${path}\n\n`);

function arrived() {
  const size = module._test_size();
  inputs.push(...records(module, module._test_take(), size, input_names));
  return inputs;
}

/**
 * The next input, with nothing said about how long it takes.
 * @param {Context} t
 */
async function next(t) {
  await until(() => arrived().length > 0, t.signal);
  return /** @type {Entry} */ (inputs.shift());
}

/**
 * @param {Context} t
 * @param {string} kind
 * @param {number} id
 * @param {number} arg
 */
async function expect(t, kind, id, arg) {
  const input = await next(t);
  assert.deepEqual({ kind: input.kind, id: input.id, arg: input.arg }, { kind, id, arg }, text(input));
  return input;
}

/**
 * Everything up to the end of one request.
 * @param {Context} t
 * @param {number} id
 */
async function answer(t, id) {
  let status = 0;
  /** @type {Uint8Array[]} */
  const body = [];
  for (;;) {
    const input = await next(t);
    assert.equal(input.id, id);
    if (input.kind === 'http_head') status = input.arg;
    if (input.kind === 'http_chunk') body.push(input.bytes);
    if (input.kind === 'http_end') return { status, body, end: input.arg };
  }
}

/** @returns {Promise<{incoming: http.IncomingMessage, outgoing: http.ServerResponse}>} */
const request = async () => {
  const [incoming, outgoing] = await once(server, 'request');
  return { incoming, outgoing };
};

const portOf = (/** @type {http.Server} */ server) =>
  /** @type {import('node:net').AddressInfo} */ (server.address()).port;

// Nothing more comes: some round trips through the same event loop later.
async function quiet() {
  const other = http.createServer((incoming, outgoing) => outgoing.end()).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const url = `http://127.0.0.1:${portOf(other)}/`;
  for (let i = 0; i < 10; ++i) await (await fetch(url)).text();
  other.close();
  other.closeAllConnections();
  assert.deepEqual(
    arrived().map((input) => input.kind),
    [],
  );
}

const options = { timeout: 20_000 };

test('head before body, each chunk as it is sent', options, async (t) => {
  const begun = Date.now();
  get(7, '/stream');
  const { outgoing } = await request();
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  outgoing.flushHeaders();
  const head = await expect(t, 'http_head', 7, 200);
  assert.equal(text(head), 'text/event-stream; charset=utf-8');
  assert.ok(head.time >= begun - 1 && head.time <= Date.now() + 1, 'the time of the input');
  for (const part of ['data: one\n\n', '\u00e4\u{1f600}', 'x'.repeat(100_000)]) {
    outgoing.write(part);
    let got = '';
    while (got.length < part.length) got += text(await expect(t, 'http_chunk', 7, 0));
    assert.equal(got, part);
  }
  outgoing.end();
  await expect(t, 'http_end', 7, kComplete);
  await quiet();
});

test('an empty body is complete', options, async (t) => {
  get(1, '/');
  const { outgoing } = await request();
  outgoing.end();
  await expect(t, 'http_head', 1, 200);
  await expect(t, 'http_end', 1, kComplete);
});

test('a status without a body is complete', options, async (t) => {
  for (const status of [204, 304]) {
    get(status, '/');
    const { outgoing } = await request();
    outgoing.writeHead(status).end();
    await expect(t, 'http_head', status, status);
    await expect(t, 'http_end', status, kComplete);
  }
});

test('an error status comes with its body and is complete', options, async (t) => {
  for (const status of [400, 401, 404, 429, 500, 503]) {
    get(status, '/');
    const { outgoing } = await request();
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{}}');
    const head = await expect(t, 'http_head', status, status);
    assert.equal(text(head), 'application/json');
    assert.equal(text(await expect(t, 'http_chunk', status, 0)), '{"error":{}}');
    await expect(t, 'http_end', status, kComplete);
  }
  await quiet();
});

for (const [how, headers] of Object.entries({
  'in chunked coding': {},
  'with a length': { 'content-length': '1000' },
})) {
  for (const status of [200, 401]) {
    test(`a body cut ${how} is broken, status ${status}`, options, async (t) => {
      get(1, '/');
      const { outgoing } = await request();
      outgoing.writeHead(status, headers);
      outgoing.write('half');
      await expect(t, 'http_head', 1, status);
      assert.equal(text(await expect(t, 'http_chunk', 1, 0)), 'half');
      outgoing.destroy();
      await expect(t, 'http_end', 1, kBroken);
      await quiet();
    });
  }
}

test('a connection closed before the head is broken', options, async (t) => {
  get(1, '/');
  const { outgoing } = await request();
  outgoing.destroy();
  await expect(t, 'http_end', 1, kBroken);
  await quiet();
});

test('a refused connection is broken', options, async (t) => {
  const closed = http.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const port = portOf(closed);
  closed.close();
  await once(closed, 'close');
  const other = await load('transport_module', { baseUrl: `http://127.0.0.1:${port}` });
  const original = module;
  t.after(() => (module = original));
  module = other;
  module._test_create();
  get(3, '/');
  await expect(t, 'http_end', 3, kBroken);
  await quiet();
});

test('method, target, headers and body arrive exactly', options, async (t) => {
  const body = JSON.stringify({ input: 'z\u00fcrich \u{1f600}\n\n\u0000 x: y' }) + '\n\n';
  const target = '/v1beta/interactions?alt=sse&x=%2F';
  run('http_start', 1, 9, `POST ${target}\ncontent-type: application/json\nparley-stream: Ab-_0\n\n${body}`);
  const { incoming, outgoing } = await request();
  assert.equal(incoming.method, 'POST');
  assert.equal(incoming.url, target);
  assert.equal(incoming.headers['content-type'], 'application/json');
  assert.equal(incoming.headers['parley-stream'], 'Ab-_0');
  assert.equal(incoming.headers['content-length'], String(Buffer.byteLength(body)));
  const received = Buffer.concat(await incoming.toArray()).toString();
  assert.equal(received, body);
  outgoing.end();
  assert.equal((await answer(t, 1)).status, 200);
});

test('a request without headers or body', options, async (t) => {
  run('http_start', 1, 0, 'DELETE /parley/streams/a\n\n');
  const { incoming, outgoing } = await request();
  assert.equal(incoming.method, 'DELETE');
  assert.equal((await incoming.toArray()).length, 0);
  outgoing.end();
  assert.equal((await answer(t, 1)).end, kComplete);
});

test('a large body goes out whole', options, async (t) => {
  const body = '0123456789abcdef'.repeat(400_000);
  run('http_start', 1, 0, `POST /\n\n${body}`);
  const { incoming, outgoing } = await request();
  assert.ok(Buffer.concat(await incoming.toArray()).equals(Buffer.from(body)));
  outgoing.end();
  await answer(t, 1);
});

test('abort closes the connection and nothing follows', options, async (t) => {
  get(1, '/');
  const { outgoing } = await request();
  outgoing.write('a');
  await expect(t, 'http_head', 1, 200);
  await expect(t, 'http_chunk', 1, 0);
  const closed = once(outgoing, 'close');
  run('http_abort', 1, 0);
  await closed;
  assert.equal(outgoing.writableFinished, false);
  await quiet();
});

test('abort before the head', options, async () => {
  get(1, '/');
  const { outgoing } = await request();
  const closed = once(outgoing, 'close');
  run('http_abort', 1, 0);
  await closed;
  await quiet();
});

test('abort at once, and of what is not there', options, async () => {
  get(1, '/');
  run('http_abort', 1, 0);
  run('http_abort', 1, 0);
  run('http_abort', 2, 0);
  await quiet();
});

test('abort while a chunk is delivered', options, async (t) => {
  get(1, '/');
  const { outgoing } = await request();
  outgoing.write('abort me');
  await expect(t, 'http_head', 1, 200);
  await expect(t, 'http_chunk', 1, 0);
  await once(outgoing, 'close');
  await quiet();
});

test('a request that follows an abort gets nothing of the old one', options, async (t) => {
  server.on('request', (incoming, outgoing) => {
    const name = String(incoming.url).slice(1);
    // More than one read's worth, so that something is always on its way.
    for (let i = 0; i < 20; ++i) outgoing.write(name.repeat(5000));
    if (name === 'b') outgoing.end();
  });
  for (let i = 1; i <= 60; i += 2) {
    get(i, '/a');
    await expect(t, 'http_head', i, 200);
    run('http_abort', i, 0);
    inputs = [];
    arrived().length = 0;
    get(i + 1, '/b');
    const { body, status } = await answer(t, i + 1);
    assert.equal(status, 200);
    assert.ok(Buffer.concat(body).equals(Buffer.from('b'.repeat(100_000))));
  }
});

test('requests at the same time are kept apart', options, async (t) => {
  server.on('request', (incoming, outgoing) => outgoing.end(incoming.url));
  /** @type {Record<number, string>} */
  const bodies = {};
  for (let id = 1; id <= 20; ++id) get(id, `/${id}`);
  for (let ended = 0; ended < 20; ) {
    const input = await next(t);
    if (input.kind === 'http_chunk') bodies[input.id] = (bodies[input.id] ?? '') + text(input);
    if (input.kind === 'http_end') ++ended;
  }
  for (let id = 1; id <= 20; ++id) assert.equal(bodies[id], `/${id}`);
});

test('destroying aborts what runs', options, async (t) => {
  get(1, '/');
  const { outgoing } = await request();
  outgoing.write('a');
  await expect(t, 'http_head', 1, 200);
  await expect(t, 'http_chunk', 1, 0);
  const closed = once(outgoing, 'close');
  run('timer_start', 1, 1);
  module._test_destroy();
  await closed;
  await quiet();
});

test('timers fire once, in their order', options, async (t) => {
  run('timer_start', 2, 30);
  run('timer_start', 1, 0);
  run('timer_start', 3, 0xffffffff);
  await expect(t, 'timer', 1, 0);
  await expect(t, 'timer', 2, 0);
  await quiet();
});

test('a long stream is not kept', { timeout: 60_000 }, async (t) => {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const part = Buffer.alloc(1 << 20, 'x');
  get(1, '/');
  const { outgoing } = await request();
  const memory = () => (collect(), process.memoryUsage().arrayBuffers);
  const receive = async (/** @type {number} */ parts) => {
    for (let received = 0, sent = 0; sent < parts; ++sent) {
      outgoing.write(part);
      while (received < (sent + 1) * part.length) {
        const input = await next(t);
        if (input.kind === 'http_chunk') received += input.bytes.length;
      }
    }
  };
  await receive(50);
  const start = memory();
  await receive(200);
  const grown = memory() - start;
  outgoing.end();
  await expect(t, 'http_end', 1, kComplete);
  assert.ok(grown < 100 << 20, `${grown} bytes more than before`);
});
