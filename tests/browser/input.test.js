// The message box, drafts and the model.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

test('Enter sends, Shift+Enter makes a line, the box grows and keeps the focus', async () => {
  const height = async () => (await chat.box.boundingBox()).height;
  const low = await height();
  await chat.box.pressSequentially('one');
  for (let i = 0; i < 3; ++i) await chat.box.press('Shift+Enter');
  await chat.box.pressSequentially('two');
  assert.ok((await height()) > low * 2);
  await chat.box.press('Enter');
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].input, 'one\n\n\ntwo');
  assert.equal(await chat.box.inputValue(), '');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  assert.equal(await height(), low);
});

test('an Enter that confirms a candidate of an input method does not send', async () => {
  await chat.box.fill('\u306b\u307b\u3093');
  await chat.box.evaluate((box) => {
    const enter = { key: 'Enter', bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
  });
  assert.equal(await chat.turns.count(), 0);
  await chat.box.press('Enter');
  await chat.state(1, 'done');
});

test('white space alone is not sent', async () => {
  await chat.send('  \n ');
  await chat.box.press('Enter');
  await chat.send('x');
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
});

test('a draft survives a reload and a failed send', async () => {
  await chat.send('demo:500 x');
  await chat.box.fill('a draft\nof two lines');
  await chat.state(1, 'failed');
  assert.equal(await chat.box.inputValue(), 'a draft\nof two lines');
  await chat.page.reload();
  await chat.ready();
  assert.equal(await chat.box.inputValue(), 'a draft\nof two lines');
});

test('a message sent before the core has loaded goes out once it has', async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await chat.page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await chat.page.goto(chat.url);
  await chat.send('Early');
  release();
  await chat.state(1, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['Early'],
  );
});

test('a core that cannot start is said, and what was written stays', async () => {
  await chat.page.route(/\.wasm$/, (route) => route.abort());
  await chat.page.goto(chat.url);
  await chat.send('Early');
  await chat.page.getByText(/could not start its WebAssembly core/).waitFor();
  assert.equal(await chat.box.inputValue(), 'Early');
});

test('models come from the list or are typed, by mouse and by keyboard', async () => {
  const options = chat.page.getByRole('listbox', { name: 'Models' }).getByRole('option');
  await chat.model.click();
  assert.ok((await options.count()) > 2);
  const second = (await options.nth(1).getAttribute('data-model')) ?? '';
  await options.nth(1).click();
  assert.equal(await chat.model.inputValue(), second);
  await chat.send('One');
  await chat.state(1, 'done');

  await chat.model.fill('flash');
  assert.ok((await options.allTextContents()).every((text) => /flash/i.test(text)));
  await chat.model.press('ArrowDown');
  const active = await chat.page
    .locator(`#${await chat.model.getAttribute('aria-activedescendant')}`)
    .getAttribute('data-model');
  await chat.model.press('Enter');
  assert.equal(await chat.model.inputValue(), active);
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.model),
    [second, active],
  );

  await chat.page.reload();
  await chat.ready();
  assert.equal(await chat.model.inputValue(), active, 'the choice is remembered');
});

test('a queued message keeps the model of the moment it was queued', async () => {
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('demo:long 60 demo:slow 20 One');
  await chat.send('Two');
  await chat.model.fill('gemini-4-argon');
  await chat.send('Three');
  await chat.state(3, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.model),
    ['gemini-3.8-flash', 'gemini-3.8-flash', 'gemini-4-argon'],
  );
});

test('on a touch device Enter makes a line and the button sends', async () => {
  const phone = await Chat.open(browser, proxy.url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.box.pressSequentially('one');
  await phone.box.press('Enter');
  await phone.box.pressSequentially('two');
  await phone.sendButton.tap();
  await phone.state(1, 'done');
  assert.equal(phone.posts[0].input, 'one\ntwo');
  await phone.close();
});

test('examples on the empty page are sent with a click', async () => {
  await chat.page.getByRole('button', { name: /Send three at once/ }).click();
  await chat.state(3, 'done');
  assert.match(await chat.answer(2), /Ada/);
});
