// A conversation as a file: what is exported is imported as it was, and what cannot be read is named by its line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';
import { recording } from './conversations.js';

openDocument();
const { openArchive } = await import('../../web/keep/archive.js');
const { fileName, readConversation } = await import('../../web/keep/transfer.js');
const archive = await openArchive();

/** @param {string} title @param {string[]} entries */
const exportText = (title, entries) => archive.export('conversation', title, entries);

const kEntries = [
  '1763820000000 open 0 0\nAAAAAAAAAAAAAAAAAAAAAA',
  '1763820000001 submit 0 0\ncaf\u00e9 \ud83d\ude00 "quoted"\n\n  end ',
  '1763820000002 http_head 1 200\ntext/event-stream',
];

/** @param {string} text @param {string} [name] */
const give = (text, name = 'odd.jsonl') => readConversation(new File([text], name));

test('what is exported is imported as it was, and exported as the same file', async () => {
  const text = exportText('A "title"', kEntries);
  assert.deepEqual(JSON.parse(text.split('\n')[0]), { format: 'parley-conversation', version: 1, title: 'A "title"' });
  const read = await give(text);
  assert.deepEqual(read, { title: 'A "title"', entries: kEntries, problems: [] });
  assert.equal(exportText(read.title, read.entries), text);
});

test('lines that are damaged are named, and the others are read', async () => {
  const lines = exportText('', kEntries).split('\n');
  lines.splice(2, 1, '{"what":"is this?"', '"1 nonsense 0 0\\n"', '17');
  const { entries, problems } = await give(lines.join('\n'));
  assert.deepEqual(entries, [kEntries[0], kEntries[2]]);
  assert.equal(problems.length, 3);
  for (const [at, problem] of problems.entries()) assert.match(problem, new RegExp(`^Line ${at + 3} is damaged`));
});

test('of many damaged lines five are named and the rest are counted', async () => {
  const { entries, problems } = await give(exportText('', kEntries) + '?\n'.repeat(12));
  assert.deepEqual(entries, kEntries);
  assert.equal(problems.length, 6);
  assert.match(problems[4], /^Line 9 /);
  assert.match(problems[5], /\b7\b/);
});

test('a file of another kind is said to be one, once', async () => {
  const { entries, problems } = await give('A letter\nto someone\nelse\n', 'letter.txt');
  assert.deepEqual(entries, []);
  assert.equal(problems.length, 2);
  assert.match(problems[0], /^Nothing could be read/);
  assert.match(problems[1], /^Line 1: /);
  assert.deepEqual((await give('', 'empty.jsonl')).problems, problems);
});

test('a file of a later version is said to be one, and read as far as that goes', async () => {
  const text = exportText('', kEntries).replace('"version":1', '"version":2');
  const { entries, problems } = await give(text);
  assert.deepEqual(entries, kEntries);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /2/);
});

test('a recording is taken for what it is', async () => {
  const { entries, problems } = await give(recording('comments.sse'), 'comments.sse');
  assert.deepEqual(problems, []);
  assert.ok(entries.length > 3);
  assert.ok(archive.index(entries).every(({ kind, time }) => kind && time > 0));
});

test('twenty megabytes of junk are read in moments: no kind of work grows faster than the file', async () => {
  const piece = '\u0000\ufffd\u0001 junk \n\n\n"model"      [{"a":\n: x\r\r{"format":"parley-recording"}\n';
  const { entries, problems } = await give(piece.repeat(2e7 / piece.length), 'junk.bin');
  assert.deepEqual(entries, []);
  assert.equal(problems.length, 2);
});

test('the file is named after the conversation, as far as that makes a name', () => {
  assert.equal(fileName('What is it? (A question)'), 'What-is-it-A-question');
  assert.equal(fileName('../../etc/passwd'), 'etc-passwd');
  assert.equal(fileName('\u00dcber \u65e5\u672c'), '\u00dcber-\u65e5\u672c');
  assert.equal(fileName('?!'), 'conversation');
  assert.equal(fileName('x'.repeat(100)), 'x'.repeat(40));
});
