// Tabs of one browser without Web Locks: a name is held by one of them, also when one goes away without a word.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { on } = await import('../../web/ui/bus.js');
const { makeLocks, Tabs } = await import('../../web/tabs/tabs.js');

// Silence has to be long enough for an answer from a busy machine where one is expected.
const kTimes = { silence: 300, look: 20 };
const kNever = { silence: 1e9, look: 1e9 };

/**
 * locks: those where there are no Web Locks.
 * @typedef {{tabs: import('../../web/tabs/tabs.js').Tabs, locks: any}} Tab
 */
/** @type {Tab[]} */
const opened = [];
let closed = new AbortController();
afterEach(() => {
  closed.abort();
  closed = new AbortController();
  dispatchEvent(new Event('pagehide')); // all of them are tabs of this one window
  for (const { tabs, locks } of opened.splice(0)) {
    tabs.destroy();
    for (const answer of locks.answers.values()) answer();
  }
  localStorage.clear();
});

/** @returns {Tab} */
function openTab(times = {}) {
  const tabs = new Tabs();
  const locks = makeLocks(tabs, { ...kTimes, ...times });
  assert.ok('waiting' in locks);
  const tab = { tabs, locks };
  opened.push(tab);
  return tab;
}

/** Gone without a word. @param {Tab} tab */
function crash({ tabs, locks }) {
  tabs.destroy();
  locks.held.clear();
}

test('a message reaches all other tabs, with who sent it, and not the one that sent it', async () => {
  const [one, two, three] = [openTab(), openTab(), openTab()];
  /** @type {string[]} */
  const heard = [];
  for (const [name, { tabs }] of Object.entries({ one, two, three })) {
    tabs.on('word', ({ text, from }) => heard.push(`${name}: ${text} ${from === one.tabs.me}`));
    tabs.on('end', () => heard.push(`${name}: end`));
  }
  one.tabs.post('word', { text: 'hello' });
  one.tabs.post('nobody minds this');
  one.tabs.post('end');
  await until(() => heard.length === 4);
  assert.deepEqual(heard.sort(), ['three: end', 'three: hello true', 'two: end', 'two: hello true']);
});

/** What a tab is told of others, and what it does. @param {(channel: BroadcastChannel) => void} say as another tab */
async function told(say) {
  const { tabs } = openTab(kNever);
  /** @type {string[]} */
  const heard = [];
  tabs.on('order', ({ inputs }) => heard.push(`does ${inputs}`));
  const life = new AbortController();
  on('otherVersion', (which) => heard.push(which), life.signal);
  const other = new BroadcastChannel('parley');
  /** @type {any[]} */
  const answers = [];
  other.onmessage = ({ data }) => answers.push(data);
  tabs.on('end', () => tabs.post('over'));
  say(other);
  other.postMessage({ what: 'end', version: 2, from: 'x' });
  await until(() => answers.at(-1)?.what === 'over');
  other.close();
  tabs.destroy();
  life.abort();
  return { heard, answers: answers.slice(0, -1) };
}

test('a tab does what it understands; a newer one it does not, and says so', async () => {
  const same = await told((other) => other.postMessage({ what: 'order', version: 2, from: 'x', inputs: 'it' }));
  assert.deepEqual(same, { heard: ['does it'], answers: [] });
  const newer = await told((other) => other.postMessage({ what: 'order', version: 3, from: 'x', inputs: 'it' }));
  assert.deepEqual(newer, { heard: ['newer'], answers: [] });
});

test('an older tab is answered once, by which it learns of it, and not obeyed', async () => {
  const { heard, answers } = await told((other) => {
    for (let i = 0; i < 3; ++i) other.postMessage({ what: 'order', version: 0.5, from: 'x', inputs: 'it' });
  });
  assert.deepEqual(heard, []);
  assert.deepEqual(
    answers.map(({ what, version }) => [what, version]),
    [['hello', 2]],
  );
});

test('a tab from before there were versions is not obeyed, and finds nothing that it would do', async () => {
  const { heard, answers } = await told((other) => other.postMessage({ type: 'order', from: 'x', inputs: 'it' }));
  assert.deepEqual(heard, ['older']);
  assert.deepEqual(
    answers.filter(({ type }) => type),
    [],
  );
});

