// Journals that are damaged, refused or full never make a conversation unreadable or stop the chat.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { streamIds } from './truth.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

/** A page in which this script ran first. */
async function start(init = () => {}) {
  const context = await browser.newContext();
  context.setDefaultTimeout(20000);
  await context.addInitScript(init);
  const chat = new Chat(context, await context.newPage(), proxy.url);
  await chat.load();
  return chat;
}

/**
 * Runs a function on all records of journals, in a transaction of the page's database.
 * @param {(records: any[], store: IDBObjectStore) => any} change
 */
function inDatabase(page, change) {
  return page.evaluate(`(async () => {
    const database = await new Promise((resolve) => (indexedDB.open('parley').onsuccess = ({ target }) => resolve(target.result)));
    const transaction = database.transaction(['entries'], 'readwrite');
    const store = transaction.objectStore('entries');
    const over = new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }));
    const records = await new Promise((resolve) => (store.getAll().onsuccess = ({ target }) => resolve(target.result)));
    const result = (${change})(records, store);
    await over;
    database.close();
    return result;
  })()`);
}

/** All is in the database, and nothing in the copy. */
const settled = (chat) => chat.until(() => !Object.keys(localStorage).some((key) => key.startsWith('parley.tail.')));

const said = (chat, text) => chat.page.locator('#say').filter({ hasText: text }).waitFor();

test('a damaged entry is left out and said; the rest is there, and one can go on', async () => {
  const chat = await start();
  for (const [turn, word] of [
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ]) {
    await chat.send(`echo: ${word}`);
    await chat.state(turn, 'done');
  }
  await settled(chat);
  const address = chat.page.url();
  await chat.page.goto('about:blank');
  await chat.page.goto(`${proxy.url}/healthz`);
  await inDatabase(chat.page, (records, store) => {
    for (const record of records) {
      const at = record.entries.findIndex((entry) => / message /.test(entry) && /"two/.test(entry));
      if (at < 0) continue;
      record.entries[at] = record.entries[at].slice(14);
      store.put(record);
    }
  });
  await chat.page.goto(address);
  await chat.state(3, 'done');
  await said(chat, 'is damaged and left out');
  assert.equal(await chat.answer(1), 'one');
  assert.equal(await chat.answer(3), 'three');
  await chat.send('echo: four');
  await chat.state(4, 'done');
  assert.equal(chat.posts.length, 4);
  await chat.close();
});

test('after damage nothing is sent by itself: what seems to run is stopped and said to be unknown', async () => {
  const chat = await start();
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send('demo:long 100000 Go on');
  await chat.answering(2);
  await chat.send('echo: queued');
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  await inDatabase(chat.page, (records, store) => {
    for (const record of records) {
      const at = record.entries.findIndex((entry) => / submit .*\necho: one/.test(entry));
      if (at < 0) continue;
      record.entries[at] = 'gone';
      store.put(record);
    }
  });
  await chat.page.goto(address);
  await said(chat, 'is damaged and left out');
  await chat.page.getByText('What became of it at the service could not be learned').waitFor();
  assert.equal(await chat.page.locator('[data-turn-state=sending], [data-turn-state=streaming]').count(), 0);
  assert.equal(chat.posts.length, 2, 'no POST but the two of before');
  await chat.page.getByRole('button', { name: 'Skip' }).first().click();
  await chat.send('echo: and yet');
  await chat.until(() => [...document.querySelectorAll('[data-part=answer]')].at(-1)?.textContent === 'and yet');
  await chat.close();
});

test('a record that is lost or cannot be read costs no more than itself', async () => {
  const chat = await start();
  for (const [turn, word] of [
    [1, 'one'],
    [2, 'two'],
  ]) {
    await chat.send(`echo: ${word}`);
    await chat.state(turn, 'done');
  }
  await settled(chat);
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  await inDatabase(chat.page, (records, store) => {
    store.put({ ...records.at(-1), entries: 'not a list' });
  });
  await chat.page.goto(address);
  await said(chat, 'is damaged and left out');
  assert.equal(await chat.answer(1), 'one');
  await chat.send('echo: three');
  await chat.until(() => [...document.querySelectorAll('[data-part=answer]')].at(-1)?.textContent === 'three');
  assert.equal(chat.posts.length, 3);
  await chat.close();
});

const kRefusals = {
  'no IndexedDB at all': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'an IndexedDB that throws': () =>
    (IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    }),
  'an IndexedDB that fails': () =>
    (IDBFactory.prototype.open = () => {
      const request = { error: new DOMException('broken', 'UnknownError') };
      setTimeout(() => request.onerror());
      return request;
    }),
};
for (const [what, init] of Object.entries(kRefusals)) {
  test(`${what}: the chat works and says once that nothing is kept`, async () => {
    const chat = await start(init);
    await said(chat, 'does not let the page keep conversations');
    await chat.send('echo: one');
    await chat.state(1, 'done');
    assert.equal(await chat.page.locator('#say').isVisible(), false);
    await chat.send('/new');
    await chat.send('echo: two');
    await chat.state(1, 'done');
    const list = chat.page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('button', { name: 'echo: one' }).click();
    await chat.state(1, 'done');
    assert.equal(await chat.answer(1), 'one');
    await chat.send('echo: three');
    await chat.state(2, 'done');
    assert.equal(await chat.page.locator('#say').isVisible(), false);
    assert.equal(chat.posts.length, 3);
    await chat.close();
  });
}

