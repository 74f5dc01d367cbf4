// Many events: the page stays smooth, the log bounded, and what it drops is in the journal.
// tests/bench/events_bench.mjs measures; here it is held that the means are there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, parseStream, Proxy } from './support.js';

const kMost = 50000; // events that web/events.js keeps

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '0']), launch()]);
  chat = await Chat.open(browser, proxy.url);
});
after(async () => {
  await chat?.close();
  await browser?.close();
  await proxy?.stop();
});

const rows = () => chat.page.evaluate(() => document.querySelectorAll('[data-event-type]').length);
/** Rows that the browser has laid out, of those that are there. */
const laidOut = () =>
  chat.page.evaluate(
    () =>
      [...document.querySelectorAll('.rows')].filter(
        (block) =>
          block.checkVisibility({ contentVisibilityAuto: true }) &&
          block.firstElementChild.checkVisibility({ contentVisibilityAuto: true }),
      ).length,
  );

test('of thousands of rows only those near the sight are laid out, and they are as high as they seem', async () => {
  await chat.send('demo:fast demo:long 3000 x');
  await chat.state(1, 'done');
  await chat.until(() => document.querySelector('[data-event-type=done]'));
  assert.equal(await rows(), 3009);
  assert.ok((await laidOut()) < 15, `${await laidOut()} blocks`);
  const list = chat.page.locator('#event-list');
  const height = () => list.evaluate((element) => element.scrollHeight);
  const before = await height();
  for (let part = 0; part <= 10; ++part) {
    await list.evaluate((element, part) => {
      element.scrollTop = (element.scrollHeight * part) / 10;
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, part);
  }
  assert.equal(await height(), before, 'what was not laid out was as high as it was taken to be');
});

test('of many requests only those near the sight are laid out, and they are as high as they seem', async () => {
  const own = await Chat.open(browser, proxy.url);
  for (let turn = 1; turn <= 6; ++turn) {
    await own.send('demo:fast demo:long 40 z');
    await own.state(turn, 'done');
  }
  const list = own.page.locator('#event-list');
  await own.until(() => document.querySelectorAll('[data-event-type=done]').length === 6);
  await own.page.locator('.mark.first').first().waitFor({ state: 'attached' }); // the inspector is there
  await own.until(() => {
    const exchanges = [...document.querySelectorAll('.exchange')];
    return (
      exchanges.length === 6 && !exchanges[0].querySelector('.rows').checkVisibility({ contentVisibilityAuto: true })
    );
  });
  for (const where of [0, 1e6]) {
    await list.evaluate((list, where) => (list.scrollTop = where), where);
    await own.until(() =>
      [...document.querySelectorAll('.exchange')].some((each) =>
        each.querySelector('.rows').checkVisibility({ contentVisibilityAuto: true }),
      ),
    );
  }
  const wrong = await own.page.evaluate(() =>
    [...document.querySelectorAll('.exchange')].map(
      (each) => each.offsetHeight - parseFloat(each.style.containIntrinsicBlockSize.replace('auto ', '')) * 16,
    ),
  );
  assert.ok(
    wrong.every((pixels) => Math.abs(pixels) <= 2),
    `heights differ by ${wrong}`,
  );
  await own.close();
});

test('a filter leaves no holes', async () => {
  const search = chat.page.getByRole('searchbox', { name: 'Filter events' });
  await search.fill('/word\\d*77"/');
  await chat.page
    .locator('.tools .shown')
    .filter({ hasText: /^30 of/ })
    .waitFor();
  await chat.until(() => Math.abs(document.querySelector('#event-list .list').scrollHeight - 30 * 28) < 30); // rows of 28 px
  await search.fill('');
  await chat.until(() => !document.querySelector('[data-event-type][hidden]'));
});

test('more than are kept: the oldest go, their number is said, and the export has them all', async () => {
  await chat.send(`demo:fast demo:long ${kMost - 1000} y`);
  await chat.page.locator('article[data-turn="2"][data-turn-state=done]').waitFor({ timeout: 120000 });
  const all = 3009 + kMost - 1000 + 9;
  const allThere = (all) =>
    Number(document.querySelector('.older')?.textContent.split(' ')[0]) +
      document.querySelectorAll('[data-event-type]').length ===
    all;
  await chat.page.waitForFunction(allThere, all, { timeout: 120000 }); // rows are made when there is time
  const kept = await rows();
  assert.ok(kept <= kMost && kept > kMost - 100, `${kept} rows`);
  await chat.page.getByText(`${all - kept} older events are in the journal.`).waitFor();
  assert.equal(await chat.page.locator('#event-count').textContent(), `${all} events`);
  const region = chat.page.getByRole('region', { name: 'Events' });
  const download = chat.page.waitForEvent('download', { timeout: 60000 });
  await region.getByText('More', { exact: true }).click();
  await region.getByRole('button', { name: 'Export as event stream' }).click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const bytes of stream) text += bytes;
  assert.equal(parseStream(text).length, all);
});
