// The list of conversations: what is known of each, in what order, and what a search finds.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';
import { damage, stored } from './stored.js';

openDocument();
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
