// What the database has of conversations: their list, and the entries of their journals.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';
import { damage, stored } from './stored.js';

openDocument();

// The list of conversations: what is known of each, in what order, and what a search finds.

const { Database } = await import('../../web/keep/database.js');
const { Library } = await import('../../web/keep/library.js');
const { Tabs } = await import('../../web/tabs/tabs.js');

/** @type {InstanceType<typeof Tabs>[]} */
const opened = [];
afterEach(async () => {
  for (const tabs of opened.splice(0)) tabs.destroy();
  localStorage.clear();
  for (const store of ['conversations', 'texts']) await damage(store, (objects) => objects.clear());
});

/** The list as a tab has it. */
async function openLibrary() {
  /** @type {unknown[]} */
  const troubles = [];
  const tabs = new Tabs();
  opened.push(tabs);
  const library = new Library(
    new Database(),
    tabs,
    (error) => troubles.push(error),
    () => {},
  );
  await library.load();
  return { library, troubles };
}

/** @param {InstanceType<typeof Library>} library */
const ids = (library) => library.sorted().map(({ id }) => id);

test('pinned ones come first, then as they were last used', async () => {
  const { library } = await openLibrary();
  await library.update('old', { updated: 1 });
  await library.update('new', { updated: 3 });
  await library.update('pinned', { updated: 2, pinned: true });
  await library.update('b at once', { updated: 3 });
  assert.deepEqual(ids(library), ['pinned', 'b at once', 'new', 'old']);
});

test('what is known is there for the next page, whatever else stands in the database', async () => {
  const { library } = await openLibrary();
  await library.update('a', { title: 'Apples', pinned: true, named: true });
  await damage('conversations', (objects) => objects.put({ id: 'b', updated: 1 })); // as an older page left it
  const next = await openLibrary();
  const record = next.library.records.get('a');
  assert.equal(record?.title, 'Apples');
  assert.equal(record.pinned && record.named, true);
  assert.equal(next.library.records.get('b')?.title, '');
  assert.equal(next.library.records.get('b')?.unread, false);
  assert.deepEqual(next.troubles, []);
});

test('two tabs that change different things of one conversation lose none, and both lists show both', async () => {
  const [one, two] = [await openLibrary(), await openLibrary()];
  await one.library.update('a', { title: 'Apples' });
  await until(() => two.library.records.has('a'));
  await Promise.all([one.library.update('a', { title: 'Pears' }), two.library.update('a', { pinned: true })]);
  const [record] = await stored('conversations');
  assert.deepEqual([record.title, record.pinned], ['Pears', true]);
  for (const { library } of [one, two]) {
    await until(() => library.records.get('a')?.pinned && library.records.get('a')?.title === 'Pears');
  }
  await two.library.remove('a');
  await until(() => !one.library.records.has('a'));
  assert.deepEqual(await stored('conversations'), []);
});

test('what changes nothing is not written', async (t) => {
  const { library } = await openLibrary();
  await library.update('a', { title: 'Apples' });
  const { put } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { put }));
  IDBObjectStore.prototype.put = () => assert.fail('written');
  await library.update('a', { title: 'Apples', pinned: false });
});

test('a conversation that left only a copy of its journal is listed', async () => {
  localStorage.setItem('parley.tail.left', '{}');
  const { library } = await openLibrary();
  assert.deepEqual(ids(library), ['left']);
});

test('what the database refuses is said, and stays in the list of this page', async (t) => {
  const { library, troubles } = await openLibrary();
  await library.update('kept', { title: 'Kept' });
  const { put } = IDBObjectStore.prototype;
  const free = () => (IDBObjectStore.prototype.put = put);
  t.after(free);
  IDBObjectStore.prototype.put = function () {
    this.transaction.abort();
    throw new DOMException('no room', 'QuotaExceededError');
  };
  await library.update('not kept', { title: 'Not kept' });
  assert.equal(troubles.length, 1);
  await library.load(); // another tab has changed something
  assert.deepEqual(ids(library).sort(), ['kept', 'not kept']);
  free();
  await library.update('not kept', { pinned: true });
  assert.deepEqual(library.unkept, new Set());
  assert.equal((await stored('conversations')).length, 2);
});

