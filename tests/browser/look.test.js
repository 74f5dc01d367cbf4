// How the page stands: for phones and desktops, light and dark, for screen readers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kDevices, look } from './look.js';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

const kEach = Object.entries({
  ...kDevices,
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, // 1280 x 800 at 200 %
});

/** Every kind of turn at once. */
async function fill(chat) {
  await chat.send('demo:thoughts demo:search One');
  await chat.state(1, 'done');
  await chat.send('demo:image Two');
  await chat.state(2, 'done');
  await chat.send('demo:400 Three');
  await chat.state(3, 'failed');
  await chat.send('demo:slow 200 demo:long 100000 Four');
  await chat.answering(4);
  await chat.send(`Five ${'unbreakable'.repeat(30)}`);
  await chat.queued.waitFor();
}

for (const [device, options] of kEach) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${device}, ${colorScheme}: nothing overflows and axe finds nothing`, async () => {
      const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme, reducedMotion: 'reduce' });
      await look(chat.page, 'empty page');
      await fill(chat);
      await look(chat.page, 'with turns');
      await chat.model.click();
      await look(chat.page, 'models open');
      const box = await chat.box.boundingBox();
      assert.ok(box.y + box.height <= options.viewport.height || device === 'zoomed', 'the box is in sight');
      const ground = await chat.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const [red] = ground.match(/\d+/g).map(Number);
      assert.equal(red < 128, colorScheme === 'dark');
      await chat.close();
    });
  }
}

for (const [device, options] of kEach) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${device}, ${colorScheme}: axe finds nothing in dialogs, forms and branches`, async () => {
      const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme, reducedMotion: 'reduce' });
      const button = (name) => chat.page.getByRole('button', { name, exact: true });
      await button('Settings').click();
      await chat.page.getByLabel('Toy functions').check();
      await chat.page.getByLabel('Store answers').uncheck();
      await look(chat.page, 'settings');
      await chat.page.getByLabel('Store answers').check();
      await chat.page.getByLabel('Run in the background').check();
      await button('Close').click();
      await chat.send('One');
      await chat.state(1, 'done');
      await chat.turn(1).getByRole('button', { name: 'Regenerate' }).click();
      await chat.state(2, 'done');
      await chat.send('demo:parallel Call them');
      await button('Send results').waitFor();
      await chat.send('Queued');
      await look(chat.page, 'a form, other versions');
      await button('Run all and send').click();
      await chat.state(4, 'done');
      await chat.send('demo:slow 200 demo:thoughts 3 demo:long 100000 Go on');
      await chat.answering(5);
      await button('Detach').waitFor();
      await look(chat.page, 'a background run');
      await button('Branches').click();
      await chat.page.getByRole('dialog', { name: 'Branches' }).waitFor();
      await look(chat.page, 'the map');
      await chat.page.keyboard.press('Escape');
      await button('Running').click();
      await chat.page.getByRole('dialog', { name: 'Running' }).waitFor();
      await look(chat.page, 'what runs');
      await chat.close();
    });
  }
}

test('on a phone the events are below the conversation and open on demand', async () => {
  const chat = await Chat.open(browser, proxy.url, kDevices.phone);
  await chat.send('One');
  await chat.state(1, 'done');
  const events = chat.page.getByRole('region', { name: 'Events' });
  const log = await chat.log.boundingBox();
  assert.ok((await events.boundingBox()).y >= log.y + log.height - 1);
  assert.equal(await chat.events.first().isVisible(), false);
  await chat.page.getByRole('button', { name: 'Show events' }).click();
  assert.ok(await chat.events.last().isVisible());
  await chat.page.reload();
  await chat.ready();
  await chat.page.getByRole('button', { name: 'Hide events' }).waitFor();
  await chat.close();
});

test('a reader of earlier text is left in peace, and one click brings the newest', async () => {
  const chat = await Chat.open(browser, proxy.url, { viewport: { width: 900, height: 500 } });
  await chat.send('demo:long 100000 x');
  await chat.until(() => document.querySelector('[role=log]').scrollHeight > 1500);
  const jump = chat.page.getByRole('button', { name: 'Jump to latest' });
  assert.equal(await jump.isVisible(), false);
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -600);
  await jump.waitFor();
  const place = () => chat.log.evaluate((log) => log.scrollTop);
  const before = await place();
  const height = await chat.log.evaluate((log) => log.scrollHeight);
  await chat.until((height) => document.querySelector('[role=log]').scrollHeight > height + 300, height);
  assert.ok(Math.abs((await place()) - before) <= 1);
  await jump.click();
  await chat.until(() => {
    const log = document.querySelector('[role=log]');
    return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  });
  await jump.waitFor({ state: 'hidden' });
  await chat.close();
});

test('a screen reader hears that an answer comes and that it is there, not each word', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.evaluate(() => {
    window.heard = [];
    for (const live of document.querySelectorAll('[aria-live=polite], [role=status]')) {
      new MutationObserver(() => window.heard.push(live.textContent.trim())).observe(live, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  });
  assert.equal(await chat.log.getAttribute('aria-live'), 'off');
  await chat.send('Hello');
  await chat.state(1, 'done');
  await chat.until(() => window.heard.some((text) => text.startsWith('Answer finished. ') && text.includes('Hello')));
  const heard = await chat.page.evaluate(() => window.heard);
  assert.ok(heard.includes('Answering\u2026'));
  assert.ok(heard.length <= 6, heard.join(' | '));
  await chat.close();
});

test('everything is reached by keyboard, beginning with a way to the box', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.locator('body').press('Tab');
  await chat.page.keyboard.press('Enter');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  await chat.close();
});
