// Files for a message: what the API takes them as, which are refused, and that a draft keeps its own.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { expectedWeight, readAttachment, weight } = await import('../../web/compose/attachment.js');
const { KeptFiles } = await import('../../web/compose/kept_files.js');
const { Tray } = await import('../../web/compose/tray.js');

const base64 = (/** @type {string} */ text) => Buffer.from(text).toString('base64');
const file = (/** @type {string} */ name, /** @type {string} */ type, /** @type {BlobPart} */ content = name) =>
  new File([content], name, { type });

test('each kind of file is what the API calls it, with the type in its words', async () => {
  for (const [type, kind, mime] of [
    ['image/png', 'image', 'image/png'],
    ['image/HEIC', 'image', 'image/heic'],
    ['audio/x-wav', 'audio', 'audio/wav'],
    ['audio/mp4', 'audio', 'audio/m4a'],
    ['audio/webm;codecs=opus', 'audio', 'audio/webm'],
    ['video/quicktime', 'video', 'video/mov'],
    ['application/pdf', 'document', 'application/pdf'],
    ['application/vnd.oasis.opendocument.text', 'document', 'application/vnd.oasis.opendocument.text'],
    ['text/csv', 'document', 'text/csv'],
  ]) {
    const attachment = await readAttachment(file('a', type, 'bytes'), () => {});
    assert.deepEqual(
      attachment,
      { name: 'a', size: 5, content: { type: kind, mime_type: mime, data: base64('bytes') } },
      type,
    );
  }
});

test('any other file that is text goes along as text with its name; what is not, does not', async () => {
  assert.deepEqual(await readAttachment(file('notes.md', '', '# Gr\u00fc\u00dfe'), () => {}), {
    name: 'notes.md',
    size: 9,
    content: { type: 'text', text: 'notes.md:\n\n# Gr\u00fc\u00dfe' },
  });
  assert.equal((await readAttachment(file('a.svg', 'image/svg+xml', '<svg/>'), () => {}))?.content.type, 'text');
  assert.equal(await readAttachment(file('x.bin', '', new Uint8Array([1, 255, 254])), () => {}), null);
  assert.equal(await readAttachment(file('x.bin', '', 'a\0b'), () => {}), null);
});

test('what a file will take is known before it is read', async () => {
  for (const size of [1, 2, 3, 1000]) {
    const picture = file('a.png', 'image/png', 'x'.repeat(size));
    const attachment = await readAttachment(picture, () => {});
    assert.ok(attachment);
    assert.equal(weight(attachment), expectedWeight(picture));
  }
});

const kMore = 64 * 1024; // that a request needs besides

/** @type {string[]} */
let said;
/** @type {string[]} */
let announced;
/** @type {InstanceType<typeof Tray>} */
let tray;
beforeEach(async () => {
  document.querySelectorAll('.attachments').forEach((list) => list.remove());
  [said, announced] = [[], []];
  tray = await open(`draft-${Math.random()}`);
});

/** @param {string} draft */
async function open(draft) {
  const box = /** @type {HTMLElement} */ (document.getElementById('message'));
  const opened = new Tray(
    box,
    (text) => text && said.push(text),
    (text) => announced.push(text),
  );
  await opened.use(draft);
  return opened;
}

const names = () => [...tray.list.querySelectorAll('.name')].map(({ textContent }) => textContent);

test('what is too large, empty or of no use is refused with the reason, and the rest stays', async () => {
  tray.most = 2_000_000;
  await tray.add([
    file('dot.png', 'image/png'),
    file('big.mp4', 'video/mp4', 'x'.repeat(1_600_000)),
    file('x.bin', 'application/octet-stream', '\0'),
    file('none.txt', 'text/plain', ''),
    file('too.txt', 'text/plain', 'read all the same'),
  ]);
  assert.deepEqual(said.length, 3);
  assert.match(said[0], /big\.mp4 is too large \(1\.6 MB\).*1\.5 MB together/);
  assert.match(said[1], /x\.bin is of a kind that cannot be sent/);
  assert.equal(said[2], 'none.txt is empty.');
  assert.deepEqual(names(), ['dot.png', 'too.txt']);
  assert.equal(announced.length, 2);
});

test('files count together, and there is room again when one is taken out', async () => {
  tray.most = kMore + 100;
  await tray.add([file('a.png', 'image/png', 'x'.repeat(60)), file('b.png', 'image/png', 'x'.repeat(60))]);
  assert.deepEqual(names(), ['a.png']);
  /** @type {HTMLElement} */ (tray.list.querySelector('[aria-label="Remove a.png"]')).click();
  assert.equal(document.activeElement?.id, 'message');
  await tray.add([file('b.png', 'image/png', 'x'.repeat(60))]);
  assert.deepEqual(names(), ['b.png']);
});

test('what goes along goes along once', async () => {
  await tray.add([file('a.png', 'image/png')]);
  assert.equal(tray.take()?.length, 1);
  assert.equal(tray.take(), undefined);
  assert.equal(tray.list.hidden, true);
});

test('each draft has its own, the new conversation hands them on, and a reload keeps them', async () => {
  await tray.add([file('one.png', 'image/png')]);
  await tray.use('another');
  assert.deepEqual(names(), []);
  await tray.add([file('two.png', 'image/png')]);
  tray.name('named');
  assert.deepEqual(names(), ['two.png']);
  await tray.add([file('three.png', 'image/png')]);
  await until(() => localStorage.getItem('parley.files.named'));
  await tray.kept.last;
  tray = await open('named');
  assert.deepEqual(names(), ['two.png', 'three.png']);
  tray = await open('another');
  assert.deepEqual(names(), [], 'the new one has no file any more');
});

test('where IndexedDB never answers, a draft opens without its files', async () => {
  localStorage.setItem('parley.files.silent', 'yes');
  indexedDB.open = () => /** @type {any} */ ({});
  try {
    assert.deepEqual(await new KeptFiles(() => {}, 1).get('silent'), []);
  } finally {
    Reflect.deleteProperty(indexedDB, 'open');
  }
});

test('files are kept also after the browser has closed the database', async () => {
  const files = [/** @type {any} */ (await readAttachment(file('a.png', 'image/png'), () => {}))];
  const kept = new KeptFiles((error) => assert.fail(error));
  kept.put('closed', files);
  await kept.last;
  const database = await kept.database.open();
  database.close();
  database.onclose?.(new Event('close'));
  assert.deepEqual(await kept.get('closed'), files);
});

test('files that cannot be kept are said to be so, once', async (t) => {
  const { put } = IDBObjectStore.prototype;
  t.after(() => Object.assign(IDBObjectStore.prototype, { put }));
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('no room left', 'QuotaExceededError');
  };
  tray = await open('full');
  for (const name of ['a.png', 'b.png']) await tray.add([file(name, 'image/png')]);
  await tray.kept.last;
  assert.deepEqual(names(), ['a.png', 'b.png']);
  assert.equal(said.filter((text) => text.includes('no room left')).length, 1);
  assert.equal(localStorage.getItem('parley.files.full'), null);
});

test('while a file is being read nothing is sent without it', async () => {
  const added = tray.add([file('a.png', 'image/png')]);
  assert.equal(tray.isReading(), true);
  assert.equal(said.length, 1);
  assert.equal(tray.list.querySelectorAll('progress').length, 1);
  await added;
  assert.equal(tray.isReading(), false);
  assert.equal(tray.list.querySelectorAll('progress').length, 0);
});
