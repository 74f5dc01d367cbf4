// The journal of a conversation: in the database soon, and until then in a copy; whatever the browser refuses,
// nothing is lost that could be kept, and nothing stops.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openDocument, until } from './document.js';
import { refusals, stored } from './stored.js';

openDocument();
const { Database } = await import('../../web/keep/database.js');
const { copiedIds, Journals } = await import('../../web/keep/journal.js');

const storage = localStorage;
/** @type {InstanceType<typeof Journals>[]} */
const opened = [];
afterEach(() => {
  for (const { all } of opened.splice(0)) for (const journal of all.values()) journal.forget();
  storage.clear();
});

/** What a tab has. */
function openTab(limits = {}) {
  /** @type {unknown[]} */
  const troubles = [];
  /** @type {string[]} ids of journals that grew */
  const grown = [];
  const tabs = { post: (/** @type {string} */ type, { id = '' } = {}) => type === 'grown' && grown.push(id) };
  const trouble = (/** @type {unknown} */ error) => troubles.push(error);
  const journals = new Journals(new Database(), /** @type {any} */ (tabs), trouble, limits);
  opened.push(journals);
  return { journals, troubles, grown };
}

/** The database refuses to take more. @param {import('node:test').TestContext} t */
function fill(t) {
  const { add } = IDBObjectStore.prototype;
  const free = () => (IDBObjectStore.prototype.add = add);
  t.after(free);
  IDBObjectStore.prototype.add = () => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  return free;
}

/** @param {string} id */
const copyOf = (id) => localStorage.getItem(`parley.tail.${id}`);
/** @param {string} id */
const inDatabase = async (id) =>
  (await stored('entries')).filter(({ conversation }) => conversation === id).flatMap(({ entries }) => entries);

test('what comes within a moment is written together, by itself, and other tabs hear of it', async () => {
  const { journals, grown, troubles } = openTab({ gather: 1 });
  const journal = journals.of('soon');
  assert.equal(journals.of('soon'), journal);
  journal.append(['one']);
  journal.append(['two', 'three']);
  assert.deepEqual(grown, []);
  await until(() => grown.length);
  assert.deepEqual(grown, ['soon']);
  assert.equal((await stored('entries')).filter(({ conversation }) => conversation === 'soon').length, 1);
  assert.deepEqual(await inDatabase('soon'), ['one', 'two', 'three']);
  assert.equal(journal.length, 3);
  assert.deepEqual(troubles, []);
});

test('much is written in parts, in order, and counts as kept when the last of them is', async () => {
  const { journals, grown } = openTab({ written: 100 });
  const journal = journals.of('much');
  const entries = Array.from({ length: 25 }, (_, at) => `${at}`.padEnd(30, '.'));
  entries[7] = 'x'.repeat(1000); // more than a part
  journal.append(entries);
  assert.equal(await journal.keep(), true);
  assert.deepEqual(await inDatabase('much'), entries);
  const parts = (await stored('entries')).filter(({ conversation }) => conversation === 'much');
  assert.equal(parts.length, grown.length);
  assert.deepEqual(
    parts.map(({ entries }) => entries.length),
    [3, 3, 1, 1, 3, 3, 3, 3, 3, 2],
  );
});

test('the copy is there at once, and goes when all is in the database', async () => {
  const { journals } = openTab();
  const journal = journals.of('copied');
  assert.equal(journal.secure(), true, 'nothing to lose');
  assert.equal(copyOf('copied'), null);
  journal.append(['one', 'two']);
  assert.equal(journal.secure(), true);
  assert.deepEqual(JSON.parse(copyOf('copied') ?? ''), { first: 0, entries: ['one', 'two'] });
  assert.deepEqual(copiedIds(), ['copied']);
  assert.equal(await journal.flush(), true);
  assert.equal(copyOf('copied'), null);
  assert.deepEqual(copiedIds(), []);
});

test('a page that goes away secures all its journals; who owns them next takes the copies up', async (t) => {
  const free = fill(t);
  const { journals } = openTab();
  journals.of('left').append(['one', 'two']);
  journals.of('left too').append(['else']);
  journals.secure();
  await Promise.all([journals.of('left').flush(), journals.of('left too').flush()]);
  assert.deepEqual(copiedIds().sort(), ['left', 'left too']);
  free();

  const next = openTab();
  const journal = next.journals.of('left');
  assert.deepEqual((await journal.read(0)).entries, []);
  assert.deepEqual(journal.takeCopy(), { entries: ['one', 'two'], damaged: false });
  assert.equal(await journal.flush(), true);
  assert.deepEqual(await inDatabase('left'), ['one', 'two']);
  assert.deepEqual(copiedIds(), ['left too']);
  assert.deepEqual(next.journals.of('left').takeCopy(), { entries: [], damaged: false }, 'once');
});

