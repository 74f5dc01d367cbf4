// What stands beside the text of an answer: tools, sources, search suggestions, images, sounds, films.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, contentOf, proxy } from './support.js';
import { sent, streamIds } from './truth.js';

begin({ each: true });

/** @param {number} number @param {string} name */
const card = (number, name) => chat.turn(number).locator('.tool').filter({ hasText: name });

/** @param {string} label */
async function withTool(label) {
  await chat.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chat.page.getByLabel(label).check();
  await chat.page.getByRole('button', { name: 'Close', exact: true }).click();
}

test('a call and its result are one card; executed code stands open and coloured, with its output', async () => {
  await withTool('Code execution');
  await chat.send('Add 2 and 40');
  await chat.state(1, 'done');
  const code = card(1, 'Code execution');
  await code.locator('figure .hljs-number').first().waitFor();
  assert.equal(await code.count(), 1);
  assert.equal(await code.locator('.standing').innerText(), 'Done');
  assert.match(await code.getByRole('group', { name: 'Output' }).innerText(), /42/);
  assert.equal(await code.locator('[data-step]').count(), 2);
  await withTool('Toy functions');
  await chat.send('demo:parallel Call them');
  await chat.state(2, 'waiting');
  await chat.turn(2).locator('.tool').filter({ hasText: 'Called' }).nth(1).waitFor();

  await chat.model.fill('antigravity-preview-09-2026');
  await chat.switched(() => chat.page.getByRole('button', { name: 'New conversation' }).click());
  await chat.send('Write hello.py');
  await chat.state(1, 'done');
  const file = card(1, 'write_to_file');
  await file.waitFor();
  assert.equal(await file.locator('.standing').innerText(), 'Done');
  await file.locator('summary').click();
  assert.match(await file.getByRole('group', { name: 'Arguments' }).innerText(), /"path": "hello.py"/);
  assert.equal(await file.getByRole('group', { name: 'Result' }).innerText(), 'hello.py written');
  assert.deepEqual(
    await file
      .locator('[data-step]')
      .evaluateAll((all) => all.map((each) => /** @type {HTMLElement} */ (each).dataset.step)),
    ['1', '2'],
  );
});

