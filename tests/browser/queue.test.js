// Typing, queueing and stopping while an answer streams.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '40']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const button = (item, name) => item.getByRole('button', { name, exact: true });

/** A turn that answers until it is stopped, and messages waiting behind it. */
async function running(...waiting) {
  await chat.send('demo:long 100000 Go on');
  await chat.answering(1);
  for (const text of waiting) await chat.send(text);
  assert.equal(await chat.queued.count(), waiting.length);
}

test('what can be done with a queued message stays in its place while an answer grows', async () => {
  await chat.page.setViewportSize({ width: 1280, height: 900 });
  await running('Waits');
  const place = await button(chat.queued, 'Delete').boundingBox();
  const height = () => chat.page.locator('[data-part=answer]').evaluate((answer) => answer.clientHeight);
  const before = await height();
  while ((await height()) < before + 60) await chat.page.evaluate(() => new Promise(requestAnimationFrame));
  assert.ok(await chat.log.evaluate((log) => log.scrollHeight === log.clientHeight), 'the answer is short');
  assert.deepEqual(await button(chat.queued, 'Delete').boundingBox(), place);
});

test('typing goes on while an answer streams, and stays when a queued message goes out', async () => {
  await chat.send('demo:slow 20 demo:long 200 First');
  await chat.answering(1);
  await chat.send('Second');
  await chat.box.pressSequentially('a draft that nobody touches');
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat.state(2, 'done');
  assert.equal(await chat.box.inputValue(), 'a draft that nobody touches');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
});

test('queued messages are shown as turns and in the list, and can be edited and deleted', async () => {
  await running('Second', 'Third', 'Fourth');
  assert.deepEqual(await chat.turns.evaluateAll((all) => all.map((turn) => turn.dataset.turnState)), [
    'streaming',
    'queued',
    'queued',
    'queued',
  ]);
  await button(chat.queued.nth(1), 'Delete').click();
  await button(chat.queued.nth(1), 'Edit').click();
  const editor = chat.page.getByRole('textbox', { name: 'Queued text' });
  await editor.fill('Fourth, rewritten');
  await editor.press('Enter');
  assert.deepEqual(await chat.queued.locator('[data-part=user]').allTextContents(), ['Second', 'Fourth, rewritten']);
  await chat.box.press('Escape');
  await chat.state(1, 'stopped');
  await chat.page.getByRole('button', { name: 'Skip' }).click();
  await chat.state(4, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Second', 'Fourth, rewritten']);
  assert.equal(chat.posts[1].previous_interaction_id, undefined, 'a stopped turn is no parent');
});

test('Send now stops what runs and goes first', async () => {
  await running('Second', 'Third');
  await button(chat.queued.nth(1), 'Send now').click();
  await chat.state(1, 'stopped');
  await chat.state(2, 'done');
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Third', 'Second']);
});

test('a message that is sent while it is being edited loses nothing', async () => {
  await chat.send('demo:long 40 First');
  await chat.answering(1);
  await chat.send('Second');
  await button(chat.queued, 'Edit').click();
  await chat.page.getByRole('textbox', { name: 'Queued text' }).fill('Second, but better');
  await chat.state(2, 'done');
  assert.equal(await chat.box.inputValue(), 'Second, but better');
});

test('Stop keeps what arrived, and writing on continues from the last completed turn', async () => {
  await chat.send('Before');
  await chat.state(1, 'done');
  await chat.send('demo:long 100000 Go on');
  await chat.answering(2);
  await chat.stopButton.click();
  await chat.state(2, 'stopped');
  const partial = await chat.answer(2);
  assert.match(partial, /^word1 /);
  assert.ok(!(await chat.stopButton.isVisible()));
  await chat.send('After');
  await chat.state(3, 'done');
  assert.equal(await chat.answer(2), partial);
  assert.equal(chat.posts[2].previous_interaction_id, chat.posts[1].previous_interaction_id);
  assert.ok(chat.posts[2].previous_interaction_id);
});

test('ArrowUp in the empty box takes the last queued message back', async () => {
  await running('Second', 'Third');
  await chat.box.press('ArrowUp');
  assert.equal(await chat.box.inputValue(), 'Third');
  assert.deepEqual(await chat.queued.locator('[data-part=user]').allTextContents(), ['Second']);
});

test('/new and /reset and the button begin a conversation without the old one', async () => {
  for (const begin of [
    () => chat.send('/new'),
    () => chat.send(' /reset '),
    () => chat.page.getByRole('button', { name: 'New conversation' }).click(),
  ]) {
    await chat.send('My name is Ada.');
    await chat.state(1, 'done');
    await begin();
    assert.equal(await chat.turns.count(), 0);
    assert.equal(await chat.events.count(), 0);
  }
  await chat.send('What is my name?');
  await chat.state(1, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, undefined, undefined, undefined],
  );
});

test('Ctrl+Enter branches off at once, Ctrl+Shift+Enter interrupts', async () => {
  await running();
  await chat.box.fill('Beside');
  await chat.box.press('Control+Enter');
  await chat.state(2, 'done');
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat.box.fill('Instead');
  await chat.box.press('Control+Shift+Enter');
  await chat.state(1, 'stopped');
  await chat.state(3, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:long 100000 Go on', 'Beside', 'Instead'],
  );
});
