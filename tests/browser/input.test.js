// The message box, drafts and the model.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, chat, proxy } from './support.js';

begin({ each: true });

test('Enter sends, unless it confirms a candidate; Shift+Enter makes a line; the box grows, keeps focus', async () => {
  const height = async () => (await chat.box.boundingBox())?.height ?? 0;
  const low = await height();
  await chat.send('  \n ');
  await chat.box.press('Enter');
  await chat.box.fill('');
  await chat.box.pressSequentially('one');
  for (let i = 0; i < 3; ++i) await chat.box.press('Shift+Enter');
  await chat.box.pressSequentially('two');
  assert.ok((await height()) > low * 2);
  await chat.box.evaluate((box) => {
    const enter = { key: 'Enter', bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
  });
  assert.equal(await chat.box.inputValue(), 'one\n\n\ntwo');
  await chat.box.press('Enter');
  await chat.state(1, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['one\n\n\ntwo'],
    'and neither white space alone nor the candidate',
  );
  assert.equal(await chat.box.inputValue(), '');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  assert.equal(await height(), low);
});

test('what is written is safe: in a failed send, over a reload, without the core and before it is there', async (t) => {
  // The worker that keeps the page would have the core, too.
  const chat = await Chat.open(browser, proxy.url, { serviceWorkers: 'block' });
  t.after(() => chat.close());
  const gate = proxy.gate(0);
  await chat.send(`${gate} demo:500 x`);
  await chat.box.fill('a draft\nof two lines');
  await gate.open();
  await chat.state(1, 'failed');
  assert.equal(await chat.box.inputValue(), 'a draft\nof two lines');
  await chat.page.reload();
  await chat.ready();
  assert.equal(await chat.box.inputValue(), 'a draft\nof two lines');

  await chat.page.route(/\.wasm$/, (route) => route.abort());
  await chat.page.goto('about:blank');
  await chat.page.goto(chat.url);
  await chat.send('Early');
  await chat.page.getByText(/could not start its WebAssembly core/).waitFor();
  assert.equal(await chat.box.inputValue(), 'Early');

  await chat.page.unroute(/\.wasm$/);
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await chat.page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  chat.posts = [];
  await chat.page.reload();
  assert.equal(await chat.box.inputValue(), 'Early');
  await chat.sendButton.click();
  release();
  await chat.state(1, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['Early'],
  );
});

test('models come from the list or are typed; what is queued keeps the one of its moment', async () => {
  const options = chat.page.getByRole('listbox', { name: 'Models' }).getByRole('option');
  await chat.model.click();
  await options.nth(2).waitFor();
  const second = (await options.nth(1).getAttribute('data-model')) ?? '';
  await options.nth(1).click();
  assert.equal(await chat.model.inputValue(), second);
  const gate = proxy.gate();
  await chat.send(`${gate} One`);
  await chat.answering(1);
  await chat.send('Two');

  await chat.model.fill('flash');
  const narrowed = await options.allTextContents();
  assert.ok(narrowed.length > 0);
  assert.ok(narrowed.every((text) => /flash/i.test(text)));
  await chat.model.press('ArrowDown');
  const active = await chat.page
    .locator(`#${await chat.model.getAttribute('aria-activedescendant')}`)
    .getAttribute('data-model');
  await chat.model.press('Enter');
  assert.equal(await chat.model.inputValue(), active);
  assert.notEqual(active, second);
  await chat.send('Three');
  await gate.open();
  await chat.state(3, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.model),
    [second, second, active],
  );

  await chat.page.reload();
  await chat.ready();
  assert.equal(await chat.model.inputValue(), active, 'the choice is remembered');
});

test('on a touch device Enter makes a line and the button sends', async (t) => {
  const phone = await Chat.open(browser, proxy.url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  t.after(() => phone.close());
  assert.equal(await phone.page.evaluate(() => document.activeElement?.id), '', 'no keyboard comes up by itself');
  await phone.box.pressSequentially('one');
  await phone.box.press('Enter');
  await phone.box.pressSequentially('two');
  await phone.sendButton.tap();
  await phone.state(1, 'done');
  assert.equal(phone.posts[0].input, 'one\ntwo');
});
