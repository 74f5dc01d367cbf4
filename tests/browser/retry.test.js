// A busy service: waited for, or not, as the user likes.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '2']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const button = (name) => chat.turn(1).getByRole('button', { name, exact: true });
const status = () => chat.turn(1).locator('.state').textContent();

test('the wait that the service asks for counts down, then the message goes again by itself', async () => {
  await chat.send('demo:429 2 once Hello');
  await chat.state(1, 'failed');
  const first = Date.now();
  assert.match(await status(), /^Next try in [12] s$/);
  await chat.send('Behind');
  assert.equal(await chat.queued.count(), 1, 'the line waits for it');
  await chat.state(1, 'done');
  assert.ok(Date.now() - first > 1500);
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:429 2 once Hello', 'demo:429 2 once Hello', 'Behind'],
  );
  assert.ok(chat.posts[2].previous_interaction_id);
});

test('the wait can be cancelled, and the turn then waits for the user', async () => {
  await chat.send('demo:429 1 once Hello');
  await button('Cancel retry').click();
  assert.equal(await status(), 'Failed');
  assert.equal(await button('Cancel retry').count(), 0);
  // Another one that is waited for, and longer: by then the time of the first has come, too.
  await chat.box.fill('demo:429 1 once Other');
  await chat.box.press('Control+Enter');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input.slice(-5)),
    ['Hello', 'Other', 'Other'],
    'it was not sent again',
  );
  await button('Retry').click();
  await chat.state(1, 'done');
});

test('nobody has to wait: Retry now', async () => {
  await chat.send('demo:429 200 once Hello');
  await button('Retry now').click();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 2);
});

test("a day's quota is not waited for, and is called so", async () => {
  await chat.send('demo:429 1 daily Hello');
  await chat.state(1, 'failed');
  await chat.turn(1).getByText("Today's quota is used up").waitFor();
  assert.equal(await status(), 'Failed');
  assert.equal(await button('Cancel retry').count(), 0);
  await button('Retry').waitFor();
});

test('an overloaded service is tried again without being asked', async () => {
  await chat.send('demo:503 once Hello');
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 2);
});