test('of a copy only that counts which the database has not; one that begins too late is damaged', async () => {
  for (const [copy, entries, damaged] of /** @type {[any, string[], boolean][]} */ ([
    [{ first: 0, entries: ['one', 'two', 'three'] }, ['three'], false],
    [{ first: 1, entries: ['two', 'three', 'four'] }, ['three', 'four'], false],
    [{ first: 0, entries: ['one', 'two'] }, [], false],
    [{ first: 3, entries: ['four'] }, ['four'], true],
    [{ first: 2, entries: [], cut: true }, [], true],
    [{ first: 0, entries: [], cut: true }, [], false],
    ['}{', [], false],
    [{ first: -1, entries: ['what?'] }, [], false],
    [{ first: 0, entries: 'what?' }, [], false],
  ])) {
    const text = typeof copy === 'string' ? copy : JSON.stringify(copy);
    const id = `copy ${text}`;
    const before = openTab().journals.of(id);
    before.append(['one', 'two']);
    await before.flush();
    localStorage.setItem(`parley.tail.${id}`, text);
    const journal = openTab().journals.of(id);
    await journal.read(0);
    assert.deepEqual(journal.takeCopy(), { entries, damaged }, text);
    await journal.flush();
    assert.deepEqual(await inDatabase(id), ['one', 'two', ...entries], text);
  }
});

test('a copy that would be too large is not made: the database comes first then', async () => {
  const { journals } = openTab({ copied: 10 });
  const journal = journals.of('too large');
  journal.append(['123456', '12345']);
  assert.equal(journal.secure(), false);
  assert.equal(copyOf('too large'), null);
  assert.equal(await journal.flush(), true);
  journal.append(['1234567890']);
  assert.equal(journal.secure(), true);
});

test('where the database is full, all goes on in the tail, is said, and is written when there is room', async (t) => {
  const free = fill(t);
  const { journals, troubles } = openTab({ tryAgain: 1 });
  const journal = journals.of('full');
  journal.append(['one', 'two']);
  assert.equal(await journal.flush(), false);
  assert.equal(/** @type {DOMException} */ (troubles[0]).name, 'QuotaExceededError');
  assert.deepEqual(await journal.all(), ['one', 'two']);
  assert.deepEqual((await journal.read(1)).entries, ['two']);
  assert.deepEqual((await journal.read(2)).entries, [], 'and none of it twice');
  assert.deepEqual(JSON.parse(copyOf('full') ?? ''), { first: 0, entries: ['one', 'two'] });
  journal.append(['three']);
  assert.equal(journal.length, 3);
  free();
  await until(() => !journal.tail.length);
  assert.deepEqual(await inDatabase('full'), ['one', 'two', 'three']);
  assert.equal(copyOf('full'), null);
});

test('who has read all of it, what is not written included, reads none of it again', async (t) => {
  const { journals } = openTab();
  const journal = journals.of('read twice');
  journal.append(['one', 'two']);
  await journal.flush();
  fill(t);
  journal.append(['three', 'four', 'five']);
  assert.deepEqual((await journal.read(0)).entries, ['one', 'two', 'three', 'four', 'five']);
  assert.deepEqual((await journal.read(5)).entries, []);
  assert.deepEqual((await journal.read(4)).entries, ['five']);
  assert.equal(journal.length, 5);
});

test('a conversation whose end can be kept nowhere is marked, so that it does not go on by itself', async (t) => {
  fill(t);
  const { journals } = openTab({ copied: 3 });
  const journal = journals.of('nowhere');
  journal.append(['one', 'two']);
  await journal.flush();
  assert.deepEqual(JSON.parse(copyOf('nowhere') ?? ''), { first: 0, entries: [], cut: true });
  const next = openTab().journals.of('nowhere');
  await next.read(0);
  assert.deepEqual(next.takeCopy(), { entries: [], damaged: true });
});

/** @type {Record<string, () => void>} */
const kRefusals = {
  ...refusals,
  'never answers': () => {
    IDBFactory.prototype.open = () => /** @type {any} */ ({});
  },
};
for (const [what, refuse] of Object.entries(kRefusals)) {
  test(`an IndexedDB that ${what} is said, and all entries are there as long as the page is`, async (t) => {
    const { open } = IDBFactory.prototype;
    const { indexedDB } = globalThis;
    t.after(() => {
      IDBFactory.prototype.open = open;
      Object.defineProperty(globalThis, 'indexedDB', { value: indexedDB, configurable: true });
    });
    refuse();
    const { journals, troubles } = openTab();
    journals.database = new Database(undefined, 1); // ms of patience
    const journal = journals.of('refused');
    assert.deepEqual((await journal.read(0)).entries, []);
    journal.append(['one']);
    assert.equal(await journal.flush(), false);
    assert.ok(troubles[0] instanceof Error || troubles[0] instanceof DOMException);
    journal.append(['two']);
    assert.deepEqual(await journal.all(), ['one', 'two']);
    assert.deepEqual(await journal.read(1), { entries: ['two'], damaged: false });
  });
}

