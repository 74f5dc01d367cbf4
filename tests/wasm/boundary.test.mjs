// The module's C functions as the page calls them (wasm/edge/boundary.h), with the host played here
// (host 0) or by the module's own transport against a real server (host 1).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { before, test } from 'node:test';

import { by_number, c_string, load, records, text, until } from './module.mjs';

const kStream = 'AAAAAAAAAAAAAAAAAAAAAA';

/** @type {any} */
let module;
/** @type {any} */
let protocol;

before(async () => {
  module = await load('parley');
  protocol = JSON.parse(c_string(module, module._parley_protocol()));
});

class Conversation {
  constructor(of = module, host = 0) {
    this.module = of;
    this.host = host;
    this.handle = of._parley_create();
    this.more = false; // effects, than the last drain took
  }

  /**
   * @param {string} kind
   * @param {{id?: number, arg?: number, time?: number, text?: string, host?: number}} options
   */
  input(kind, { id = 0, arg = 0, time = 1000, text = '', host = 0 } = {}) {
    const bytes = new TextEncoder().encode(text);
    const address = this.module._parley_buffer(bytes.length);
    this.module.HEAPU8.set(bytes, address);
    const number = protocol.input[kind];
    this.module._parley_input(this.handle, number, id, arg, time, bytes.length, host);
  }

  // Everything since the last time. There is room for every stream.
  take() {
    const taken = this.drain();
    for (const { kind, id, time } of taken) {
      if (kind !== 'room') continue;
      this.input('room', { id, time, host: this.host });
      taken.push(...this.drain());
    }
    return taken;
  }

  // Checks the layout on the way.
  drain() {
    const taken = this.drain_some();
    while (this.more) taken.push(...this.drain_some());
    return taken;
  }

  drain_some() {
    const address = this.module._parley_drain(this.handle);
    assert.equal(address % 8, 0, 'aligned');
    const view = new DataView(this.module.HEAPU8.buffer);
    const count = view.getUint32(address, true);
    const more = view.getUint32(address + 4, true);
    assert.ok(more <= 1);
    this.more = more === 1;
    let size = 0;
    for (let i = 0; i < count; ++i) {
      size += (24 + view.getUint32(address + 8 + size + 12, true) + 7) & ~7;
    }
    const taken = [...records(this.module, address + 8, size, by_number(protocol.effect))];
    assert.equal(taken.length, count);
    return taken;
  }

  /** @param {{time?: number, host?: number}} [options] */
  open(options) {
    this.input('kept', { arg: 0xffffffff, ...options }); // nothing is, and nothing waits for it
    this.input('open', { arg: protocol.open_as.own, text: kStream, ...options });
    return this;
  }
}

/** @typedef {import('./module.mjs').Entry} Entry */

const kinds = (/** @type {Entry[]} */ taken) => taken.map((record) => record.kind);
/**
 * @param {Entry[]} taken
 * @param {string} kind
 */
function first(taken, kind) {
  const found = taken.find((record) => record.kind === kind);
  assert.ok(found, `no ${kind}`);
  return found;
}

test('the protocol numbers every kind from 0, without a gap', () => {
  assert.match(protocol.version, /^[0-9a-f]{12}$/);
  for (const numbers of [protocol.input, protocol.effect]) {
    const values = Object.values(numbers);
    assert.deepEqual(values, [...values.keys()]);
  }
  assert.equal(protocol.input.open, 0);
  assert.deepEqual(protocol.turn_state.slice(0, 4), ['queued', 'sending', 'streaming', 'done']);
});

test('a message becomes a turn and a request, each in its own record', () => {
  const conversation = new Conversation().open();
  conversation.input('submit', { text: 'gr\u00fc\u00df \u{1f600}', time: 1234 });
  const taken = conversation.take();
  const added = first(taken, 'turn_added');
  assert.equal(text(added), 'gr\u00fc\u00df \u{1f600}');
  assert.equal(added.id, 1);
  assert.equal(added.time, 1234);
  const start = first(taken, 'http_start');
  const [shown, method, target, size, ...rest] = text(start).split('\n');
  assert.deepEqual([shown, method, target], ['post', 'POST', '/v1beta/interactions']);
  const [head, body] = rest.join('\n').split('\n\n');
  assert.match(head, /^POST \/v1beta\/interactions\n/);
  assert.equal(JSON.parse(body).input, 'gr\u00fc\u00df \u{1f600}');
  assert.equal(Number(size), Buffer.byteLength(body));
});

