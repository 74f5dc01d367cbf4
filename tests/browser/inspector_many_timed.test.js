// More events than the log keeps, with the real limit: the oldest go, their number is said, and the
// export has them all. With a small limit: tests/page/events.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, contentOf, parseStream, proxy } from './support.js';

const kMost = 50000; // events that web/events/events.js keeps

begin();

test('more than are kept: the oldest go, their number is said, and the export has them all', async () => {
  const chat = await Chat.open(browser, proxy.url);
  chat.context.setDefaultTimeout(120000);
  const all = kMost + 500 + 9;
  await chat.send(`demo:long ${kMost + 500} y`);
  await chat.state(1, 'done');
  const isThere = (/** @type {number} */ all) => {
    const older = parseInt(document.querySelector('.older')?.textContent ?? '0');
    return older + document.querySelectorAll('[data-event-type]').length === all;
  };
  await chat.page.waitForFunction(isThere, all, { timeout: 120000 }); // rows are made when there is time
  const kept = await chat.events.count();
  assert.ok(kept <= kMost && kept > kMost - 100, `${kept} rows`);
  await chat.page.getByText(`${all - kept} older events are in the journal.`).waitFor();
  assert.equal(await chat.page.locator('#event-count').textContent(), `${all} events`);
  const region = chat.page.getByRole('region', { name: 'Events' });
  const download = chat.page.waitForEvent('download', { timeout: 120000 });
  await region.getByText('More', { exact: true }).click();
  await region.getByRole('button', { name: 'Export as event stream' }).click();
  assert.equal(parseStream(String(await contentOf(await download))).length, all);
  await chat.close();
});
