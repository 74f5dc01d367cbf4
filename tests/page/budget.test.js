// The way out for requests: nothing before it is in the journal, four streams at most over all tabs, and who makes
// room for whom.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';
import { deferred } from './stored.js';

openDocument();
const { Budget, streamOf } = await import('../../web/budget.js');
const { makeLocks, Tabs } = await import('../../web/tabs.js');

const kPost = { method: 'POST', body: '{}' };

/** @type {InstanceType<typeof Tabs>[]} */
const opened = [];
/** @type {Network[]} */
const networks = [];
afterEach(async () => {
  for (const network of networks.splice(0)) network.end();
  dispatchEvent(new Event('pagehide'));
  for (const tabs of opened.splice(0)) tabs.channel?.close();
  localStorage.clear();
});

/** What is beyond the budget: streams that run until the test ends them. */
class Network {
  constructor() {
    networks.push(this);
    /** @type {Map<string, ReadableStreamDefaultController>} bodies that are open, by name */
    this.streams = new Map();
    /** @type {string[]} requests in the order they went out */
    this.sent = [];
    this.most = 0; // streams that were open at once
  }

  /** @type {typeof fetch} */
  send = async (input, init) => {
    const name = new Headers(init?.headers).get('parley-stream') ?? String(input).split('/').at(-1) ?? '';
    this.sent.push(`${init?.method ?? 'GET'} ${name}`);
    const body = new ReadableStream({ start: (controller) => void this.streams.set(name, controller) });
    this.most = Math.max(this.most, this.streams.size);
    return new Response(body);
  };

  /** @param {string} name */
  end(name = '') {
    for (const each of name ? [name] : this.streams.keys()) {
      this.streams.get(each)?.close();
      this.streams.delete(each);
    }
  }
}

/**
 * A tab with its budget. What it would have to ask the core is given by the test.
 * @param {Network} network
 */
function openTab(network) {
  const tabs = new Tabs();
  opened.push(tabs);
  const state = {
    looked: new Set([/** @type {string} */ ('')]),
    /** @type {string[]} keys, all that ever were */
    parked: [],
    waiting: 0, // of the parked ones
    unparked: 0,
    journaled: async () => {},
  };
  const turns = {
    journaled: () => state.journaled(),
    looked: (/** @type {string} */ key) => state.looked.has(key),
    park: (/** @type {string} */ key) => {
      state.parked.push(key);
      ++state.waiting;
      network.end(key); // the core aborts its request
    },
    unpark: () => {
      --state.waiting;
      ++state.unparked;
    },
    anyParked: () => state.waiting > 0,
  };
  const budget = new Budget(tabs, makeLocks(tabs, { silence: 300, look: 20 }), turns, 20);
  /** @param {string} name @param {RequestInit} [init] */
  const post = (name, init = {}) =>
    read(budget.fetch(network.send, '/v1beta/interactions', { ...kPost, headers: { 'parley-stream': name }, ...init }));
  const replay = (/** @type {string} */ name) => read(budget.fetch(network.send, `/parley/streams/${name}`));
  return { budget, state, post, replay };
}

/** Reads an answer to its end, as the core does. @param {Promise<Response>} response */
async function read(response) {
  return (await response).text();
}

test('nothing that changes anything goes out before what caused it is in the journal; looking does', async () => {
  const network = new Network();
  const { budget, state, post } = openTab(network);
  const written = deferred();
  state.journaled = () => written.promise;
  const sending = post('a');
  const deleting = budget.fetch(network.send, '/v1beta/interactions/x', { method: 'DELETE' });
  await budget.fetch(network.send, '/v1beta/models');
  assert.deepEqual(network.sent, ['GET models']);
  written.resolve();
  await until(() => network.streams.has('a') && network.streams.has('x'));
  assert.deepEqual(network.sent.slice(1).sort(), ['DELETE x', 'POST a']);
  network.end('a');
  await Promise.all([sending, deleting]);
});

test('four streams are open at most; the next one begins as soon as one is over', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  const all = ['a', 'b', 'c', 'd'].map((name) => post(name));
  await until(() => network.streams.size === 4);
  const { replay } = openTab(network);
  const fifth = replay('e');
  const sixth = replay('f');
  network.end('b');
  await until(() => network.streams.has('e'));
  assert.equal(network.streams.has('f'), false);
  network.end('a');
  await until(() => network.streams.has('f'));
  network.end();
  await Promise.all([...all, fifth, sixth]);
  assert.equal(network.most, 4);
  assert.deepEqual(state.parked, []);
});