test('a search finds titles and what was said, word by word, in whatever case and order', async () => {
  const { library } = await openLibrary();
  await library.update('fox', { title: 'The quick brown fox' });
  await library.update('jam', { title: 'Breakfast' });
  await library.keepText('jam', 'Something about MARMALADE\nand toast', []);
  await library.update('both', { title: 'Fox' });
  await library.keepText('both', 'quick marmalade', []);
  const find = async (/** @type {string} */ query) => [...(await library.search(query))].sort();
  assert.deepEqual(await find('MARMALADE'), ['both', 'jam']);
  assert.deepEqual(await find('fox quick'), ['both', 'fox'], 'one word in the title, one in the text');
  assert.deepEqual(await find('  breakfast \n toast '), ['jam']);
  assert.deepEqual(await find('zebra'), []);
  await library.remove('jam');
  assert.deepEqual(await find('marmalade'), ['both']);
  assert.deepEqual(
    (await stored('texts')).map(({ id }) => id),
    ['both'],
  );
});

test('of a long conversation so much is searched, and titles are found where texts cannot be read', async (t) => {
  const { library } = await openLibrary();
  await library.update('long', { title: 'Long' });
  await library.keepText('long', `${'x'.repeat(199_990)} early${'y'.repeat(100)} late`, []);
  assert.equal((await library.search('late')).size, 0);
  assert.equal((await library.search('early')).size, 1);
  const { openCursor } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { openCursor }));
  IDBObjectStore.prototype.openCursor = () => {
    throw new DOMException('damaged', 'UnknownError');
  };
  assert.deepEqual([...(await library.search('long'))], ['long']);
});

test('interactions that other conversations continue are told, those of deleted ones are not', async () => {
  const { library } = await openLibrary();
  for (const [id, interactions] of Object.entries({ trunk: ['1', '2'], branch: ['1', '3'], gone: ['1', '4'] })) {
    await library.update(id, { title: id });
    await library.keepText(id, '', interactions);
  }
  assert.deepEqual([...(await library.interactionsBeside('trunk'))].sort(), ['1', '3', '4']);
  await library.remove('gone');
  assert.deepEqual([...(await library.interactionsBeside('trunk'))].sort(), ['1', '3']);
  await library.remove('branch');
  assert.deepEqual([...(await library.interactionsBeside('trunk'))], []);
});

// Entries of a journal in IndexedDB: few records, read from any entry on, damage no dearer than itself.

const { Records } = await import('../../web/keep/records.js');

const database = new Database();

/** @param {number} from @param {number} to @returns {string[]} */
const entries = (from, to) => Array.from({ length: to - from }, (_, at) => `entry ${from + at}`);

/**
 * A journal with so many records of so many entries each.
 * @param {string} id
 * @param {number} count
 * @param {number} each
 */
async function write(id, count, each) {
  const records = new Records(database, id);
  for (let at = 0; at < count; ++at) {
    assert.equal(await records.add(entries(at * each, (at + 1) * each)), true);
  }
  return records;
}

/** @param {string} id */
const recordsOf = async (id) => (await stored('entries')).filter(({ conversation }) => conversation === id);

test('what was appended is read from any entry on, also from the middle of a record', async () => {
  await write('plain', 3, 4);
  for (const from of [0, 1, 3, 4, 6, 11, 12]) {
    const reader = new Records(database, 'plain');
    assert.deepEqual(await reader.read(from), { entries: entries(from, 12), damaged: false });
  }
  const empty = new Records(database, 'nothing of it');
  assert.deepEqual(await empty.read(0), { entries: [], damaged: false });
});

test('who asks for more than there is learns how much there is, and goes on there', async () => {
  await write('short', 3, 4);
  const reader = new Records(database, 'short');
  assert.deepEqual(await reader.read(20), { entries: [], damaged: false });
  assert.equal(reader.length, 12);
  assert.equal(await reader.add(['next']), true);
  assert.deepEqual((await reader.read(10)).entries, [...entries(10, 12), 'next']);
});

test('one conversation has nothing of another, and is removed alone', async () => {
  const one = await write('a', 2, 2);
  const other = await write('a b', 1, 3);
  assert.equal((await one.read(0)).entries.length, 4);
  await one.remove();
  assert.deepEqual(await new Records(database, 'a').read(0), { entries: [], damaged: false });
  assert.deepEqual((await other.read(0)).entries, entries(0, 3));
});

