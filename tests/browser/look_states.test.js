// The page in the states that people's needs bring about: contrast, zoom, motion, direction, theme.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

const kAxe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

async function look({ page }, what) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(kAxe, 'utf8'));
  const results = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), kRules);
  const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${what}: the page is ${wide} px too wide`);
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 } };
const image = {
  name: 'a picture with quite a long name, as cameras and people give them.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
};
const button = (chat, name) => chat.page.getByRole('button', { name, exact: true });

async function attach(chat, ...files) {
  const chooser = chat.page.waitForEvent('filechooser');
  await button(chat, 'Attach files').click();
  await (await chooser).setFiles(files);
  await chat.page.locator('.composer .attached').nth(files.length - 1).waitFor();
}

for (const [name, device] of Object.entries({ desktop, phone })) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${name}, ${colorScheme}: axe finds nothing in what is written with`, async (t) => {
      const chat = await Chat.open(browser, proxy.url, { ...device, colorScheme, reducedMotion: 'reduce' });
      t.after(() => chat.close());
      await attach(chat, image, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
      await look(chat, 'attachments');
      await chat.box.press('/');
      await chat.page.getByRole('listbox', { name: 'Commands' }).waitFor();
      await look(chat, 'commands');
      await chat.box.press('Escape');
      await chat.box.press('Control+/');
      await chat.page.getByRole('dialog').waitFor();
      await look(chat, 'shortcuts');
      await chat.page.keyboard.press('Escape');
      await button(chat, 'Settings').click();
      for (const label of ['Google Maps', 'File search', 'Remote MCP server']) await chat.page.getByLabel(label, { exact: true }).check();
      await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'JSON' });
      await chat.page.getByLabel('Functions (JSON)').fill('{');
      await chat.page.getByLabel('Most tokens', { exact: true }).fill('0');
      await chat.page.locator('.settings details').evaluateAll((all) => all.forEach((each) => (each.open = true)));
      await look(chat, 'all settings');
      await chat.page.getByLabel('Google Maps', { exact: true }).uncheck();
      await chat.page.getByLabel('Remote MCP server', { exact: true }).uncheck();
      await chat.page.keyboard.press('Escape');
      await chat.send('demo:long 100000 Look');
      await chat.page.locator('.tip:not([hidden])').waitFor();
      await chat.answering(1);
      await look(chat, 'a turn with attachments, a hint');
    });
  }
}

test('in German axe finds nothing, and nothing is too wide', async (t) => {
  for (const device of [desktop, phone]) {
    const context = await browser.newContext({ ...device, locale: 'de-DE' });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(proxy.url);
    await page.locator('.examples button').first().waitFor();
    await look({ page }, 'empty page');
    await page.click('[data-action=settings]');
    await page.locator('.settings').waitFor();
    await look({ page }, 'settings');
    await page.keyboard.press('Escape');
    await page.fill('#message', 'demo:thoughts Eins');
    await page.click('#send');
    await page.locator('[data-turn-state=done]').waitFor();
    await look({ page }, 'a turn');
  }
});

test('forced colours: what is chosen, focused or running can still be told', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { forcedColors: 'active' });
  t.after(() => chat.close());
  await chat.send('demo:thoughts One');
  await chat.state(1, 'done');
  await look(chat, 'a turn');
  const outlined = (selector) => chat.page.locator(selector).first().evaluate((element) => {
    const { outlineStyle, outlineWidth, borderTopStyle } = getComputedStyle(element);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || borderTopStyle !== 'none';
  });
  await chat.box.press('/');
  await chat.page.locator('.commands').waitFor();
  assert.ok(await outlined('.commands [aria-selected=true]'), 'the chosen command');
  await chat.box.press('Escape');
  await chat.box.fill('');
  await chat.page.keyboard.press('Tab');
  assert.ok(await outlined(':focus-visible'), 'what has the focus');
  const dot = await chat.page.locator('#connection').evaluate((element) => getComputedStyle(element, '::before').backgroundColor);
  const ground = await chat.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(dot, ground, 'how the connection stands');
});

test('at 400 % everything is there in one column, and the box can be reached', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  t.after(() => chat.close());
  await look(chat, 'empty page');
  await chat.send('demo:markdown One');
  await chat.state(1, 'done');
  await look(chat, 'a turn');
  await button(chat, 'Settings').click();
  await look(chat, 'settings');
  await chat.page.keyboard.press('Escape');
  await chat.box.scrollIntoViewIfNeeded();
  await chat.send('Two');
  await chat.state(2, 'done');
});

test('with reduced motion nothing moves', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { reducedMotion: 'reduce' });
  t.after(() => chat.close());
  await chat.send('demo:long 100000 One');
  await chat.answering(1);
  assert.equal(await chat.page.evaluate(() => document.getAnimations().length), 0);
  await chat.page.emulateMedia({ reducedMotion: 'no-preference' });
  await chat.until(() => document.getAnimations().length > 0);
});

test('text from right to left stands so, beside text from left to right', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const arabic = '\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645';
  const direction = (selector) => chat.page.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
  await chat.box.fill(arabic);
  assert.equal(await direction('#message'), 'rtl');
  await chat.send(arabic);
  await chat.state(1, 'done');
  assert.equal(await direction('[data-turn="1"] [data-part=user]'), 'rtl');
  await chat.send(`echo: ## ${arabic}\n\nThen **English**.`);
  await chat.state(2, 'done');
  await chat.turn(2).locator('.block').nth(1).waitFor();
  const blocks = await chat.turn(2).locator('.block').evaluateAll((all) => all.map((each) => getComputedStyle(each).direction));
  assert.deepEqual(blocks, ['rtl', 'ltr']);
});

test('the keyboard of a phone leaves the box and the newest text in sight', async (t) => {
  const chat = await Chat.open(browser, proxy.url, phone);
  t.after(() => chat.close());
  await chat.send('demo:long 300 One');
  await chat.state(1, 'done');
  await chat.page.setViewportSize({ width: 390, height: 430 });
  await chat.box.tap();
  for (let line = 0; line < 12; ++line) {
    await chat.box.press('Enter');
    await chat.box.pressSequentially(`line ${line}`);
  }
  const box = await chat.box.boundingBox();
  const send = await chat.sendButton.boundingBox();
  assert.ok(send.y >= 0 && send.y + send.height <= 430, 'the button');
  assert.ok(box.height < 260, 'the box leaves room');
  assert.ok((await chat.log.boundingBox()).height > 40, 'for the conversation');
});

test('light, dark or the system\'s colours, before anything else of the page has loaded', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { colorScheme: 'light' });
  t.after(() => chat.close());
  const isDark = () => chat.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.documentElement).backgroundColor)[0]) < 128);
  const barColors = () =>
    chat.page.evaluate(() => [...document.querySelectorAll('meta[name=theme-color]')].filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content));
  assert.equal(await isDark(), false);
  await button(chat, 'Settings').click();
  await chat.page.getByLabel('Colours').selectOption('dark');
  assert.equal(await isDark(), true, 'at once');
  assert.deepEqual(await barColors(), ['#131517']);
  await chat.page.route(/\/(app|chunk)-/, (route) => route.abort());
  await chat.page.reload();
  assert.equal(await isDark(), true, 'from the first moment');
  await chat.page.unroute(/\/(app|chunk)-/);
  await chat.load();
  await button(chat, 'Settings').click();
  await chat.page.getByLabel('Colours').selectOption('');
  assert.equal(await isDark(), false);
  await chat.page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await isDark(), true, 'the system changes');
  assert.deepEqual(await barColors(), ['#131517']);
});