test('a drain takes everything, once', () => {
  const conversation = new Conversation().open();
  conversation.input('submit', { text: 'one' });
  assert.ok(conversation.take().length > 0);
  assert.deepEqual(conversation.take(), []);
  conversation.input('submit', { text: 'two' });
  assert.ok(kinds(conversation.take()).includes('turn_added'));
});

test('what is much comes in pieces, in order, and none is lost between them', () => {
  const conversation = new Conversation().open();
  conversation.take();
  const texts = Array.from({ length: 64 }, (_, at) => `${at} `.padEnd(20_000, '.'));
  for (const text of texts) conversation.input('submit', { text });
  let pieces = 0;
  const all = [];
  do {
    const some = conversation.drain_some();
    const size = some.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.ok(size > 0 && size < 400_000, `${size}`);
    all.push(...some);
    ++pieces;
    if (pieces === 2) conversation.input('submit', { text: 'while it is taken' });
  } while (conversation.more);
  assert.ok(pieces > 4, `${pieces}`);
  const added = all.filter(({ kind }) => kind === 'turn_added').map(text);
  assert.deepEqual(added, [...texts, 'while it is taken']);
});

test('effects of several inputs wait in their order', () => {
  const conversation = new Conversation().open();
  const texts = ['', '1', '22', '1234567', '12345678', '123456789'];
  for (const text of texts) conversation.input('submit', { text: `m${text}` });
  const added = conversation.take().filter(({ kind }) => kind === 'turn_added');
  assert.deepEqual(
    added.map(text),
    texts.map((text) => `m${text}`),
  );
});

test('conversations know nothing of each other', () => {
  const one = new Conversation().open();
  const two = new Conversation().open();
  assert.equal(two.handle, one.handle + 1);
  one.input('submit', { text: 'of one' });
  assert.ok(!kinds(two.take()).includes('turn_added'));
  assert.ok(kinds(one.take()).includes('turn_added'));
});

test('a destroyed conversation, or none, is silent and its handle is not used again', () => {
  const conversation = new Conversation().open();
  conversation.input('submit', { text: 'x' });
  module._parley_destroy(conversation.handle);
  assert.deepEqual(conversation.take(), []);
  conversation.input('submit', { text: 'x' });
  module._parley_destroy(conversation.handle);
  assert.notEqual(new Conversation().handle, conversation.handle);
  for (const handle of [0, 0xffffffff]) {
    const nobody = Object.assign(new Conversation(), { handle });
    nobody.input('submit', { text: 'x' });
    assert.deepEqual(nobody.take(), []);
    module._parley_destroy(handle);
  }
});

test('kinds and lengths that cannot be have no effect', () => {
  const conversation = new Conversation().open();
  conversation.take();
  module._parley_buffer(4);
  module._parley_input(conversation.handle, 9999, 0, 0, 0, 4, 0);
  module._parley_buffer(4);
  module._parley_input(conversation.handle, protocol.input.submit, 0, 0, 0, 5, 0);
  assert.deepEqual(conversation.take(), []);
});

test('memory grows under a 5 MB message, and again under its request', () => {
  const conversation = new Conversation().open();
  const before = module.HEAPU8.length;
  const long = '0123456789abcdef'.repeat(330_000);
  conversation.input('submit', { text: long });
  const taken = conversation.take();
  assert.ok(module.HEAPU8.length > before);
  assert.equal(text(first(taken, 'turn_added')), long);
  assert.equal(JSON.parse(text(first(taken, 'http_start')).split('\n\n')[1]).input, long);
});

test('a 5 MB event passes, and memory does not grow with each', () => {
  const conversation = new Conversation().open();
  conversation.input('submit', { text: 'hi' });
  const request = first(conversation.take(), 'http_start').id;
  conversation.input('http_head', { id: request, arg: 200, text: 'text/event-stream' });
  const delta = (/** @type {number} */ length) =>
    `event: step.delta\ndata: ${JSON.stringify({
      event_type: 'step.delta',
      index: 0,
      delta: { type: 'text', text: 'x'.repeat(length) },
    })}\n\n`;
  const long = delta(5_300_000);
  let highest = 0;
  for (let round = 0; round < 4; ++round) {
    for (let at = 0; at < long.length; at += 16384) {
      conversation.input('http_chunk', { id: request, text: long.slice(at, at + 16384) });
    }
    assert.ok(conversation.take().some(({ kind }) => kind === 'event'));
    if (round === 0) highest = module.HEAPU8.length;
  }
  // What is kept is the answer itself: 5.3 MB a round, however it is kept.
  assert.ok(module.HEAPU8.length - highest < 200e6, `${module.HEAPU8.length - highest}`);
});

