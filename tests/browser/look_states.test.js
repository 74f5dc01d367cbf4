// The page in the states that people's needs bring about: contrast, zoom, motion, direction, theme.

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

const image = {
  name: 'a picture with quite a long name, as cameras and people give them.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};
const button = (chat, name) => chat.page.getByRole('button', { name, exact: true });

async function attach(chat, ...files) {
  const chooser = chat.page.waitForEvent('filechooser');
  await button(chat, 'Attach files').click();
  await (await chooser).setFiles(files);
  await chat.page
    .locator('.composer .attached')
    .nth(files.length - 1)
    .waitFor();
}

for (const [name, device] of Object.entries(kDevices)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${name}, ${colorScheme}: axe finds nothing in what is written with`, async (t) => {
      const chat = await Chat.open(browser, proxy.url, { ...device, colorScheme, reducedMotion: 'reduce' });
      t.after(() => chat.close());
      await attach(chat, image, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
      await look(chat.page, 'attachments');
      await chat.box.press('/');
      await chat.page.getByRole('listbox', { name: 'Commands' }).waitFor();
      await look(chat.page, 'commands');
      await chat.box.press('Escape');
      await chat.box.press('Control+/');
      await chat.page.getByRole('dialog').waitFor();
      await look(chat.page, 'shortcuts');
      await chat.page.keyboard.press('Escape');
      await button(chat, 'Settings').click();
      for (const label of ['Google Maps', 'File search', 'Remote MCP server'])
        await chat.page.getByLabel(label, { exact: true }).check();
      await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'JSON' });
      await chat.page.getByLabel('Functions (JSON)').fill('{');
      await chat.page.getByLabel('Most tokens', { exact: true }).fill('0');
      await chat.page.locator('.settings details').evaluateAll((all) => all.forEach((each) => (each.open = true)));
      await look(chat.page, 'all settings');
      await chat.page.getByLabel('Google Maps', { exact: true }).uncheck();
      await chat.page.getByLabel('Remote MCP server', { exact: true }).uncheck();
      await chat.page.keyboard.press('Escape');
      await chat.send('demo:slow 200 demo:long 100000 Look');
      await chat.page.locator('.tip:not([hidden])').waitFor();
      await chat.answering(1);
      await look(chat.page, 'a turn with attachments, a hint');
    });
  }
}

test('in German axe finds nothing, and nothing is too wide', async (t) => {
  for (const device of Object.values(kDevices)) {
    const context = await browser.newContext({ ...device, locale: 'de-DE' });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(proxy.url);
    await page.locator('.examples button').first().waitFor();
    await look(page, 'empty page');
    await page.click('[data-action=settings]');
    await page.locator('.settings').waitFor();
    await look(page, 'settings');
    await page.keyboard.press('Escape');
    await page.fill('#message', 'demo:thoughts Eins');
    await page.click('#send');
    await page.locator('[data-turn-state=done]').waitFor();
    await look(page, 'a turn');
  }
});

test('forced colours: what is chosen, focused or running can still be told', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { forcedColors: 'active' });
  t.after(() => chat.close());
  await chat.send('demo:thoughts One');
  await chat.state(1, 'done');
  await look(chat.page, 'a turn');
  const outlined = (selector) =>
    chat.page
      .locator(selector)
      .first()
      .evaluate((element) => {
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
  const dot = await chat.page
    .locator('#connection')
    .evaluate((element) => getComputedStyle(element, '::before').backgroundColor);
  const ground = await chat.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.notEqual(dot, ground, 'how the connection stands');
});

test('at 400 % everything is there in one column, and the box can be reached', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  t.after(() => chat.close());
  await look(chat.page, 'empty page');
  await chat.send('demo:markdown One');
  await chat.state(1, 'done');
  await look(chat.page, 'a turn');
  await button(chat, 'Settings').click();
  await look(chat.page, 'settings');
  await chat.page.keyboard.press('Escape');
  await chat.box.scrollIntoViewIfNeeded();
  await chat.send('demo:long 100000 Two');
  await chat.answering(2);
  const place = () => chat.box.evaluate((box) => box.getBoundingClientRect().top + scrollY);
  const before = await place();
  await chat.turn(2).getByText('word100 ').waitFor();
  assert.equal(await place(), before, 'the answer pushes the box away');
  const log = await chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  assert.ok(log <= 1, 'the newest text is in sight');
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
  const direction = (selector) =>
    chat.page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).direction);
  await chat.box.fill(arabic);
  assert.equal(await direction('#message'), 'rtl');
  await chat.send(arabic);
  await chat.state(1, 'done');
  assert.equal(await direction('[data-turn="1"] [data-part=user]'), 'rtl');
  await chat.send(`echo: ## ${arabic}\n\nThen **English**.`);
  await chat.state(2, 'done');
  await chat.turn(2).locator('.block').nth(1).waitFor();
  const blocks = await chat
    .turn(2)
    .locator('.block')
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).direction));
  assert.deepEqual(blocks, ['rtl', 'ltr']);
});

test('the keyboard of a phone leaves the box and the newest text in sight', async (t) => {
  const chat = await Chat.open(browser, proxy.url, kDevices.phone);
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

test("light, dark or the system's colours, before anything else of the page has loaded", async (t) => {
  const chat = await Chat.open(browser, proxy.url, { colorScheme: 'light' });
  t.after(() => chat.close());
  const isDark = () =>
    chat.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.documentElement).backgroundColor)[0]) < 128);
  const barColors = () =>
    chat.page.evaluate(() =>
      [...document.querySelectorAll('meta[name=theme-color]')]
        .filter((meta) => matchMedia(meta.media).matches)
        .map((meta) => meta.content),
    );
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
