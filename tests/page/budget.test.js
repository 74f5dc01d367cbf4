// Room for streams: four at most over all tabs, and who makes room for whom.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { Budget } = await import('../../web/tabs/budget.js');
const { makeLocks, Tabs } = await import('../../web/tabs/tabs.js');

/** @type {InstanceType<typeof Tabs>[]} */
const opened = [];
/** @type {Network[]} */
const networks = [];
afterEach(async () => {
  for (const network of networks.splice(0)) network.end();
  dispatchEvent(new Event('pagehide'));
  for (const tabs of opened.splice(0)) tabs.destroy();
  localStorage.clear();
});

/** What is beyond the budget: streams that run until the test ends them. */
class Network {
  constructor() {
    networks.push(this);
    /** @type {Map<string, import('../../web/tabs/budget.js').Stream>} that are open, by name */
    this.streams = new Map();
    /** @type {string[]} names in the order they began */
    this.begun = [];
    this.most = 0; // streams that were open at once
  }

  /** @param {string} name @param {import('../../web/tabs/budget.js').Stream} stream */
  begin(name, stream) {
    this.begun.push(name);
    this.streams.set(name, stream);
    this.most = Math.max(this.most, this.streams.size);
  }

  /** @param {string} name */
  end(name = '') {
    for (const each of name ? [name] : [...this.streams.keys()]) {
      const stream = this.streams.get(each);
      this.streams.delete(each);
      stream?.leave();
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
    /** @type {string[]} names, all that ever were */
    parked: [],
    waiting: 0, // of the parked ones
    unparked: 0,
    learned: 0,
    learn: () => {},
  };
  const readers = {
    learn: () => {
      ++state.learned;
      state.learn();
    },
    unpark: () => {
      --state.waiting;
      ++state.unparked;
    },
    anyParked: () => state.waiting > 0,
  };
  const budget = new Budget(tabs, makeLocks(tabs, { silence: 300, look: 20 }), readers, 20);
  /**
   * @param {string} name
   * @param {boolean} post
   * @param {boolean} headed its response begins at once
   */
  const ask = (name, post, headed = true) => {
    const stream = budget.ask({
      post: () => post,
      looked: () => state.looked.has(name),
      begin: () => {
        network.begin(name, stream);
        if (headed) stream.head();
      },
      park: () => {
        state.parked.push(name);
        ++state.waiting;
        network.end(name); // the core aborts its request
      },
    });
    return stream;
  };
  const post = (/** @type {string} */ name, headed = true) => ask(name, true, headed);
  const replay = (/** @type {string} */ name) => ask(name, false);
  return { budget, state, post, replay };
}

test('four streams are open at most; the next one begins as soon as one is over', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  for (const name of state.looked) post(name);
  await until(() => network.streams.size === 4);
  const { replay } = openTab(network);
  replay('e');
  replay('f');
  network.end('b');
  await until(() => network.streams.has('e'));
  assert.equal(network.streams.has('f'), false);
  network.end('a');
  await until(() => network.streams.has('f'));
  network.end();
  assert.equal(network.most, 4);
  assert.deepEqual(state.parked, []);
});

test('a message that begins parks what nobody looks at, and never waits for long', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a']);
  for (const name of ['a', 'b', 'c', 'd']) post(name);
  await until(() => network.streams.size === 4);
  post('e');
  await until(() => network.streams.has('e'));
  assert.deepEqual(state.parked, ['b'], 'the oldest one that is not looked at');
  network.end();
  await until(() => state.unparked);
  assert.equal(network.most, 4);
});

