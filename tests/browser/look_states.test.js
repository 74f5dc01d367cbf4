// The page in the states that people's needs bring about: contrast, zoom, motion, direction, theme.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFits, kDevices, look, lookTwice } from './look.js';
import { begin, browser, Chat, proxy, slowed } from './support.js';

begin();

const image = {
  name: 'a picture with quite a long name, as cameras and people give them.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};
/** @param {Chat} chat @param {string} name */
const button = (chat, name) => chat.page.getByRole('button', { name, exact: true });

/** @param {Chat} chat @param {...{name: string, mimeType: string, buffer: Buffer}} files */
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
  test(`${name}: axe finds nothing in what is written with`, async (t) => {
    const chat = await Chat.open(browser, proxy.url, { ...device, colorScheme: 'light' });
    t.after(() => chat.close());
    await attach(chat, image, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await lookTwice(chat.page, 'attachments');
    await chat.box.press('/');
    await chat.page.getByRole('listbox', { name: 'Commands' }).waitFor();
    await lookTwice(chat.page, 'commands');
    await chat.box.press('Escape');
    await chat.box.press('Control+/');
    await chat.page.getByRole('dialog').waitFor();
    await lookTwice(chat.page, 'shortcuts');
    await chat.page.keyboard.press('Escape');
    await button(chat, 'Settings').click();
    for (const label of ['Toy functions', 'Google Maps', 'File search', 'Remote MCP server'])
      await chat.page.getByLabel(label).first().check();
    await chat.page.getByLabel('Store answers').uncheck();
    await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'JSON' });
    await chat.page.getByLabel('Functions (JSON)').fill('{');
    await chat.page.getByLabel('Most tokens', { exact: true }).fill('0');
    await chat.page
      .locator('.settings details')
      .evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
    await lookTwice(chat.page, 'all settings');
    for (const label of ['Google Maps', 'Remote MCP server']) await chat.page.getByLabel(label).first().uncheck();
    await chat.page.keyboard.press('Escape');
    await chat.send(`${proxy.gate()} Look`);
    await chat.page.locator('.tip:not([hidden])').waitFor();
    await chat.answering(1);
    await lookTwice(chat.page, 'a turn with attachments, a hint');
  });
}

test('in German axe finds nothing, and nothing is too wide', async (t) => {
  for (const [name, device] of Object.entries(kDevices)) {
    const context = await browser.newContext({ ...device, locale: 'de-DE', reducedMotion: 'reduce' });
    t.after(() => context.close());
    const page = await context.newPage();
    await slowed(page);
    // Names are the same on both; words are longest where there is least room.
    const seen = name === 'phone' ? look : assertFits;
    await page.goto(proxy.url);
    await page.locator('.examples button').first().waitFor();
    await seen(page, 'empty page');
    await page.click('#show-settings');
    await page.locator('.settings').waitFor();
    await seen(page, 'settings');
    await page.keyboard.press('Escape');
    await page.fill('#message', 'demo:thoughts Eins');
    await page.click('#send');
    await page.locator('[data-turn-state=done]').waitFor();
    await seen(page, 'a turn');
  }
});

test('forced colours: what is chosen, focused or running can still be told', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { forcedColors: 'active' });
  t.after(() => chat.close());
  await chat.send('demo:thoughts One');
  await chat.state(1, 'done');
  await look(chat.page, 'a turn', { rows: true });
  const outlined = (/** @type {string} */ selector) =>
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
  assert.ok(await outlined('#conversations [aria-current]'), 'the conversation that is shown');
  assert.ok(await outlined('[data-part=user]'), 'what was asked');
  await chat.page.locator('.event .row').first().click();
  assert.ok(await outlined('.detail [aria-pressed=true]'), 'the view that is chosen');
  assert.ok(await outlined('.event.selected > .row'), 'the event that is looked at');
});

test('at 400 % everything is there in one column, and the box can be reached', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  t.after(() => chat.close());
  await assertFits(chat.page, 'empty page');
  await chat.send('demo:markdown One');
  await chat.state(1, 'done');
  await chat.turn(1).locator('math').nth(1).waitFor();
  await assertFits(chat.page, 'a turn');
  await button(chat, 'Settings').click();
  await chat.page.getByLabel('System instruction').waitFor();
  await assertFits(chat.page, 'settings');
  await chat.page.keyboard.press('Escape');
  await chat.box.scrollIntoViewIfNeeded();
  const [begun, grown] = [proxy.gate(), proxy.gate(100)];
  await chat.send(`${begun} ${grown} demo:long 200 Two`);
  await chat.answering(2);
  const place = () => chat.box.evaluate((box) => box.getBoundingClientRect().top + scrollY);
  const before = await place();
  await begun.open();
  await chat.turn(2).getByText('word100').waitFor();
  assert.equal(await place(), before, 'the answer does not push the box away');
  await chat.until(() => {
    const log = /** @type {HTMLElement} */ (document.getElementById('log'));
    return log.scrollHeight - log.scrollTop - log.clientHeight <= 1; // the newest text is in sight
  });
});

test('with reduced motion nothing moves', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.send(`${proxy.gate()} One`);
  await chat.answering(1);
  assert.equal(await chat.page.evaluate(() => document.getAnimations().length), 0);
  await chat.page.emulateMedia({ reducedMotion: 'no-preference' });
  await chat.until(() => document.getAnimations().length > 0);
});

test('text from right to left stands so, beside text from left to right', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const arabic = '\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645';
  const direction = (/** @type {string} */ selector) =>
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
  const [box, send, log] = await Promise.all(
    [chat.box, chat.sendButton, chat.log].map((element) => element.boundingBox()),
  );
  assert.ok(box && send && log);
  assert.ok(send.y >= 0 && send.y + send.height <= 430, 'the button');
  assert.ok(box.height < 260, 'the box leaves room');
  assert.ok(log.height > 40, 'for the conversation');
});

test("light, dark or the system's colours, before anything else of the page has loaded", async (t) => {
  const chat = await Chat.open(browser, proxy.url, { colorScheme: 'light' });
  t.after(() => chat.close());
  const isDark = () =>
    chat.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.documentElement).backgroundColor)?.[0]) < 128);
  const barColors = () =>
    chat.page.evaluate(() =>
      [.../** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll('meta[name=theme-color]'))]
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
