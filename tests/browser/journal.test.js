// Journals that are damaged, refused or full never make a conversation unreadable or stop the chat. All ways of that
// are tried in tests/page (journal, records, keeping); here a person sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';

begin();

/**
 * Runs a function on all records of journals, in a transaction of the page's database.
 * @param {import('playwright-core').Page} page
 * @param {(records: any[], store: IDBObjectStore) => any} change
 */
function inDatabase(page, change) {
  return page.evaluate(`(async () => {
    const database = await new Promise((resolve) => {
      indexedDB.open('parley').onsuccess = ({ target }) => resolve(target.result);
    });
    const transaction = database.transaction(['entries'], 'readwrite');
    const store = transaction.objectStore('entries');
    const over = new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }));
    const records = await new Promise((resolve) => {
      store.getAll().onsuccess = ({ target }) => resolve(target.result);
    });
    const result = (${change})(records, store);
    await over;
    database.close();
    return result;
  })()`);
}

/** All is in the database, and nothing in the copy. @param {Chat} chat */
const settled = (chat) => chat.until(() => !Object.keys(localStorage).some((key) => key.startsWith('parley.tail.')));

/** @param {Chat} chat @param {string} text */
const said = (chat, text) => chat.page.locator('#say').filter({ hasText: text }).waitFor();

/** @param {Chat} chat @param {string} text of the newest answer */
const answered = (chat, text) =>
  chat.until((text) => [...document.querySelectorAll('[data-part=answer]')].at(-1)?.textContent === text, text);

test('what is damaged or lost is left out and said; the rest is there, and one can go on', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  for (const [at, word] of ['one', 'two', 'three', 'four'].entries()) {
    await chat.send(`echo: ${word}`);
    await chat.state(at + 1, 'done');
  }
  await settled(chat);
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  const spoiled = await inDatabase(chat.page, (records, store) => {
    let count = 0;
    for (const record of records.slice(0, -1)) {
      const at = record.entries.findIndex(
        (/** @type {string} */ entry) => / message /.test(entry) && /"two/.test(entry),
      );
      if (at < 0) continue;
      ++count;
      record.entries[at] = record.entries[at].slice(14);
      store.put(record);
    }
    store.put({ ...records.at(-1), entries: 'not a list' });
    return count;
  });
  assert.equal(spoiled, 1);
  await chat.page.goto(address);
  await chat.state(3, 'done');
  await said(chat, 'is damaged and left out');
  assert.equal(await chat.answer(1), 'one');
  assert.equal(await chat.answer(3), 'three');
  await chat.send('echo: five');
  await answered(chat, 'five');
  assert.equal(chat.posts.length, 5);
});

test('after damage nothing is sent by itself: what seems to run is stopped and said to be unknown', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send(`${proxy.gate(5)} demo:long 20 Go on`);
  await chat.answering(2);
  await chat.send('echo: queued');
  await chat.queues(1);
  await settled(chat);
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  const spoiled = await inDatabase(chat.page, (records, store) => {
    let count = 0;
    for (const record of records) {
      const at = record.entries.findIndex((/** @type {string} */ entry) => / submit .*\necho: one/.test(entry));
      if (at < 0) continue;
      ++count;
      record.entries[at] = 'gone';
      store.put(record);
    }
    return count;
  });
  assert.equal(spoiled, 1);
  await chat.page.goto(address);
  await said(chat, 'is damaged and left out');
  await chat.page.getByText('What became of it at the service could not be learned').waitFor();
  assert.equal(await chat.page.locator('[data-turn-state=sending], [data-turn-state=streaming]').count(), 0);
  assert.equal(chat.posts.length, 2, 'no POST but the two of before');
  await chat.page.getByRole('button', { name: 'Skip' }).first().click();
  await chat.send('echo: and yet');
  await answered(chat, 'and yet');
});

/**
 * Two conversations that go on, and nothing is said any more.
 * @param {Chat} chat its first turn is done
 */