test('a message that begins parks what nobody looks at, and never waits for long', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a']);
  const all = [post('a'), post('b'), post('c'), post('d')];
  await until(() => network.streams.size === 4);
  all.push(post('e'));
  await until(() => network.streams.has('e'));
  assert.deepEqual(state.parked, ['b'], 'the oldest one that is not looked at');
  network.end();
  await Promise.all(all);
  await until(() => state.unparked);
  assert.equal(network.most, 4);
});

test('where all are looked at, the oldest makes room for a message; for nothing else', async () => {
  const network = new Network();
  const { post, replay, state } = openTab(network);
  const names = ['a', 'b', 'c', 'd'];
  state.looked = new Set(names);
  const all = names.map((name) => post(name));
  await until(() => network.streams.size === 4);
  const waiting = replay('z');
  all.push(post('e'));
  await until(() => network.streams.has('e'));
  assert.deepEqual(state.parked, ['a']);
  assert.equal(network.streams.has('z'), false);
  network.end();
  await until(() => network.streams.has('z'));
  network.end();
  await Promise.all([...all, waiting]);
});

test('what is looked at goes first, and parks what is not; the others wait in line', async () => {
  const network = new Network();
  const { post, replay, state } = openTab(network);
  const all = ['a', 'b', 'c', 'd'].map((name) => post(name));
  await until(() => network.streams.size === 4);
  all.push(replay('first in line'));
  state.looked = new Set(['seen']);
  all.push(replay('seen'));
  await until(() => network.streams.has('seen'));
  assert.deepEqual(state.parked, ['a']);
  assert.equal(network.streams.has('first in line'), false);
  network.end('c');
  await until(() => network.streams.has('first in line'));
  network.end();
  await Promise.all(all);
});

test('tabs share the four, and one makes room for a message of another', async () => {
  const network = new Network();
  const [one, two] = [openTab(network), openTab(network)];
  const all = ['a', 'b', 'c', 'd'].map((name) => one.post(name));
  await until(() => network.streams.size === 4);
  all.push(two.post('e'));
  await until(() => network.streams.has('e'));
  assert.deepEqual(one.state.parked, ['a']);
  assert.equal(network.most, 4);
  network.end();
  await Promise.all(all);
});

test('who is aborted while it waits never goes out, and leaves no hole', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  const all = ['a', 'b', 'c', 'd'].map((name) => post(name));
  await until(() => network.streams.size === 4);
  const other = openTab(network);
  const left = new AbortController();
  const fifth = other.budget.fetch(network.send, '/parley/streams/e', { signal: left.signal });
  const sixth = other.replay('f');
  await until(() => other.budget.waiting.size === 2);
  left.abort(new Error('stopped'));
  await assert.rejects(fifth, /stopped/);
  network.end('a');
  await until(() => network.streams.has('f'));
  assert.equal(network.sent.includes('GET e'), false);
  await assert.rejects(
    other.budget.fetch(network.send, '/parley/streams/g', { signal: AbortSignal.abort(new Error('before')) }),
    /before/,
  );
  network.end();
  await Promise.all([...all, sixth]);
});

test('a request that fails, has no body, or is aborted at the last moment gives its place back', async () => {
  const network = new Network();
  const { budget, post } = openTab(network);
  const failing = () => Promise.reject(new TypeError('no network'));
  await assert.rejects(budget.fetch(failing, '/parley/streams/a'), /no network/);
  const empty = () => Promise.resolve(new Response(null, { status: 204 }));
  assert.equal((await budget.fetch(empty, '/parley/streams/a')).status, 204);
  const left = new AbortController();
  const { locks } = budget;
  budget.locks = /** @type {any} */ ({
    try: async (/** @type {string} */ name) => {
      const hold = await locks.try(name);
      left.abort(new Error('stopped'));
      return hold;
    },
  });
  await assert.rejects(budget.fetch(network.send, '/parley/streams/a', { signal: left.signal }), /stopped/);
  budget.locks = locks;
  const all = ['a', 'b', 'c', 'd'].map((name) => post(name));
  await until(() => network.streams.size === 4);
  network.end();
  await Promise.all(all);
});

test('a request of the core is the stream it will be', () => {
  /** @type {[string, string][]} */
  const streams = [
    ['POST /v1beta/interactions\ncontent-type: application/json\nparley-stream: abc\n\n{}', 'abc'],
    ['GET /parley/streams/abc?offset=17\n\n', 'abc'],
    ['GET /v1beta/interactions/x?stream=true&last_event_id=3\n\n', '/v1beta/interactions/x'],
    ['GET /v1beta/interactions/x\n\n', ''],
    ['DELETE /parley/streams/abc\n\n', ''],
  ];
  for (const [request, stream] of streams) assert.equal(streamOf(request), stream, request);
});