test('whatever its version, a tab is asked whether it holds a name', async () => {
  const { locks } = openTab();
  assert.ok(await locks.try('name'));
  const other = new BroadcastChannel('parley');
  const answer = new Promise((resolve) => (other.onmessage = ({ data }) => resolve(data)));
  other.postMessage({ type: 'lock?', name: 'name', from: 'x', version: 7 });
  assert.deepEqual({ .../** @type {any} */ (await answer), from: '' }, { type: 'lock', name: 'name', from: '' });
  other.close();
});

test('a tab without channels is alone, and works', async (t) => {
  const { BroadcastChannel } = globalThis;
  t.after(() => Object.assign(globalThis, { BroadcastChannel }));
  Object.assign(globalThis, { BroadcastChannel: undefined });
  const { tabs, locks } = openTab();
  tabs.post('word');
  assert.ok(await locks.try('name'));
});

test('a name that is free is had at once; one that is held is not, nor by the same tab twice', async () => {
  const [one, two] = [openTab(kNever), openTab(kNever)];
  assert.equal(one.locks.sure, false);
  const hold = await one.locks.try('name');
  assert.ok(hold);
  assert.equal(await two.locks.try('name'), null);
  assert.equal(await one.locks.try('name'), null);
  assert.ok(await two.locks.try('other name'));
  hold.release();
  assert.ok(await one.locks.try('name'));
  hold.release(); // that one is over
  assert.equal(await two.locks.try('name'), null);
  assert.equal(await one.locks.try('name'), null);
});

test('who waits has it as soon as it is released', async () => {
  const [one, two] = [openTab(kNever), openTab(kNever)];
  const hold = await one.locks.try('name');
  let had = false;
  const waiting = two.locks
    .wait('name', closed.signal, () => {})
    .then((/** @type {unknown} */ got) => ((had = true), got));
  await until(() => two.locks.waiting.size);
  assert.equal(had, false);
  hold?.release();
  await until(() => had);
  assert.ok(await waiting);
  assert.equal(two.locks.waiting.size, 0);
});

test('who waits has it in the end when the one that held it is gone without a word', async () => {
  const [one, two] = [openTab(), openTab()];
  assert.ok(await one.locks.try('name'));
  crash(one);
  assert.ok(await two.locks.wait('name', closed.signal, () => {}));
});

test('who does not want it any more leaves it to others', async () => {
  const [one, two, three] = [openTab(kNever), openTab(kNever), openTab(kNever)];
  const hold = await one.locks.try('name');
  const left = new AbortController();
  const waiting = two.locks.wait('name', left.signal, () => {});
  left.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  hold?.release();
  assert.ok(await three.locks.wait('name', closed.signal, () => {}));
});

/** Nothing can be written down. @param {() => Promise<void>} work */
async function withoutStorage(work) {
  const { localStorage } = globalThis;
  Object.defineProperty(globalThis, 'localStorage', {
    get() {
      throw new DOMException('denied', 'SecurityError');
    },
    configurable: true,
  });
  try {
    await work();
  } finally {
    Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true });
  }
}

test('where nothing can be written down, tabs ask one another', () =>
  withoutStorage(async () => {
    const [one, two] = [openTab(), openTab(kNever)];
    assert.ok(await one.locks.try('name'));
    assert.equal(await two.locks.try('name'), null);
  }));

test('of two that take a name at the same moment one keeps it, and the other is told', () =>
  withoutStorage(async () => {
    // Both have asked, and nobody held it.
    const tabs = [openTab(), openTab()];
    /** @type {number[]} */
    const lost = [];
    const holds = await Promise.all(tabs.map(({ locks }, at) => locks.try('name', () => lost.push(at))));
    assert.ok(holds[0] && holds[1]);
    await until(() => lost.length);
    holds[lost[0]]?.release(); // is not its to release
    const third = openTab(kNever);
    assert.equal(await third.locks.try('name'), null);
    assert.equal(lost.length, 1);
    assert.deepEqual(
      tabs.map(({ locks }) => locks.held.has('name')),
      [lost[0] === 1, lost[0] === 0],
    );
  }));

test('a page that goes away frees what it held', async () => {
  const [one, two] = [openTab(), openTab(kNever)];
  await one.locks.try('name');
  let had = false;
  const waiting = two.locks.wait('name', closed.signal, () => {}).then(() => (had = true));
  await until(() => two.locks.waiting.size);
  dispatchEvent(new Event('pagehide'));
  await until(() => had);
  await waiting;
});