test('where all are looked at, the oldest makes room for a message; for nothing else', async () => {
  const network = new Network();
  const { post, replay, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  for (const name of state.looked) post(name);
  await until(() => network.streams.size === 4);
  replay('z');
  post('e');
  await until(() => network.streams.has('e'));
  assert.deepEqual(state.parked, ['a']);
  assert.equal(network.streams.has('z'), false);
  network.end();
  await until(() => network.streams.has('z'));
});

test('what is looked at goes first, and parks what is not; the others wait in line', async () => {
  const network = new Network();
  const { post, replay, state } = openTab(network);
  for (const name of ['a', 'b', 'c', 'd']) post(name);
  await until(() => network.streams.size === 4);
  replay('first in line');
  state.looked = new Set(['seen']);
  replay('seen');
  await until(() => network.streams.has('seen'));
  assert.deepEqual(state.parked, ['a']);
  assert.equal(network.streams.has('first in line'), false);
  network.end('c');
  await until(() => network.streams.has('first in line'));
});

test('of those that wait a message goes before a look-up, and then the one that waits longest', async () => {
  const network = new Network();
  const { post, replay, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  for (const name of state.looked) post(name, false);
  await until(() => network.streams.size === 4);
  replay('look-up');
  const first = post('first', false);
  await until(() => Date.now() > first.since); // it waits longer than the next one
  post('second', false);
  for (const [at, name] of ['first', 'second', 'look-up'].entries()) {
    network.end('abc'[at]);
    await until(() => network.begun.length === 5 + at);
    assert.equal(network.begun.at(-1), name);
  }
});

test('what has not surely arrived is not parked: it is as soon as its response begins', async () => {
  const network = new Network();
  const { budget, post, state } = openTab(network);
  for (const name of ['a', 'b', 'c', 'd']) post(name, false);
  await until(() => network.streams.size === 4);
  const before = state.learned;
  post('e');
  await until(() => state.learned > before + 1);
  assert.deepEqual(state.parked, []);
  assert.equal(budget.waiting.size, 1);
  network.streams.get('c')?.head();
  await until(() => network.streams.has('e'));
  assert.deepEqual(state.parked, ['c']);
});

test('a tab hears of what has begun before it says that nothing can be parked', async () => {
  const network = new Network();
  const [one, two] = [openTab(network), openTab(network)];
  for (const name of ['a', 'b', 'c', 'd']) one.post(name, false);
  await until(() => network.streams.size === 4);
  one.state.learn = () => network.streams.get('b')?.head();
  two.post('e');
  await until(() => network.streams.has('e'));
  assert.deepEqual(one.state.parked, ['b']);
});

test('tabs share the four, and one makes room for a message of another', async () => {
  const network = new Network();
  const [one, two] = [openTab(network), openTab(network)];
  for (const name of ['a', 'b', 'c', 'd']) one.post(name);
  await until(() => network.streams.size === 4);
  two.post('e');
  await until(() => network.streams.has('e'));
  assert.deepEqual(one.state.parked, ['a']);
  assert.equal(network.most, 4);
});

test('who wants no room any more while it waits never begins, and leaves no hole', async () => {
  const network = new Network();
  const { post, state } = openTab(network);
  state.looked = new Set(['a', 'b', 'c', 'd']);
  for (const name of state.looked) post(name);
  await until(() => network.streams.size === 4);
  const other = openTab(network);
  const fifth = other.replay('e');
  other.replay('f');
  assert.equal(other.budget.waiting.size, 2);
  fifth.leave();
  network.end('a');
  await until(() => network.streams.has('f'));
  assert.equal(network.begun.includes('e'), false);
});

test('one that leaves at the last moment gives its place back', async () => {
  const network = new Network();
  const { budget, post, replay } = openTab(network);
  const { locks } = budget;
  /** @type {import('../../web/tabs/budget.js').Stream[]} */
  const streams = [];
  budget.locks = /** @type {any} */ ({
    try: async (/** @type {string} */ name) => {
      const hold = await locks.try(name);
      for (const stream of streams) stream.leave();
      return hold;
    },
  });
  streams.push(replay('a'));
  await until(() => !budget.serving);
  assert.deepEqual(network.begun, []);
  assert.equal(budget.slots.size, 0);
  budget.locks = locks;
  for (const name of ['a', 'b', 'c', 'd']) post(name);
  await until(() => network.streams.size === 4);
});
