// Many events: the page stays smooth, since the browser lays out only what is near the sight.
// tests/bench/events_bench.mjs measures; here it is held that the means are there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';

/** @type {Chat} */
let chat;
begin({
  open: async () => {
    chat = await Chat.open(browser, proxy.url);
  },
});

test('of many rows only those near the sight are laid out, high as they seem; a filter leaves no holes', async () => {
  await chat.send('demo:long 1500 x');
  await chat.state(1, 'done');
  await chat.until(() => document.querySelectorAll('[data-event-type]').length === 1509);
  const laidOut = await chat.page.evaluate(() => {
    const isLaidOut = (/** @type {Element | null} */ element) =>
      element?.checkVisibility({ contentVisibilityAuto: true });
    const blocks = [...document.querySelectorAll('.rows')];
    return { all: blocks.length, near: blocks.filter((block) => isLaidOut(block.firstElementChild)).length };
  });
  assert.equal(laidOut.all, 31);
  assert.ok(laidOut.near > 0 && laidOut.near < 15, `${laidOut.near} blocks`);
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

  const search = chat.page.getByRole('searchbox', { name: 'Filter events' });
  await search.fill('/word\\d*77"/');
  await chat.page
    .locator('.tools .shown')
    .filter({ hasText: /^15 of/ })
    .waitFor();
  // Rows of 28 px.
  await chat.until(() => Math.abs((document.querySelector('#event-list .list')?.scrollHeight ?? 0) - 15 * 28) < 30);
  await search.fill('');
  await chat.until(() => !document.querySelector('[data-event-type][hidden]'));
});

test('of many requests only those near the sight are laid out, and they are as high as they seem', async () => {
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  for (let turn = 1; turn <= 6; ++turn) {
    await chat.send('demo:long 40 z');
    await chat.state(turn, 'done');
  }
  await chat.until(() => document.querySelectorAll('[data-event-type=done]').length === 6);
  await chat.page.locator('.mark.first').first().waitFor({ state: 'attached' }); // the inspector is there
  await chat.until(() => {
    const rows = [...document.querySelectorAll('.exchange .rows')];
    return rows.length === 6 && !rows[0].checkVisibility({ contentVisibilityAuto: true });
  });
  // Each has been in sight, and is remembered as high as it was.
  for (let number = 0; number < 6; ++number) {
    await chat.page
      .locator('.exchange')
      .nth(number)
      .evaluate((exchange) => exchange.scrollIntoView());
    await chat.until(
      (number) =>
        document
          .querySelectorAll('.exchange')
          [number].querySelector('.rows')
          ?.checkVisibility({ contentVisibilityAuto: true }),
      number,
    );
  }
  const wrong = await chat.page.locator('.exchange').evaluateAll((all) =>
    all.map((each) => {
      const { offsetHeight, style } = /** @type {HTMLElement} */ (each);
      return offsetHeight - parseFloat(style.containIntrinsicBlockSize.replace('auto ', '')) * 16;
    }),
  );
  assert.equal(wrong.length, 6);
  assert.ok(
    wrong.every((pixels) => Math.abs(pixels) <= 2),
    `heights differ by ${wrong}`,
  );
  assert.deepEqual(chat.problems, []);
});
