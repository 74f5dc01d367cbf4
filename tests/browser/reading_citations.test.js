// Citations: marks where the text ends that they are about, and each source once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { sent, streamIds } from './truth.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

test('marks stand where the bytes say, each source is listed once, all by keyboard', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:search What of \u{1f30a} and caf\u00e9s?');
  await chat.state(1, 'done');
  const answer = chat.turn(1).locator('[data-part=answer]');
  await answer.locator('.cite').nth(3).waitFor();
  const { text, events } = await sent(proxy.url, streamIds(chat.requests)[0]);
  const { annotations } = events
    .map(({ data }) => (data === '[DONE]' ? {} : (JSON.parse(data).delta ?? {})))
    .find((delta) => delta.annotations);
  const bytes = Buffer.from(text);
  const wanted = annotations.map(({ end_index }) => bytes.subarray(0, end_index).toString());
  const marks = await answer.locator('.cite').evaluateAll((all) =>
    all.map((mark) => {
      const range = document.createRange();
      range.setStart(mark.closest('[data-part=answer]'), 0);
      range.setEndBefore(mark);
      return { before: range.toString(), number: mark.dataset.number, name: mark.getAttribute('aria-label') };
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
  const urls = await sources.getByRole('link').evaluateAll((links) => links.map(({ href }) => href));
  assert.deepEqual(urls, [...new Set(annotations.map(({ url }) => url))]);
  assert.equal(await chat.answer(1), text, 'marks are no part of the text');
  await answer.locator('.cite').first().focus();
  await chat.page.keyboard.press('Tab');
  assert.equal(
    await chat.page.evaluate(() => document.activeElement.getAttribute('aria-label')),
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
  await chat.close();
});
