// What goes wrong is said plainly, can be retried, and loses nothing.

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

const error = (number) => chat.turn(number).locator('[data-part=error]');
const press = (number, name) => chat.turn(number).getByRole('button', { name, exact: true }).click();

test('a refusal shows the status, the code and the words of the service, and the raw body', async () => {
  await chat.send('demo:400 x');
  await chat.state(1, 'failed');
  const text = await error(1).innerText();
  assert.match(text, /HTTP 400/);
  assert.match(text, /invalid_request|INVALID_ARGUMENT/);
  await error(1).locator('summary').click();
  assert.match(await error(1).locator('pre').innerText(), /"error"/);
});

test('Retry sends the same message again, and only that', async () => {
  await chat.send('demo:500 once Hello');
  await chat.state(1, 'failed');
  await press(1, 'Retry');
  await chat.state(1, 'done');
  assert.equal(await error(1).count(), 0);
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:500 once Hello', 'demo:500 once Hello'],
  );
  assert.equal(await chat.turns.count(), 1);
});

test('a failure holds the queue until Retry or Skip; the failed turn is no parent', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('demo:slow 50 demo:error Two');
  await chat.send('Three');
  await chat.state(2, 'failed');
  assert.match(await error(2).innerText(), /gateway_timeout/);
  assert.notEqual(await chat.answer(2), '', 'what arrived stays');
  assert.equal(await chat.queued.count(), 1);
  assert.equal(chat.posts.length, 2);
  await press(2, 'Skip');
  await chat.state(3, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, chat.posts[1].previous_interaction_id);
});

test('a busy service says how long, and is asked again by itself', async () => {
  await chat.send('demo:429 1 once Hello');
  await chat.state(1, 'failed');
  assert.match(await error(1).innerText(), /HTTP 429[^]*Retry in 1\.00 s/);
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 2);
});

test("a day's quota is not asked again by itself", async () => {
  await chat.send('demo:429 daily Hello');
  await chat.state(1, 'failed');
  assert.match(await error(1).innerText(), /quota is used up/);
  assert.equal(
    await chat
      .turn(1)
      .getByText(/Next try/)
      .count(),
    0,
  );
});

test('an answer that ends too early is not taken for a whole one', async () => {
  await chat.send('demo:lost x');
  await chat.state(1, 'failed');
  assert.match(await error(1).innerText(), /broke off/);
});

test('a page of HTML in place of an answer is named as such', async () => {
  await chat.send('demo:html x');
  await chat.state(1, 'failed');
  assert.match(await error(1).innerText(), /HTTP 502/);
});

test('an unknown model is refused, another one helps', async () => {
  await chat.model.fill('no-such-model');
  await chat.send('Hello');
  await chat.state(1, 'failed');
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('Hello again');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.model),
    ['no-such-model', 'gemini-3.8-flash'],
  );
});

test('a proxy that is killed in mid-answer is said to be gone, texts stay, and a new one is found', async () => {
  const own = await Proxy.start(['--demo-pace', '20']);
  const other = await Chat.open(browser, own.url);
  let next;
  try {
    await other.send('demo:long 100000 x');
    await other.answering(1);
    await other.send('Second');
    await other.box.fill('half a thought');
    await own.stop('SIGKILL');
    await other.connection.filter({ hasText: /not reachable|Reconnecting/ }).waitFor();
    assert.match(await other.answer(1), /^word1 /);
    assert.equal(await other.queued.count(), 1);
    assert.equal(await other.box.inputValue(), 'half a thought');

    next = await Proxy.start(['--demo-pace', '5'], own.port);
    await other.state(1, 'failed');
    assert.match(await other.turn(1).locator('[data-part=error]').innerText(), /cut|broke off/);
    await other.turn(1).getByRole('button', { name: 'Skip' }).click();
    await other.state(2, 'done');
    assert.deepEqual(
      other.posts.map((body) => body.input),
      ['demo:long 100000 x', 'Second'],
    );
    assert.equal(await other.box.inputValue(), 'half a thought');
  } finally {
    await other.close();
    await own.stop();
    await next?.stop();
  }
});