test('a full disk is said once, and the chat goes on', async () => {
  const chat = await start(() => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...args) {
      if (!window.full) return add.apply(this, args);
      this.transaction.abort();
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await settled(chat);
  await chat.page.evaluate(() => (window.full = true));
  await chat.send('echo: two');
  await said(chat, 'disk space for this page is used up');
  await chat.state(2, 'done');
  await chat.send('demo:long 30 Three');
  await chat.state(3, 'done');
  assert.equal(await chat.page.locator('#say').isVisible(), false);
  await chat.send('/new');
  const list = chat.page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'echo: one' }).click();
  await chat.state(3, 'done');
  assert.equal(await chat.answer(2), 'two');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['echo: one', 'echo: two', 'demo:long 30 Three'],
  );
  await chat.close();
});

test('a long stream leaves few records, and who reads along misses none of it', async () => {
  const chat = await start(() => {
    window.added = 0;
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...args) {
      if (this.name === 'entries') ++window.added;
      return add.apply(this, args);
    };
  });
  await chat.send('demo:long 100000 On and on');
  await chat.answering(1);
  const reader = new Chat(chat.context, await chat.context.newPage(), chat.page.url());
  await reader.page.goto(reader.url);
  await reader.answering(1);
  // It stands still while what it has not read is written again with what it has.
  const debug = await chat.context.newCDPSession(reader.page);
  await debug.send('Debugger.enable');
  await chat.until(() => window.added > 30);
  await debug.send('Debugger.pause');
  await chat.until(() => window.added > 80);
  await debug.send('Debugger.resume');
  await chat.until(() => window.added > 140);
  await chat.stopButton.click();
  for (const tab of [chat, reader]) await tab.state(1, 'stopped');
  await settled(chat);
  const answer = await chat.answer(1);
  const firsts = await inDatabase(chat.page, (records) => records.map(({ first, entries }) => [first, entries.length]));
  assert.ok(firsts.length < 80, `${firsts.length} records`);
  firsts.reduce((next, [first, length]) => (assert.equal(first, next), next + length), 0);
  await reader.until((answer) => document.querySelector('[data-part=answer]')?.textContent === answer, answer);
  await chat.page.reload();
  await chat.state(1, 'stopped');
  assert.equal(await chat.answer(1), answer);
  for (const tab of [chat, reader]) assert.equal(await tab.page.locator('#say').isVisible(), false);
  await chat.close();
});

test('a localStorage that is refused stops nothing: what was sent is in the database first', async () => {
  const chat = await start(() =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  );
  await chat.send('demo:long 60 Hello');
  await chat.answering(1);
  await chat.page.reload();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await chat.close();
});

test('nothing goes out before it is in the journal', async () => {
  const chat = await start(() => {
    const send = window.fetch;
    window.kept = [];
    const stored = () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const entries = opening.result.transaction('entries').objectStore('entries').getAll();
          entries.onsuccess = () => resolve(JSON.stringify(entries.result));
          entries.onerror = reject;
        };
      });
    window.fetch = async (input, init) => {
      if (init?.method === 'POST') {
        // In the copy, or, if that is not needed any more, in the database.
        const tails = Object.keys(localStorage)
          .filter((key) => key.startsWith('parley.tail.'))
          .map((key) => localStorage.getItem(key));
        window.kept.push([...tails, await stored()].some((text) => text.includes('echo: precious')));
      }
      return send(input, init);
    };
  });
  await chat.send('echo: precious');
  await chat.state(1, 'done');
  assert.deepEqual(await chat.page.evaluate(() => window.kept), [true]);
  await chat.close();
});

test('a thousand turns are there in about a second', async () => {
  const chat = await start();
  await chat.send('demo:thoughts 1 echo: a first answer of some words, as it is in any conversation');
  await chat.state(1, 'done');
  await settled(chat);
  const [stream] = streamIds(chat.requests);
  assert.ok(stream);
  const address = chat.page.url();
  await chat.page.goto(`${proxy.url}/healthz`);
  // The turn a thousand times: its entries with their requests renumbered.
  const entries = await inDatabase(chat.page, (records, store) => {
    const all = records.flatMap((record) => record.entries);
    const first = all.findIndex((entry) => / submit /.test(entry));
    const turn = all.slice(first).filter((entry) => !/ (timer|instance) /.test(entry.split('\n')[0]));
    let next = all.length;
    for (let number = 2; number <= 1000; ++number) {
      const entries = turn.map((entry) => entry.replace(/^(\d+ (?:http_head|message|http_end)) \d+/, `$1 ${number}`));
      store.add({ conversation: records[0].conversation, first: next, entries });
      next += entries.length;
    }
    return next;
  });
  await chat.page.goto(address);
  await chat.state(1000, 'done');
  const times = await chat.page.evaluate(() =>
    performance.getEntriesByType('measure').map(({ name, duration }) => [name, Math.round(duration)]),
  );
  console.log(`# ${entries} entries`, JSON.stringify(times));
  assert.equal(await chat.turns.count(), 1000);
  assert.equal(await chat.answer(777), 'a first answer of some words, as it is in any conversation');
  await chat.close();
});
