// How the page stands: for phones and desktops, light and dark, for screen readers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFits, kDevices, lookTwice } from './look.js';
import { begin, browser, Chat, proxy } from './support.js';

begin();

const kZoomed = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }; // 1280 x 800 at 200 %

for (const [device, options] of Object.entries({ ...kDevices, zoomed: kZoomed })) {
  const seen = device === 'zoomed' ? assertFits : lookTwice;

  test(`${device}: axe finds nothing in turns, and nothing overflows`, async (t) => {
    const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme: 'light' });
    t.after(() => chat.close());
    const ground = async () => {
      const color = await chat.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      return Number(/\d+/.exec(color)?.[0]);
    };
    assert.ok((await ground()) > 128);
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    assert.ok((await ground()) < 128);
    await chat.page.emulateMedia({ colorScheme: 'light' });
    await seen(chat.page, 'empty page');
    await chat.send('demo:thoughts demo:search One');
    await chat.state(1, 'done');
    await chat.send('demo:400 Two');
    await chat.state(2, 'failed');
    await chat.send(`${proxy.gate(3)} demo:long 10 Three`);
    await chat.answering(3);
    await chat.send(`Four ${'unbreakable'.repeat(30)}`);
    await chat.queues(1);
    await seen(chat.page, 'with turns');
    await chat.model.click();
    await chat.page.getByRole('option').first().waitFor();
    await seen(chat.page, 'models open');
    const box = await chat.box.boundingBox();
    assert.ok(box);
    assert.ok(box.y + box.height <= options.viewport.height, 'the box is in sight');
  });

  test(`${device}: axe finds nothing in dialogs, forms and branches`, async (t) => {
    const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme: 'light' });
    t.after(() => chat.close());
    const button = (/** @type {string} */ name) => chat.page.getByRole('button', { name, exact: true });
    await button('Settings').click();
    await chat.page.getByLabel('Toy functions').check();
    await chat.page.getByLabel('Run in the background').check();
    await assertFits(chat.page, 'settings');
    await button('Close').click();
    await chat.send('One');
    await chat.state(1, 'done');
    await chat.turn(1).getByRole('button', { name: 'Regenerate' }).click();
    await chat.state(2, 'done');
    await chat.send('demo:parallel Call them');
    await button('Send results').waitFor();
    await chat.send('Queued');
    await chat.queues(1);
    await seen(chat.page, 'a form, other versions');
    await button('Run all and send').click();
    await chat.state(4, 'done');
    await chat.send(`${proxy.gate(3)} demo:thoughts 3 demo:long 10 Go on`);
    await chat.answering(5);
    await button('Detach').waitFor();
    await seen(chat.page, 'a background run');
    await button('Branches').click();
    await chat.page.getByRole('dialog', { name: 'Branches' }).waitFor();
    await seen(chat.page, 'the map');
    await chat.page.keyboard.press('Escape');
    await button('Running').click();
    await chat.page.getByRole('dialog', { name: 'Running' }).waitFor();
    await seen(chat.page, 'what runs');
  });
}

test('on a phone the events are below the conversation and open on demand', async (t) => {
  const chat = await Chat.open(browser, proxy.url, kDevices.phone);
  t.after(() => chat.close());
  await chat.send('One');
  await chat.state(1, 'done');
  const events = await chat.page.getByRole('region', { name: 'Events' }).boundingBox();
  const log = await chat.log.boundingBox();
  assert.ok(events && log);
  assert.ok(events.y >= log.y + log.height - 1);
  assert.equal(await chat.events.first().isVisible(), false);
  await chat.page.getByRole('button', { name: 'Show events' }).click();
  await chat.events.last().waitFor();
  await chat.page.reload();
  await chat.ready();
  await chat.page.getByRole('button', { name: 'Hide events' }).waitFor();
});

test('a reader of earlier text is left in peace, and one click brings the newest', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { viewport: { width: 900, height: 500 } });
  t.after(() => chat.close());
  const [first, second] = [proxy.gate(800), proxy.gate(1200)];
  await chat.send(`${first} ${second} demo:long 2000 x`);
  await chat.turn(1).getByText('word800').waitFor();
  assert.ok((await chat.log.evaluate((log) => log.scrollHeight)) > 1500);
  const jump = chat.page.getByRole('button', { name: 'Jump to latest' });
  await jump.waitFor({ state: 'hidden' });
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -600);
  await jump.waitFor();
  const place = () => chat.log.evaluate((log) => log.scrollTop);
  const height = () => chat.log.evaluate((log) => log.scrollHeight);
  const before = await place();
  const low = await height();
  await first.open();
  await chat.turn(1).getByText('word1200').waitFor();
  assert.ok((await height()) > low + 300);
  assert.ok(Math.abs((await place()) - before) <= 1);
  await jump.click();
  await chat.until(() => {
    const log = /** @type {HTMLElement} */ (document.querySelector('[role=log]'));
    return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  });
  await jump.waitFor({ state: 'hidden' });
});

test('a screen reader hears that an answer comes and is there, not each word; Tab leads to the box', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.page.evaluate(() => {
    window.heard = [];
    for (const live of document.querySelectorAll('[aria-live=polite], [role=status]')) {
      new MutationObserver(() => window.heard.push(live.textContent?.trim())).observe(live, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  });
  assert.equal(await chat.log.getAttribute('aria-live'), 'off');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement), 'at once');
  await chat.page.getByRole('link', { name: 'Skip to the message box' }).focus();
  await chat.page.keyboard.press('Enter');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  const gate = proxy.gate();
  await chat.send(`${gate} Hello`);
  await chat.until(() => window.heard.includes('Answering\u2026'));
  await gate.open();
  await chat.state(1, 'done');
  await chat.until(() =>
    window.heard.some((/** @type {string} */ text) => text.startsWith('Answer finished. ') && text.includes('Hello')),
  );
  const heard = await chat.page.evaluate(() => window.heard);
  assert.ok(heard.length <= 6, heard.join(' | '));
});