test('many small additions leave few records, which follow on one another', async () => {
  const writer = await write('small', 300, 1);
  const all = await recordsOf('small');
  assert.ok(all.length < 80, `${all.length} records`);
  assert.ok(all.some((record) => record.entries.length === 64));
  let next = 0;
  for (const record of all) {
    assert.equal(record.first, next);
    next += record.entries.length;
  }
  assert.equal(next, 300);
  assert.equal(writer.length, 300);
  assert.deepEqual((await writer.read(0)).entries, entries(0, 300));
});

test('records with much in them are not written again', async () => {
  const records = new Records(database, 'large');
  for (let at = 0; at < 70; ++at) await records.add(['x'.repeat(600_000)]);
  assert.equal((await recordsOf('large')).length, 70);
});

test('who reads along misses nothing and has nothing twice, however the writer gathers its records', async () => {
  const writer = new Records(database, 'along');
  const reader = new Records(database, 'along');
  /** @type {string[]} */
  const seen = [];
  for (let at = 0; at < 200; ++at) {
    await writer.add(entries(at * 2, at * 2 + 2));
    // It stands still for a while now and then: what it has not read is gathered with what it has.
    if (at % 7 && at % 97) continue;
    const piece = await reader.read(seen.length);
    assert.equal(piece.damaged, false);
    seen.push(...piece.entries);
    assert.deepEqual(seen, entries(0, at * 2 + 2));
  }
  seen.push(...(await reader.read(seen.length)).entries);
  assert.deepEqual(seen, entries(0, 400));
});

test('of two who write at the same place the second one is told, and nothing is overwritten', async () => {
  const one = await write('contested', 2, 2);
  const two = new Records(database, 'contested');
  await two.read(0);
  assert.equal(await one.add(['first']), true);
  assert.equal(await two.add(['second']), false);
  await two.read(0);
  assert.equal(await two.add(['after all']), true);
  assert.deepEqual((await one.read(0)).entries, [...entries(0, 4), 'first', 'after all']);
});

test('a record that is lost, or holds no entries, costs no more than itself and is said', async () => {
  for (const [id, spoil] of /** @type {[string, (objects: IDBObjectStore) => void][]} */ ([
    ['lost', (objects) => objects.delete(['lost', 2])],
    ['odd', (objects) => objects.put({ conversation: 'odd', first: 2, entries: 'no list' })],
  ])) {
    await write(id, 4, 2);
    await damage('entries', spoil);
    const piece = await new Records(database, id).read(0);
    assert.equal(piece.damaged, true, id);
    assert.deepEqual(piece.entries, [...entries(0, 2), ...entries(4, 8)], id);
    const reader = new Records(database, id);
    assert.deepEqual(await reader.read(4), { entries: entries(4, 8), damaged: false }, 'beyond it all is well');
    assert.equal(await reader.add(['more']), true, 'and it goes on behind');
    assert.deepEqual((await new Records(database, id).read(8)).entries, ['more']);
  }
});

test('a record that the browser cannot read leaves the others readable', async (t) => {
  await write('unreadable', 4, 2);
  const { getAll, get } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { getAll, get }));
  IDBObjectStore.prototype.getAll = () => {
    throw new DOMException('damaged block', 'DataError');
  };
  IDBObjectStore.prototype.get = function (/** @type {any} */ key) {
    if (key[1] === 2) throw new DOMException('damaged block', 'DataError');
    return get.call(this, key);
  };
  const piece = await new Records(database, 'unreadable').read(0);
  assert.equal(piece.damaged, true);
  assert.deepEqual(piece.entries, [...entries(0, 2), ...entries(4, 8)]);
});

test('a database without room says so; it is asked for less then, and goes on where there is room again', async (t) => {
  const records = await write('full', 64, 1);
  const { add } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { add }));
  IDBObjectStore.prototype.add = () => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  await assert.rejects(records.add(['lost?']), { name: 'QuotaExceededError' });
  IDBObjectStore.prototype.add = add;
  assert.equal(records.length, 64);
  assert.equal(await records.add(['kept']), true);
  assert.equal((await recordsOf('full')).length, 65, 'none was written again');
  assert.deepEqual((await records.read(0)).entries, [...entries(0, 64), 'kept']);
});
