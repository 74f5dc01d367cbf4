// Conversations and what is kept of them, with the real core and the real proxy: what the browser refuses stops
// nothing, and nothing goes out that could not be learned of later.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { Proxy } from '../browser/proxy.js';
import { openCore, openDocument, until } from './document.js';
import { damage, refusals, stored } from './stored.js';

const proxy = await Proxy.start(['--demo-pace', '0']);
after(() => proxy.stop());
openDocument({ url: proxy.url });
const core = await openCore();
const { Conversations } = await import('../../web/conversation/conversations.js');
const { loadReading } = await import('../../web/chat/text_block.js');
await loadReading();

/** @typedef {import('../../web/conversation/conversation.js').Conversation} Conversation */

const { fetch: send, localStorage: storage } = globalThis;
/** @type {Page[]} */
const pages = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  storage.clear();
});

/** The conversations of a page without its controls. */
class Page {
  static async open() {
    const page = new Page();
    await page.all.start(Promise.resolve(core), '');
    page.all.setHeld(false);
    return page;
  }

  constructor() {
    pages.push(this);
    /** @type {unknown[]} */
    this.troubles = [];
    /** @type {Conversation[]} */
    this.damaged = [];
    /** @type {any[]} bodies */
    this.posts = [];
    /** @type {string[]} their names */
    this.streams = [];
    this.before = () => {}; // a POST goes out
    // The core's requests name a path only, which no document of node's makes a URL of.
    globalThis.fetch = async (path, init) => {
      if (init?.method === 'POST' && String(path).startsWith('/v1beta/')) {
        this.before();
        this.posts.push(JSON.parse(new TextDecoder().decode(/** @type {any} */ (init.body))));
        this.streams.push(new Headers(init.headers).get('parley-stream') ?? '');
      }
      return send(new URL(String(path), proxy.url), init);
    };
    this.all = new Conversations({
      effects: () => {},
      listed: () => {},
      announce: () => {},
      trouble: (error) => this.troubles.push(error),
      damaged: (live) => this.damaged.push(live),
      switched: () => {},
    });
    /** @type {any} */ (this.all.tabs.channel).unref(); // or it would keep the test from ending
  }

  /** The conversation that is shown. */
  get live() {
    return /** @type {Conversation} */ (this.all.shown);
  }

  /** @param {string} text @returns {Promise<void>} it is safe */
  send(text) {
    const settings = JSON.stringify({ model: 'gemini-3.8-flash' });
    const inputs = [
      { kind: 'settings', text: settings },
      { kind: 'submit', text },
    ];
    return this.live.do(inputs);
  }

  /** @param {number} number @param {string} state */
  async state(number, state) {
    await until(() => {
      this.all.pump();
      return this.live.view.turns.get(number)?.state === state;
    });
  }

  /** @param {number} number */
  answer(number) {
    return this.live.view.turns.get(number)?.element.querySelector('[data-part=answer]')?.textContent;
  }

  /** @param {string} id */
  async open(id) {
    const live = this.all.open(id);
    await live.ready;
    await until(() => live.owner);
    return live;
  }

  async close() {
    for (const live of this.all.lives.values()) live.destroy();
    const journals = [...this.all.journals.all.values()];
    await Promise.all(journals.map((journal) => journal.flush()));
    for (const journal of journals) journal.forget();
  }
}

/** @param {import('node:test').TestContext} t */
function refuseStorage(t) {
  const restore = () => Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
  t.after(restore);
  Object.defineProperty(globalThis, 'localStorage', {
    get() {
      throw new DOMException('denied', 'SecurityError');
    },
    configurable: true,
  });
  return restore;
}

