// What the empty page shows a newcomer: examples, hints at the right moment, the shortcuts.

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

const button = (name) => chat.page.getByRole('button', { name, exact: true });
const example = (name) => chat.page.getByRole('button', { name }).click();
const tip = (text) => chat.page.locator('.tip').getByText(text);

test('an example shows streaming', async () => {
  await example(/Watch an answer arrive/);
  await chat.answering(1);
  await chat.turn(1).locator('[data-part=thoughts]').waitFor();
  await chat.state(1, 'done');
});

test('an example shows the queue', async () => {
  await example(/Send three at once/);
  await chat.state(3, 'done');
  assert.match(await chat.answer(2), /Ada/);
  assert.ok(chat.posts[1].previous_interaction_id);
});

test('an example shows parallel branches', async () => {
  const slow = await Proxy.start(['--demo-pace', '40']);
  const chat = await Chat.open(browser, slow.url);
  await chat.page.getByRole('button', { name: /Ask in parallel/ }).click();
  await chat.until(() => document.querySelectorAll('[data-turn-state=streaming]').length === 3);
  for (const number of [1, 2, 3]) await chat.state(number, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, undefined, undefined],
  );
  await chat.close();
  await slow.stop();
});

test('an example shows Stop', async () => {
  await example(/Stop in mid-sentence/);
  await chat.answering(1);
  await chat.box.press('Escape');
  await chat.state(1, 'stopped');
});

test('an example shows a function call', async () => {
  await example(/Answer a function call/);
  await chat.state(1, 'waiting');
  await button('Run all and send').click();
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(chat.posts.at(-1).tools, undefined, 'the functions went along with the example only');
});

test('an example shows background work', async () => {
  await example(/Run in the background/);
  await chat.turn(1).getByRole('button', { name: 'Detach' }).waitFor();
  await chat.page.reload();
  await chat.ready();
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].background, true);
});

test('examples show an error and how it passes, and one that asks', async () => {
  await example(/Run into a limit/);
  await chat
    .turn(1)
    .getByText(/Next try in/)
    .waitFor();
  await chat.state(2, 'done');
  await button('New conversation').click();
  await example(/Lose an answer half-way/);
  await chat.state(1, 'failed');
  await chat.turn(1).getByRole('button', { name: 'Retry' }).click();
  await chat.state(2, 'done');
});

test('with a key the examples ask for nothing of the demo', async (t) => {
  const live = await Proxy.start(['--upstream', proxy.url]);
  t.after(() => live.stop());
  const page = await chat.context.newPage();
  await page.goto(live.url);
  await page.getByRole('heading', { name: 'Talk to the Interactions API' }).waitFor();
  const examples = page.locator('.examples button');
  await examples.first().waitFor(); // they load when the proxy has said what it is
  const all = await examples.evaluateAll((buttons) => buttons.map((each) => each.dataset.messages));
  assert.ok(all.length >= 7);
  assert.ok(all.every((messages) => !messages.includes('demo:')));
});

test('hints come at their moment, once', async () => {
  await chat.send('demo:long 100000 One');
  await tip(/Write on while it answers/).waitFor();
  await chat.send('Two');
  await tip(/What waits in line can be edited/).waitFor();
  await chat.queued.getByRole('button', { name: 'Delete' }).press('Enter'); // the answer moves it on: a click may miss
  await chat.stopButton.click();
  await chat.state(1, 'stopped');
  await chat.send('Three');
  await chat.state(3, 'done');
  await tip(/Edit message asks again/).waitFor();
  await button('Hide this hint').click();
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  await chat.page.reload();
  await chat.ready();
  await chat.send('demo:long 100000 Four');
  await chat.answering(4);
  await chat.send('Five');
  await chat.queued.waitFor();
  await chat.until(() => !document.querySelector('.tip:not([hidden])'));
});

test('? lists the shortcuts, but not while something is written, and not when it is switched off', async () => {
  const sheet = chat.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await chat.box.press('?');
  assert.equal(await chat.box.inputValue(), '?');
  await chat.log.focus();
  await chat.page.keyboard.press('?');
  await sheet.getByText('Send in parallel').waitFor();
  await chat.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  assert.ok(await chat.log.evaluate((log) => log === document.activeElement), 'the focus is back');
  await chat.box.press('Control+/');
  await sheet.waitFor();
  await chat.page.keyboard.press('Escape');
  await button('Settings').click();
  await chat.page.getByLabel('Shortcuts of a single key').uncheck();
  await button('Close').click();
  await chat.log.focus();
  await chat.page.keyboard.press('?');
  await chat.page.keyboard.press('Control+/');
  await sheet.waitFor();
  assert.equal(await chat.page.getByRole('dialog').count(), 1);
});

test('F6 goes from part to part', async () => {
  const focused = () => chat.page.evaluate(() => document.activeElement.id);
  await chat.box.focus();
  const seen = [];
  for (let i = 0; i < 4; ++i) {
    const last = await focused();
    await chat.page.keyboard.press('F6');
    await chat.until((id) => document.activeElement.id !== id, last);
    seen.push(await focused());
  }
  assert.deepEqual(seen, ['search', 'log', 'event-list', 'message']);
  await chat.page.keyboard.press('Shift+F6');
  await chat.until(() => document.activeElement.id === 'event-list');
});
