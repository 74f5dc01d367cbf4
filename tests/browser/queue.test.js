// Typing and queueing while an answer streams.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ each: true });

/** @param {import('playwright-core').Locator} item @param {string} name */
const button = (item, name) => item.getByRole('button', { name, exact: true });
const texts = () => chat.queued.locator('[data-part=user]').allTextContents();

/** A turn that answers until it is stopped, and messages waiting behind it. @param {...string} waiting */
async function running(...waiting) {
  await chat.send(`${proxy.gate()} demo:long 5 Go on`);
  await chat.answering(1);
  for (const text of waiting) await chat.send(text);
  await chat.queues(waiting.length);
}

test('what can be done with a queued message stays in its place while an answer grows', async () => {
  await chat.page.setViewportSize({ width: 1280, height: 900 });
  const [begun, grown] = [proxy.gate(20), proxy.gate(90)];
  await chat.send(`${begun} ${grown} demo:long 200 Go on`);
  await chat.turn(1).getByText('word20').waitFor();
  await chat.send('Waits');
  await chat.queues(1);
  const place = await button(chat.queued, 'Delete').boundingBox();
  const height = () => chat.page.locator('[data-part=answer]').evaluate((answer) => answer.clientHeight);
  const before = await height();
  await begun.open();
  await chat.turn(1).getByText('word90').waitFor();
  assert.ok((await height()) >= before + 60, 'it has grown');
  assert.ok(await chat.log.evaluate((log) => log.scrollHeight === log.clientHeight), 'the answer is short');
  assert.deepEqual(await button(chat.queued, 'Delete').boundingBox(), place);
});

test('typing goes on while an answer streams, and stays when a queued message goes out', async () => {
  const gate = proxy.gate();
  await chat.send(`${gate} First`);
  await chat.answering(1);
  await chat.send('Second');
  await chat.box.pressSequentially('a draft that nobody touches');
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await gate.open();
  await chat.state(2, 'done');
  assert.equal(await chat.box.inputValue(), 'a draft that nobody touches');
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
});

test('a message waits while it is edited, also over a reload; an input method does not end that', async () => {
  const gate = proxy.gate();
  await chat.send(`${gate} First`);
  await chat.answering(1);
  await chat.send('Second');
  await button(chat.queued, 'Edit').click();
  const editor = chat.page.getByRole('textbox', { name: 'Queued text' });
  await editor.fill('Second, but better');
  await editor.evaluate((box) => {
    const escape = { key: 'Escape', bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent('keydown', { ...escape, isComposing: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { ...escape, keyCode: 229 }));
  });
  await gate.open();
  await chat.state(1, 'done');
  await chat.queued.getByText('Held back while it is edited').waitFor();
  await chat.page.reload();
  await chat.ready();
  assert.equal(await editor.inputValue(), 'Second, but better');
  await editor.press('Enter');
  await chat.state(2, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Second, but better']);
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
  await chat.queues(2);
  await button(chat.queued.nth(1), 'Edit').click();
  const editor = chat.page.getByRole('textbox', { name: 'Queued text' });
  await editor.fill('Fourth, rewritten');
  await editor.press('Enter');
  await chat.queued.getByText('Fourth, rewritten').waitFor();
  assert.deepEqual(await texts(), ['Second', 'Fourth, rewritten']);
  await chat.box.press('Escape');
  await chat.state(1, 'stopped');
  await chat.page.getByRole('button', { name: 'Skip' }).click();
  await chat.state(4, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Second', 'Fourth, rewritten']);
  assert.equal(chat.posts[1].previous_interaction_id, undefined, 'a stopped turn is no parent');
});

test('ArrowUp takes the last one back into the empty box; Send now stops what runs and goes first', async () => {
  await running('Second', 'Third', 'Fourth');
  await chat.box.press('ArrowUp');
  assert.equal(await chat.box.inputValue(), 'Fourth');
  await chat.queues(2);
  assert.deepEqual(await texts(), ['Second', 'Third']);
  await button(chat.queued.nth(1), 'Send now').click();
  await chat.state(1, 'stopped');
  await chat.state(2, 'done');
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Third', 'Second']);
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
    await chat.turn(1).waitFor({ state: 'detached' });
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