for (const [what, refuse] of Object.entries(refusals)) {
  test(`with an IndexedDB that ${what} all conversations of the page are there, and go on`, async (t) => {
    const { open } = IDBFactory.prototype;
    const { indexedDB } = globalThis;
    t.after(() => {
      IDBFactory.prototype.open = open;
      Object.defineProperty(globalThis, 'indexedDB', { value: indexedDB, configurable: true });
    });
    refuse();
    const page = await Page.open();
    assert.equal(page.troubles.length, 1, 'said at once');
    page.all.fresh();
    await page.send('echo: one');
    await page.state(1, 'done');
    const { id } = page.live;
    page.all.fresh();
    await page.send('echo: two');
    await page.state(1, 'done');
    assert.equal(page.all.lives.has(id), false, 'it was let go of');
    await page.open(id);
    assert.equal(page.answer(1), 'one');
    await page.send('echo: three');
    await page.state(2, 'done');
    assert.deepEqual(
      page.posts.map(({ input }) => input),
      ['echo: one', 'echo: two', 'echo: three'],
    );
    assert.deepEqual(page.damaged, []);
  });
}

test('on a full disk the chat goes on, and what is not kept is there as long as the page is', async (t) => {
  const page = await Page.open();
  page.all.fresh();
  await page.send('echo: one');
  await page.state(1, 'done');
  await page.live.journal.flush();
  const { add } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { add }));
  IDBObjectStore.prototype.add = function () {
    this.transaction.abort();
    throw new DOMException('no room', 'QuotaExceededError');
  };
  assert.deepEqual(page.troubles, []);
  await page.send('echo: two');
  await page.state(2, 'done');
  await page.send('demo:long 30 Three');
  await page.state(3, 'done');
  assert.equal(/** @type {DOMException} */ (page.troubles[0]).name, 'QuotaExceededError');
  const { id } = page.live;
  page.all.fresh();
  page.all.tidy();
  const live = await page.open(id);
  await page.state(3, 'done');
  assert.equal(page.answer(2), 'two');
  assert.equal(live.fed, live.journal.length, 'each entry once');
  assert.equal(live.view.turns.size, 3);
  assert.equal(live.busy, false, 'nothing goes out again');
  assert.deepEqual(
    page.posts.map(({ input }) => input),
    ['echo: one', 'echo: two', 'demo:long 30 Three'],
  );
});

/**
 * Tells of each transaction that is through and what it has written.
 * @param {import('node:test').TestContext} t
 * @param {(entries: string) => void} tell
 * @param {number} [steps] that it takes
 */
function watchWriting(t, tell, steps = 0) {
  const { add } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { add }));
  IDBObjectStore.prototype.add = function (/** @type {[any, IDBValidKey?]} */ ...args) {
    this.transaction.addEventListener('complete', () => tell(JSON.stringify(args)));
    const { commit } = this.transaction;
    let left = steps;
    this.transaction.commit = () => {}; // it takes its time
    const again = () => {
      if (left-- > 0) this.count().onsuccess = again;
      else commit?.call(this.transaction);
    };
    again();
    return add.apply(this, args);
  };
}

for (const [where, prepare] of /** @type {[string, (t: import('node:test').TestContext) => void][]} */ ([
  ['in the database, whatever else has a copy', () => {}],
  ['in the database, where localStorage is refused', refuseStorage],
])) {
  test(`nothing goes out before it is ${where}`, async (t) => {
    prepare(t);
    /** @type {string[]} */
    const order = [];
    watchWriting(t, (entries) => entries.includes('echo: precious') && order.push('written'), 50);
    const page = await Page.open();
    page.before = () => order.push('sent');
    page.all.fresh();
    await page.send('echo: precious');
    await page.state(1, 'done');
    assert.deepEqual(order, ['written', 'sent']);
    assert.deepEqual(page.troubles, []);
  });
}

test('a conversation is in the list of the database before its first message goes out', async (t) => {
  /** @type {string[]} */
  const order = [];
  const { put } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { put }));
  IDBObjectStore.prototype.put = function (/** @type {[any, IDBValidKey?]} */ ...args) {
    if (this.name === 'conversations' && args[0].busy) {
      this.transaction.addEventListener('complete', () => order.push('listed'));
      let left = 50; // it takes its time
      const again = () => void (--left && (this.count().onsuccess = again));
      again();
    }
    return put.apply(this, args);
  };
  const page = await Page.open();
  page.before = () => order.push('sent');
  page.all.fresh();
  await page.send('echo: one');
  await page.state(1, 'done');
  assert.deepEqual(order.slice(0, 2), ['listed', 'sent']);
});