test('thoughts are titled by what they are about, and then by how long they took', async () => {
  const [first, second, words] = [proxy.gate('thinking'), proxy.gate(1), proxy.gate('end')];
  await chat.send(`${first} ${second} ${words} demo:thoughts 2 x`);
  const summary = chat.turn(1).locator('[data-part=thoughts] summary');
  await summary.getByText('Thoughts: Reading the message', { exact: true }).waitFor();
  await chat.page.evaluate(() => {
    window.titles = new Set();
    new MutationObserver(() =>
      window.titles.add(document.querySelector('[data-part=thoughts] summary')?.textContent),
    ).observe(/** @type {Element} */ (document.querySelector('[role=log]')), {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await first.open();
  await chat.answering(1);
  await summary.getByText(/^Thoughts · \d+\.\d+ s$/).waitFor();
  await second.open();
  await words.open();
  await chat.state(1, 'done');
  const before = await summary.innerText();
  await summary.click();
  await chat.turn(1).locator('.thought-text strong').filter({ hasText: 'Reading the message' }).waitFor();
  await chat.turn(1).locator('.thought-text strong').filter({ hasText: 'Looking at the history' }).waitFor();
  await chat.page.reload();
  await chat.ready();
  await summary.waitFor();
  assert.equal(await summary.innerText(), before);
});

test('a search: marks stand where the bytes say, sources by keyboard, suggestions without scripts', async () => {
  await chat.send('demo:search What of \u{1f30a} and caf\u00e9s?');
  await chat.state(1, 'done');
  const answer = chat.turn(1).locator('[data-part=answer]');
  await answer.locator('.cite').nth(3).waitFor();
  const { text, events } = await sent(proxy.url, streamIds(chat.requests)[0]);
  /** @type {{end_index: number, url: string}[]} */
  const annotations = events
    .map(({ data }) => (data === '[DONE]' ? {} : (JSON.parse(data).delta ?? {})))
    .find((delta) => delta.annotations).annotations;
  const bytes = Buffer.from(text);
  const wanted = annotations.map(({ end_index }) => bytes.subarray(0, end_index).toString());
  const marks = await answer.locator('.cite').evaluateAll((all) =>
    all.map((mark) => {
      const range = document.createRange();
      range.setStart(/** @type {Element} */ (mark.closest('[data-part=answer]')), 0);
      range.setEndBefore(mark);
      const { number } = /** @type {HTMLElement} */ (mark).dataset;
      return { before: range.toString(), number, name: mark.getAttribute('aria-label') };
    }),
  );
  assert.deepEqual(
    marks.map(({ before }) => before),
    wanted,
  );
  assert.deepEqual(
    marks.map(({ number }) => number),
    ['1', '2', '3', '1'],
  );
  assert.equal(marks[2].name, 'Source 3: example.net');
  const sources = chat.turn(1).getByRole('region', { name: 'Sources' });
  assert.deepEqual(await sources.getByRole('listitem').allInnerTexts(), ['example.com', 'example.org', 'example.net']);
  const urls = await sources
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
  assert.deepEqual(urls, [...new Set(annotations.map(({ url }) => url))]);
  assert.equal(await chat.answer(1), text, 'marks are no part of the text');

  const frame = chat.turn(1).getByTitle('Search suggestions');
  const suggestion = chat.turn(1).frameLocator('iframe').getByRole('link').first();
  await suggestion.waitFor();
  assert.doesNotMatch((await frame.getAttribute('sandbox')) ?? 'allow-scripts', /allow-scripts|allow-top/);
  assert.equal(await suggestion.getAttribute('target'), '_blank');
  assert.equal(await suggestion.getAttribute('rel'), 'noopener noreferrer');
  const styles = await frame.evaluate(
    (/** @type {HTMLIFrameElement} */ frame) => frame.contentDocument?.adoptedStyleSheets[0].cssRules.length,
  );
  assert.ok(Number(styles) > 3);
  assert.ok(((await frame.boundingBox())?.height ?? 0) > 20);
  assert.deepEqual(chat.problems, []);

  await answer.locator('.cite').first().focus();
  await chat.page.keyboard.press('Tab');
  assert.equal(
    await chat.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Source 2: example.org',
  );
  await chat.context.route(/vertexaisearch/, (route) => route.abort()); // nothing leaves the machine
  const [popup] = await Promise.all([chat.page.waitForEvent('popup'), chat.page.keyboard.press('Enter')]);
  assert.equal(await popup.evaluate(() => window.opener), null);
  await popup.close();
  await chat.page.reload();
  await chat.ready();
  await answer.locator('.cite').nth(3).waitFor();
  assert.equal(await chat.answer(1), text);
  await chat.turn(1).getByRole('button', { name: 'Raw' }).click();
  assert.equal(await answer.innerText(), text);
  assert.deepEqual(
    chat.problems.filter((text) => !/ERR_|Failed to load/.test(text)),
    [],
  );
});

/** The conversation shown, taken out, changed, and read in again. @param {(entry: string) => string} change */
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
  const exported = String(await contentOf(download));
  const lines = exported
    .trimEnd()
    .split('\n')
    .map((line) => {
      const entry = JSON.parse(line);
      return JSON.stringify(typeof entry === 'string' ? change(entry) : entry);
    });
  const text = `${lines.join('\n')}\n`;
  assert.notEqual(text, exported, 'something is changed');
  await chat.switched(() =>
    chat.page
      .getByLabel('File to import')
      .setInputFiles({ name: 'a.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) }),
  );
}

test('images are shown and saved; sounds are played, bare samples too; nothing is asked for elsewhere', async () => {
  await chat.send('demo:image x');
  await chat.state(1, 'done');
  const answer = chat.turn(1).locator('[data-part=answer]');
  assert.ok(
    await answer
      .locator('img')
      .evaluate((/** @type {HTMLImageElement} */ img) => img.decode().then(() => img.naturalWidth > 1)),
  );
  /** @param {RegExp} name of the link @param {string} file that it offers */
  const saved = async (name, file) => {
    const click = answer.getByRole('link', { name }).click();
    const [download] = await Promise.all([chat.page.waitForEvent('download'), click]);
    assert.equal(download.suggestedFilename(), file);
    return contentOf(download);
  };
  assert.equal((await saved(/^Save image, /, 'answer.png')).toString('latin1', 1, 4), 'PNG');

  const samples = Buffer.alloc(16000, 1).toString('base64'); // one second
  await reimport((entry) =>
    entry.replace(
      /"delta":\{[^}]*"type":"image"[^}]*\}/,
      `"delta":{"type":"audio","mime_type":"audio/l16","sample_rate":8000,"data":"${samples}"}`,
    ),
  );
  await answer.locator('audio').waitFor();
  await chat.until(() => (document.querySelector('audio')?.readyState ?? 0) > 0);
  assert.equal(await answer.locator('audio').evaluate((/** @type {HTMLAudioElement} */ audio) => audio.duration), 1);
  const wav = await saved(/^Save audio, /, 'answer.wav');
  assert.equal(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 12), 'RIFFWAVE');
  assert.equal(wav.subarray(44).toString('base64'), samples, 'and nothing but the samples');

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
      '"delta":{"type":"image","mime_type":"image/png","uri":"https://example.invalid/a.png"}',
    ),
  );
  await answer.getByRole('link', { name: 'Open image from example.invalid' }).waitFor();
  assert.ok(chat.requests.length > 0);
  for (const request of chat.requests) assert.match(request.url(), new RegExp(`^(${proxy.url}/|blob:)`));
  assert.match(await chat.answer(1), /^ ?A picture made in code/);
  assert.deepEqual(
    chat.problems.filter((text) => !/ERR_|decod/i.test(text)),
    [],
  );
});
