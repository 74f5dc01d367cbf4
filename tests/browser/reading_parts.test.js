// What stands beside the text of an answer: tools, search suggestions, images, sounds, films.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '2']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const card = (number, name) => chat.turn(number).locator('.tool').filter({ hasText: name });

async function withTool(label) {
  await chat.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chat.page.getByLabel(label).check();
  await chat.page.getByRole('button', { name: 'Close', exact: true }).click();
}

test('a call and its result are one card, told apart by the id of the call', async () => {
  await withTool('Toy functions');
  await chat.send('demo:parallel Call them');
  await chat.state(1, 'waiting');
  const called = chat.turn(1).locator('.tool').filter({ hasText: 'Called' });
  await called.nth(1).waitFor();
  await chat.model.fill('antigravity-preview-09-2026');
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('Write hello.py');
  await chat.state(1, 'done');
  const file = card(1, 'write_to_file');
  await file.waitFor();
  assert.equal(await file.locator('.standing').innerText(), 'Done');
  await file.locator('summary').click();
  assert.match(await file.getByRole('group', { name: 'Arguments' }).innerText(), /"path": "hello.py"/);
  assert.equal(await file.getByRole('group', { name: 'Result' }).innerText(), 'hello.py written');
  assert.deepEqual(await file.locator('[data-step]').evaluateAll((all) => all.map(({ dataset }) => dataset.step)), [
    '1',
    '2',
  ]);
});

test('thoughts are titled by what they are about, and then by how long they took', async () => {
  await chat.page.evaluate(() => {
    window.titles = new Set();
    new MutationObserver(() =>
      window.titles.add(document.querySelector('[data-part=thoughts] summary')?.textContent),
    ).observe(document.querySelector('[role=log]'), { childList: true, characterData: true, subtree: true });
  });
  await chat.send('demo:slow 40 demo:thoughts 2 x');
  await chat.answering(1);
  const summary = chat.turn(1).locator('[data-part=thoughts] summary');
  assert.match(await summary.innerText(), /^Thoughts · \d+\.\d+ s$/);
  const titles = await chat.page.evaluate(() => [...window.titles]);
  assert.ok(
    titles.includes('Thoughts: Reading the message') && titles.includes('Thoughts: Looking at the history'),
    titles.join('; '),
  );
  await chat.state(1, 'done');
  const before = await summary.innerText();
  await summary.click();
  await chat.turn(1).locator('.thought-text strong').filter({ hasText: 'Reading the message' }).waitFor();
  await chat.page.reload();
  await chat.ready();
  assert.equal(await summary.innerText(), before);
});

test('executed code stands open and coloured, with what it put out', async () => {
  await withTool('Code execution');
  await chat.send('Add 2 and 40');
  await chat.state(1, 'done');
  const code = card(1, 'Code execution');
  assert.equal(await code.count(), 1);
  assert.equal(await code.locator('.standing').innerText(), 'Done');
  await code.locator('figure .hljs-number').first().waitFor();
  assert.match(await code.getByRole('group', { name: 'Output' }).innerText(), /42/);
  assert.equal(await code.locator('[data-step]').count(), 2);
});

test('search suggestions stand in a frame without scripts, with their styles, and open elsewhere', async () => {
  await chat.send('demo:search rivers');
  await chat.state(1, 'done');
  const frame = chat.turn(1).getByTitle('Search suggestions');
  await frame.waitFor();
  assert.doesNotMatch(await frame.getAttribute('sandbox'), /allow-scripts|allow-top/);
  const link = chat.turn(1).frameLocator('iframe').getByRole('link').first();
  await link.waitFor();
  assert.equal(await link.getAttribute('target'), '_blank');
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
  const styles = await frame.evaluate((frame) => frame.contentDocument.adoptedStyleSheets[0].cssRules.length);
  assert.ok(styles > 3);
  assert.ok((await frame.boundingBox()).height > 20);
  assert.deepEqual(chat.problems, []);
});

/** The conversation shown, taken out, changed, and read in again. */
async function reimport(change) {
  const more = chat.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name: 'Options' })
    .first();
  await more.click();
  const [download] = await Promise.all([
    chat.page.waitForEvent('download'),
    chat.page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const text = lines.map((line) => {
    const entry = JSON.parse(line);
    return JSON.stringify(typeof entry === 'string' ? change(entry) : entry);
  });
  await chat.page
    .getByLabel('File to import')
    .setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer: Buffer.from(`${text.join('\n')}\n`) });
}

test('images are shown and saved; sounds and films are played, bare samples too', async () => {
  await chat.send('demo:image x');
  await chat.state(1, 'done');
  const answer = chat.turn(1).locator('[data-part=answer]');
  assert.ok(await answer.locator('img').evaluate((img) => img.decode().then(() => img.naturalWidth > 1)));
  const [saved] = await Promise.all([
    chat.page.waitForEvent('download'),
    answer.getByRole('link', { name: /^Save image, / }).click(),
  ]);
  assert.equal(saved.suggestedFilename(), 'answer.png');
  assert.equal((await readFile(await saved.path())).subarray(1, 4).toString(), 'PNG');

  const samples = Buffer.alloc(16000).toString('base64'); // one second
  await reimport((entry) =>
    entry.replace(
      /"delta":\{[^}]*"type":"image"[^}]*\}/,
      `"delta":{"type":"audio","mime_type":"audio/l16","sample_rate":8000,"data":"${samples}"}`,
    ),
  );
  await answer.locator('audio').waitFor();
  await chat.page.waitForFunction(() => document.querySelector('audio')?.readyState > 0);
  assert.equal(await answer.locator('audio').evaluate((audio) => audio.duration), 1);
  const [sound] = await Promise.all([
    chat.page.waitForEvent('download'),
    answer.getByRole('link', { name: /^Save audio/ }).click(),
  ]);
  assert.equal(sound.suggestedFilename(), 'answer.wav');

  await reimport((entry) =>
    entry.replace(
      /"delta":\{[^}]*"type":"audio"[^}]*\}/,
      '"delta":{"type":"video","mime_type":"video/mp4","data":"AAAA"}',
    ),
  );
  await answer.locator('video[controls]').waitFor();
  await answer.getByRole('link', { name: 'Save video, 3 B' }).waitFor();

  await reimport((entry) =>
    entry.replace(
      /"delta":\{[^}]*"type":"video"[^}]*\}/,
      '"delta":{"type":"image","mime_type":"image/svg+xml","data":"PHN2Zy8+"}',
    ),
  );
  await answer.getByRole('link', { name: /^Save/ }).waitFor();
  assert.equal(await answer.locator('img').count(), 0, 'what could run is only saved');

  await reimport((entry) =>
    entry.replace(
      /"delta":\{[^}]*"type":"image"[^}]*\}/,
      '"delta":{"type":"image","mime_type":"image/png","uri":"https://example.invalid/a.png"}',
    ),
  );
  await answer.getByRole('link', { name: 'Open image from example.invalid' }).waitFor();
  for (const request of chat.requests) assert.match(request.url(), new RegExp(`^(${proxy.url}/|blob:)`));
  assert.match(await chat.answer(1), /^ ?A picture made in code/);
  assert.deepEqual(
    chat.problems.filter((text) => !/ERR_|decod/i.test(text)),
    [],
  );
});