async function goesOn(chat) {
  assert.equal(await chat.page.locator('#say').isVisible(), false);
  await chat.send('/new');
  await chat.send('echo: in another');
  await answered(chat, 'in another');
  const list = chat.page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'echo: one', exact: true }).click();
  await answered(chat, 'one');
  await chat.send('echo: and more');
  await answered(chat, 'and more');
  assert.equal(await chat.page.locator('#say').isVisible(), false);
}

test('where nothing can be kept the chat works, and says so once', async (t) => {
  const chat = await Chat.open(browser, proxy.url, {
    init: () =>
      void (IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'SecurityError');
      }),
  });
  t.after(() => chat.close());
  await said(chat, 'does not let the page keep conversations');
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await goesOn(chat);
  assert.equal(chat.posts.length, 3);
});

test('a full disk is said once, and the chat goes on', async (t) => {
  const chat = await Chat.open(browser, proxy.url, {
    init: () => {
      // Full from this message on: whatever else is still to be written has room.
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = function (/** @type {[any, IDBValidKey?]} */ ...args) {
        window.full ||= JSON.stringify(args).includes('echo: two');
        if (!window.full) return add.apply(this, args);
        this.transaction.abort();
        throw new DOMException('no room', 'QuotaExceededError');
      };
    },
  });
  t.after(() => chat.close());
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send('echo: two');
  await said(chat, 'disk space for this page is used up');
  await chat.state(2, 'done');
  await chat.send('demo:long 30 Three');
  await chat.state(3, 'done');
  assert.equal(await chat.page.locator('#say').isVisible(), false);
  await chat.send('/new');
  const list = chat.page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'echo: one', exact: true }).click();
  await chat.state(3, 'done');
  assert.equal(await chat.answer(2), 'two');
  await chat.send('echo: four');
  await chat.state(4, 'done'); // whatever would have gone out again has done so
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['echo: one', 'echo: two', 'demo:long 30 Three', 'echo: four'],
  );
});

test('where localStorage is refused, what was sent is in the database first, and a reload finds it', async (t) => {
  const chat = await Chat.open(browser, proxy.url, {
    init: () => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
      const { fetch } = window;
      const { add } = IDBObjectStore.prototype;
      window.written = '';
      window.kept = [];
      IDBObjectStore.prototype.add = function (/** @type {[any, IDBValidKey?]} */ ...args) {
        this.transaction.addEventListener('complete', () => (window.written += JSON.stringify(args)));
        return add.apply(this, args);
      };
      window.fetch = (input, init) => {
        if (init?.method === 'POST') window.kept.push(window.written.includes('Precious'));
        return fetch(input, init);
      };
    },
  });
  t.after(() => chat.close());
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Precious`);
  await chat.answering(1);
  assert.deepEqual(await chat.page.evaluate(() => window.kept), [true]);
  await chat.page.reload();
  await gate.open();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
});

test('a conversation of a thousand turns is opened whole', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.send('demo:thoughts 1 echo: a first answer of some words, as it is in any conversation');
  await chat.state(1, 'done');
  await settled(chat);
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  // The turn a thousand times: its entries with their requests renumbered.
  await inDatabase(chat.page, (records, store) => {
    const all = records.flatMap((record) => record.entries);
    const first = all.findIndex((entry) => / submit /.test(entry));
    const turn = all.slice(first).filter((entry) => !/ (timer|instance) /.test(entry.split('\n')[0]));
    let next = all.length;
    for (let number = 2; number <= 1000; ++number) {
      const entries = turn.map((entry) => entry.replace(/^(\d+ (?:http_head|message|http_end)) \d+/, `$1 ${number}`));
      store.add({ conversation: records[0].conversation, first: next, entries });
      next += entries.length;
    }
  });
  await chat.page.goto(address);
  await chat.state(1000, 'done');
  assert.equal(await chat.turns.count(), 1000);
  assert.equal(await chat.answer(777), 'a first answer of some words, as it is in any conversation');
});