test('what waits is written and sent at once when its turn comes, also where there are no frames', async () => {
  const page = await Page.open();
  page.all.fresh();
  const gate = proxy.gate(0);
  await page.send(`${gate} echo: one`);
  await page.send('echo: two');
  await gate.reached();
  assert.equal(page.posts.length, 1);
  await gate.open();
  await until(() => page.posts.length === 2); // nobody looks what the core has done
  const { id } = page.live;
  const kept = (await stored('entries')).filter(({ conversation }) => conversation === id);
  const last = kept.flatMap(({ entries }) => entries).at(-1);
  assert.match(last, / http_end 1 /, 'that with which the first one was over');
  await page.state(2, 'done');
});

test('what another tab has written over is not sent by this one, and once in all', async () => {
  const page = await Page.open();
  page.all.fresh();
  await page.send('echo: one');
  await page.state(1, 'done');
  const { live } = page;
  await live.journal.flush();
  const first = live.journal.length;
  await damage('entries', (objects) => {
    objects.put({ conversation: live.id, first, entries: [`${Date.now()} settings 0 0\n{"model":"another"}`] });
  });
  void page.send('echo: two');
  await until(() => page.live !== live);
  assert.equal(page.posts.length, 1);
  await page.state(2, 'done');
  assert.deepEqual(
    page.posts.map(({ input }) => input),
    ['echo: one', 'echo: two'],
  );
});

test('a copy gets a key of its own, once, also when the page goes away before it is used', async () => {
  let page = await Page.open();
  page.all.fresh();
  await page.send('echo: one');
  await page.state(1, 'done');
  const original = page.live.id;
  const entries = await page.all.entriesOf(original);
  await page.all.adopt('copy', entries, {});
  const copy = page.live.id;
  assert.deepEqual(await page.all.entriesOf(copy), entries);
  await page.close();

  page = await Page.open();
  await page.open(copy);
  await page.send('echo: two');
  await page.state(2, 'done');
  await page.open(original);
  await page.send('echo: two');
  await page.state(2, 'done');
  assert.equal(page.streams.length, 2);
  assert.equal(new Set(page.streams).size, 2, 'or the second would join the first');
  await page.close();

  page = await Page.open();
  await page.open(copy);
  await page.send('echo: three');
  await page.state(3, 'done');
  const opened = (await page.all.entriesOf(copy)).flatMap((entry) => /^\d+ open 0 (\d)/.exec(entry)?.[1] ?? []);
  const { own, other } = core.protocol.open_as;
  assert.deepEqual(opened.map(Number), [own, other, own]);
});

test('what is sent where localStorage is refused is found by the next page, once', async (t) => {
  refuseStorage(t);
  const before = await Page.open();
  before.all.fresh();
  await before.send('echo: from before');
  await before.state(1, 'done');
  const { id } = before.live;
  await before.close();
  const page = await Page.open();
  await page.open(id);
  assert.equal(page.answer(1), 'from before');
  assert.deepEqual(page.posts, []);
});

test('an entry that is damaged is left out and said; the rest is there, and one can go on', async () => {
  const before = await Page.open();
  before.all.fresh();
  for (const [at, word] of ['one', 'two', 'three'].entries()) {
    await before.send(`echo: ${word}`);
    await before.state(at + 1, 'done');
  }
  const { id } = before.live;
  await before.close();
  let spoiled = 0;
  const records = (await stored('entries')).filter(({ conversation }) => conversation === id);
  await damage('entries', (objects) => {
    for (const record of records) {
      const at = record.entries.findIndex(
        (/** @type {string} */ entry) => / message /.test(entry) && /"two/.test(entry),
      );
      if (at < 0) continue;
      ++spoiled;
      record.entries[at] = record.entries[at].slice(14);
      objects.put(record);
    }
  });
  assert.equal(spoiled, 1);
  const page = await Page.open();
  await page.open(id);
  await page.state(3, 'done');
  assert.deepEqual(page.damaged, [page.live]);
  assert.equal(page.answer(1), 'one');
  assert.equal(page.answer(3), 'three');
  await page.send('echo: four');
  await page.state(4, 'done');
  assert.equal(page.posts.length, 1);
});
