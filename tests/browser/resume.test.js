// What was under way when the page or the network went away goes on: nothing lost, nothing twice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { assertWhole, streamIds } from './truth.js';
import { wired } from './wire.js';

let proxy, wire, browser;
before(async () => {
  [{ proxy, wire }, browser] = await Promise.all([wired(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await wire?.close();
  await proxy?.stop();
});

/** Waits for the answer to have come to this word. */
const past = (chat, word, turn = 1) =>
  chat
    .turn(turn)
    .locator('[data-part=answer]')
    .filter({ hasText: new RegExp(`${word}\\b`) })
    .waitFor();

test('an answer goes on after a reload in mid-stream, with one POST and every event once', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:long 150 Hello');
  await past(chat, 'word5');
  await chat.page.reload();
  await past(chat, 'word30');
  await chat.page.reload();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
  await chat.send('And on');
  await chat.state(2, 'done');
  assert.ok(chat.posts[1].previous_interaction_id);
  assert.deepEqual(chat.problems, []);
  await chat.close();
});

test('a reload right after sending neither loses nor doubles the message', async () => {
  const chat = await Chat.open(browser, proxy.url);
  for (let turn = 1; turn <= 4; ++turn) {
    await chat.box.fill(`echo: message ${turn}`);
    await chat.box.press('Enter');
    await chat.page.reload();
    await chat.state(turn, 'done');
    assert.equal(await chat.answer(turn), `message ${turn}`);
    assert.equal(await chat.box.inputValue(), '');
  }
  assert.equal(await chat.turns.count(), 4);
  await chat.send('What did I say three turns ago?');
  await chat.state(5, 'done');
  assert.match(await chat.answer(5), /message 2/);
  await chat.close();
});

test('the queue and the draft survive a reload, and go out in order', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:long 500 First');
  await chat.answering(1);
  for (const text of ['echo: two', 'echo: three', 'echo: four']) await chat.send(text);
  await chat.queued.nth(1).getByRole('button', { name: 'Delete' }).click();
  await chat.box.fill('a draft');
  await chat.page.reload();
  await chat.queued.nth(1).waitFor();
  assert.deepEqual(await chat.queued.locator('[data-part=user]').allTextContents(), ['echo: two', 'echo: four']);
  assert.equal(await chat.box.inputValue(), 'a draft');
  await chat.state(4, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:long 500 First', 'echo: two', 'echo: four'],
  );
  assert.equal(await chat.answer(4), 'four');
  await chat.close();
});

test('a tab that was closed in mid-answer is opened again, and the answer goes on', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:long 150 Hello');
  await past(chat, 'word5');
  const address = chat.page.url();
  await chat.page.close();
  const again = new Chat(chat.context, await chat.context.newPage(), address);
  await again.page.goto(address);
  await past(again, 'word20');
  await again.state(1, 'done');
  assert.deepEqual(again.posts, []);
  await assertWhole(again, proxy.url, 1, streamIds(chat.requests)[0]);
  await again.close();
});

test('an answer that ended while no page was open is there afterwards', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:long 60 Hello');
  await past(chat, 'word5');
  const address = chat.page.url();
  await chat.page.goto('about:blank');
  const [id] = streamIds(chat.requests);
  await (await fetch(`${proxy.url}/parley/streams/${id}?offset=0`)).text();
  await chat.page.goto(address);
  await chat.state(1, 'done');
  await assertWhole(chat, proxy.url, 1, id);
  await chat.close();
});

test('a network that goes away and comes back costs nothing, and is said quietly', async () => {
  const chat = await Chat.open(browser, wire.url);
  await chat.send('demo:long 600 Hello');
  await past(chat, 'word5');
  wire.down();
  await chat.connection.and(chat.page.locator('[data-state=reconnecting], [data-state=offline]')).waitFor();
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  assert.equal(await chat.turn(1).locator('[data-part=error]').count(), 0);
  wire.up = true;
  await chat.page.evaluate(() => dispatchEvent(new Event('online')));
  await chat.connection.and(chat.page.locator('[data-state=connected]')).waitFor();
  await past(chat, 'word60');
  wire.cut();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
  await chat.close();
});

test('half a minute without a network, then it goes on by itself', async () => {
  const chat = await Chat.open(browser, wire.url);
  await chat.send('demo:long 200 Hello');
  await past(chat, 'word5');
  await chat.context.setOffline(true);
  wire.cut();
  const lost = performance.now();
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  await chat.page.waitForTimeout(30_000 - (performance.now() - lost)); // what the test is about
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat.context.setOffline(false);
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
  await chat.close();
});

test('a message sent without a network goes out once there is one, once', async () => {
  const chat = await Chat.open(browser, wire.url);
  await chat.context.setOffline(true);
  await chat.send('echo: against the odds');
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  await chat.context.setOffline(false);
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), 'against the odds');
  assert.equal(new Set(streamIds(chat.requests)).size, 1);
  await chat.send('What did I say before?');
  await chat.state(2, 'done');
  assert.equal((await chat.answer(2)).split('against the odds').length, 2);
  await chat.close();
});

test('a machine that slept asks anew for what it was reading', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.clock.install();
  await chat.load();
  await chat.send('demo:long 300 Hello');
  await past(chat, 'word3');
  const replay = chat.page.waitForRequest(/\/parley\/streams\/.*offset=[1-9]/);
  await chat.page.clock.fastForward(60000);
  await replay;
  await past(chat, 'word100');
  assert.equal(chat.posts.length, 1);
  await chat.close();
});