test('deeply nested JSON is no way to crash the module', () => {
  const conversation = new Conversation().open();
  conversation.input('submit', { text: 'hi' });
  const request = first(conversation.take(), 'http_start').id;
  conversation.input('http_head', { id: request, arg: 200, text: 'text/event-stream' });
  for (const open of ['[', '{"a":']) {
    const deep = open.repeat(200_000);
    conversation.input('http_chunk', { id: request, text: `data: {"event_type":"x","y":${deep}\n\n` });
    const close = open === '[' ? ']'.repeat(200_000) : `1${'}'.repeat(200_000)}`;
    conversation.input('http_chunk', {
      id: request,
      text: `data: {"event_type":"step.start","index":0,"step":${deep}${close}}\n\n`,
    });
  }
  assert.ok(kinds(conversation.take()).includes('event'));
});

test('with the module as host a turn streams in by itself', { timeout: 20_000 }, async (t) => {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => (server.close(), server.closeAllConnections()));
  const hosted = await load('parley', {
    baseUrl: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
  });
  const conversation = new Conversation(hosted, 1).open({ host: 1, time: Date.now() });
  conversation.input('submit', { text: 'hello', host: 1, time: Date.now() });
  const taken = conversation.take();
  const [incoming, outgoing] = await once(server, 'request');
  const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString());
  assert.equal(body.input, 'hello');
  assert.equal(body.stream, true);
  const wait = async (/** @type {(record: Entry) => boolean} */ wanted) => {
    await until(() => (taken.push(...conversation.take()), taken.some(wanted)), t.signal);
  };
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (/** @type {object} */ event) => outgoing.write(`data: ${JSON.stringify(event)}\n\n`);
  send({ event_type: 'interaction.created', interaction: { id: 'v1_a', status: 'in_progress' } });
  send({ event_type: 'step.start', index: 0, step: { type: 'model_output' } });
  send({ event_type: 'step.delta', index: 0, delta: { type: 'text', text: 'Hel' } });
  await wait((record) => record.kind === 'text' && text(record) === 'Hel');
  send({ event_type: 'step.delta', index: 0, delta: { type: 'text', text: 'lo' } });
  await wait((record) => record.kind === 'text' && text(record) === 'lo');
  send({ event_type: 'step.stop', index: 0 });
  send({ event_type: 'interaction.completed', interaction: { id: 'v1_a', status: 'completed' } });
  outgoing.end();
  await wait((record) => record.kind === 'turn_state' && protocol.turn_state[record.arg] === 'done');
  hosted._parley_destroy(conversation.handle);
});

test('the module calls the page when there is something that only that can do, and for nothing else', () => {
  /** @type {number[]} */
  const wanted = [];
  module.wanted = (/** @type {number} */ handle) => wanted.push(handle);
  const conversation = new Conversation(module, 1);
  conversation.input('open', { arg: protocol.open_as.own, text: kStream, host: 1 });
  conversation.input('settings', { text: '{"model":"m"}', host: 1 });
  assert.deepEqual(wanted, []);
  conversation.input('submit', { text: 'hello', host: 1 });
  assert.deepEqual(wanted, [conversation.handle]);
  const asked = conversation.drain();
  const entries = asked.filter(({ kind }) => kind === 'journal').length;
  assert.equal(first(asked, 'keep').arg, entries);
  conversation.input('kept', { arg: entries - 1, host: 1 });
  assert.deepEqual(conversation.drain(), []);
  conversation.input('kept', { arg: entries, host: 1 });
  assert.deepEqual(wanted, [conversation.handle, conversation.handle]);
  assert.deepEqual(kinds(conversation.drain()), ['room']);
  conversation.input('stop', { id: 1, host: 1 });
  assert.equal(wanted.length, 3);
  const stopped = kinds(conversation.drain());
  assert.ok(stopped.includes('room_left') && stopped.includes('keep'));
  assert.ok(!stopped.includes('http_start'), 'nothing went out');
  const played = new Conversation();
  played.input('submit', { text: 'hello' });
  assert.ok(kinds(played.drain()).includes('keep'));
  assert.equal(wanted.length, 3, 'not where the caller is the host');
  module._parley_destroy(conversation.handle);
  delete module.wanted;
});