test('a localStorage that is refused stops nothing: only what is in the database is safe then', async (t) => {
  t.after(() => Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true }));
  Object.defineProperty(globalThis, 'localStorage', {
    get() {
      throw new DOMException('denied', 'SecurityError');
    },
    configurable: true,
  });
  const { journals, troubles } = openTab();
  const journal = journals.of('bare');
  journal.append(['one']);
  assert.equal(journal.secure(), false);
  assert.equal(await journal.flush(), true);
  assert.equal(journal.secure(), true);
  assert.deepEqual(copiedIds(), []);
  assert.deepEqual(journal.takeCopy(), { entries: [], damaged: false });
  assert.deepEqual(await inDatabase('bare'), ['one']);
  assert.deepEqual(troubles, []);
});

test('to keep is to write at once; it is told when the transaction is through, and not by the copy', async () => {
  const { journals } = openTab({ gather: 1e6 });
  const journal = journals.of('kept');
  assert.equal(await journal.keep(), true, 'nothing to keep');
  /** @type {string[]} */
  const order = [];
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = function (/** @type {[any, IDBValidKey?]} */ ...args) {
    this.transaction.addEventListener('complete', () => order.push(`written ${args[0].entries}`));
    return add.apply(this, args);
  };
  journal.append(['one']);
  assert.equal(journal.secure(), true);
  const first = journal.keep().then(() => order.push('kept one'));
  journal.append(['two', 'three']); // while it is written
  const second = journal.keep().then(() => order.push('kept two and three'));
  await Promise.all([first, second]);
  IDBObjectStore.prototype.add = add;
  assert.deepEqual(order, ['written one', 'kept one', 'written two,three', 'kept two and three']);
});

test('what cannot be written counts as kept when the copy has it, and also where nothing has it', async (t) => {
  fill(t);
  for (const copied of [100, 3]) {
    const { journals, troubles } = openTab({ copied });
    const journal = journals.of(`kept in ${copied}`);
    journal.append(['one', 'two']);
    assert.equal(await journal.keep(), true);
    assert.equal(troubles.length, 1);
    const copy = JSON.parse(copyOf(`kept in ${copied}`) ?? '');
    assert.deepEqual(copy.entries, copied === 100 ? ['one', 'two'] : []);
  }
});

test('a database that was refused is not waited for: the copy is there at once', async (t) => {
  const { open } = IDBFactory.prototype;
  t.after(() => Object.assign(IDBFactory.prototype, { open }));
  IDBFactory.prototype.open = () => /** @type {any} */ ({});
  const { journals } = openTab();
  journals.database = new Database(undefined, 1);
  const journal = journals.of('not waited for');
  journal.append(['one']);
  assert.equal(await journal.keep(), true);
  journals.database.patience = 1e6;
  journal.append(['two']);
  assert.equal(await journal.keep(), true);
  assert.deepEqual(JSON.parse(copyOf('not waited for') ?? '').entries, ['one', 'two']);
});

test('what another tab wrote over, or nobody wants any more, was never kept', async () => {
  const [ours, theirs] = [openTab().journals.of('ours'), openTab().journals.of('ours')];
  ours.append(['first']);
  await ours.flush();
  theirs.append(['at the same place']);
  assert.equal(await theirs.keep(), false);
  ours.append(['second']);
  const keeping = ours.keep();
  ours.forget();
  assert.equal(await keeping, false);
  await ours.remove();
  ours.append(['third']);
  assert.equal(await ours.keep(), false);
});

test('two tabs that write to one journal: the later one is told, gives up what it had, and reads on', async () => {
  const one = openTab();
  const two = openTab();
  const ours = one.journals.of('both');
  const theirs = two.journals.of('both');
  ours.append(['first']);
  await ours.flush();
  let told = 0;
  theirs.conflict = () => ++told;
  theirs.append(['at the same place']);
  assert.equal(theirs.secure(), true);
  assert.equal(await theirs.flush(), false);
  assert.equal(told, 1);
  assert.notEqual(copyOf('both'), null);
  theirs.forget();
  assert.equal(copyOf('both'), null, 'or whoever owns it next would take it up');
  assert.deepEqual((await theirs.read(0)).entries, ['first']);
  assert.deepEqual(await inDatabase('both'), ['first']);
  assert.deepEqual([...one.troubles, ...two.troubles], []);
});

test('what is read ahead is what the first reading answers, and nothing after it', async () => {
  const writer = openTab().journals.of('ahead');
  writer.append(['one']);
  await writer.flush();
  const reader = openTab().journals.of('ahead');
  reader.readAhead();
  await reader.ahead;
  writer.append(['two']);
  await writer.flush();
  assert.deepEqual((await reader.read(0)).entries, ['one'], 'as it was then');
  assert.deepEqual((await reader.read(0)).entries, ['one', 'two']);
});

test('one that is removed is gone for good, whatever is still on its way', async () => {
  const { journals } = openTab();
  const journal = journals.of('removed');
  journal.append(['one']);
  journal.secure();
  const writing = journal.flush();
  journal.append(['two']);
  await Promise.all([journal.remove(), writing]);
  journal.append(['late']);
  assert.equal(await journal.flush(), true);
  assert.deepEqual(await inDatabase('removed'), []);
  assert.equal(copyOf('removed'), null);
  assert.notEqual(journals.of('removed'), journal);
});
