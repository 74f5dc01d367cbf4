// What was under way when the page or the network went away goes on: nothing lost, nothing twice.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';
import { assertWhole, streamIds } from './truth.js';
import { wired } from './wire.js';

/** @type {import('./wire.js').Wire} */
let wire;
begin({
  whole: true,
  start: async () => {
    const both = await wired(['--demo-pace', '0']);
    wire = both.wire;
    return both.proxy;
  },
});
after(() => wire?.close());

test('an answer goes on after reloads and in a tab that is opened again, by one POST, every event once', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const [first, second, third] = [proxy.gate(5), proxy.gate(10), proxy.gate(15)];
  await chat.send(`${first} ${second} ${third} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  await chat.page.reload();
  await first.open();
  await chat.says(1, 'word10');
  await chat.page.reload();
  await second.open();
  await chat.says(1, 'word15');
  const address = chat.page.url();
  await chat.page.close();
  const again = await chat.another(address);
  await third.open();
  await again.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  assert.equal(again.posts.length, 0);
  await assertWhole(again, proxy.url, 1, streamIds(chat.requests)[0]);
  await again.send('And on');
  await again.state(2, 'done');
  assert.ok(again.posts[0].previous_interaction_id);
  assert.deepEqual([...chat.problems, ...again.problems], []);
});

test('while its look-ups are refused an answer is waited for, and its message is not sent again', async (t) => {
  const chat = await Chat.open(browser, wire.url);
  t.after(() => chat.close());
  const refusals = [503, 429, 500];
  /** @type {() => void} */
  let through = () => {};
  const refused = new Promise((resolve) => (through = () => resolve(undefined)));
  await chat.page.route(/\/parley\/streams\//, (route) => {
    const status = refusals.shift();
    if (!refusals.length) through();
    const body = '{"error":{"code":"unavailable","message":"The interaction service is busy."}}';
    return status ? route.fulfill({ status, contentType: 'application/json', body }) : route.continue();
  });
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  wire.cut();
  await refused;
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await gate.open();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  assert.equal(await gate.reached(), 1, 'one answer is upstream');
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
});

test('an answer that ended while no page was open is there afterwards', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  const address = chat.page.url();
  await chat.page.goto('about:blank');
  const [id] = streamIds(chat.requests);
  await gate.open();
  await (await fetch(`${proxy.url}/parley/streams/${id}?offset=0`)).text();
  await chat.page.goto(address);
  await chat.state(1, 'done');
  await assertWhole(chat, proxy.url, 1, id);
});

test('a reload right after sending neither loses nor doubles the message', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
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
});

test('the queue and the draft survive a reload, and go out in order', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const gate = proxy.gate(5);
  const first = `${gate} demo:long 20 First`;
  await chat.send(first);
  await chat.answering(1);
  for (const text of ['echo: two', 'echo: three', 'echo: four']) await chat.send(text);
  await chat.queues(3);
  await chat.queued.nth(1).getByRole('button', { name: 'Delete' }).click();
  await chat.queues(2);
  await chat.box.fill('a draft');
  await chat.page.reload();
  await chat.queues(2);
  assert.deepEqual(await chat.queued.locator('[data-part=user]').allTextContents(), ['echo: two', 'echo: four']);
  assert.equal(await chat.box.inputValue(), 'a draft');
  await gate.open();
  await chat.state(4, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    [first, 'echo: two', 'echo: four'],
  );
  assert.equal(await chat.answer(4), 'four');
});

test('a network that goes away and comes back costs nothing, and is said quietly', async (t) => {
  const chat = await Chat.open(browser, wire.url);
  t.after(() => chat.close());
  const [first, second] = [proxy.gate(5), proxy.gate(10)];
  await chat.send(`${first} ${second} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  wire.down();
  await chat.connection.and(chat.page.locator('[data-state=reconnecting], [data-state=offline]')).waitFor();
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  assert.equal(await chat.turn(1).locator('[data-part=error]').count(), 0);
  wire.up = true;
  await chat.page.evaluate(() => dispatchEvent(new Event('online')));
  await chat.connection.and(chat.page.locator('[data-state=connected]')).waitFor();
  await first.open();
  await chat.says(1, 'word10');
  wire.cut();
  await second.open();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
});

test('a part of the page for which the network was gone is asked for again', async (t) => {
  const chat = await Chat.open(browser, wire.url);
  t.after(() => chat.close());
  await chat.page.route(/\/inspector-\w+\.js$/, (route) => route.abort(), { times: 1 });
  await chat.send('One');
  await chat.page.getByText('could not be loaded').waitFor();
  await chat.send('Two');
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
});

test('what such a part needs in turn is asked for again, too', async (t) => {
  const chat = await Chat.open(browser, wire.url);
  t.after(() => chat.close());
  /** @type {Set<string>} each is gone once */
  const gone = new Set();
  await chat.page.route(/\/(inspector|chunk)-\w+\.js$/, (route) => {
    const url = route.request().url();
    if (gone.has(url)) return route.continue();
    gone.add(url);
    return route.abort();
  });
  for (let turn = 1; turn <= 5; ++turn) {
    await chat.send('Again');
    await chat.state(turn, 'done');
  }
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
  assert.ok(gone.size > 1);
});

for (const [part, message, shown] of /** @type {const} */ ([
  ['media', 'demo:image Draw', '[data-part=answer] img'],
  ['tools', 'demo:search Look', '[data-part=tools] details'],
])) {
  test(`what shows ${part} is asked for again where the network was gone for the first of them`, async (t) => {
    const chat = await Chat.open(browser, wire.url);
    t.after(() => chat.close());
    await chat.page.route(new RegExp(`/${part}-\\w+\\.js$`), (route) => route.abort(), { times: 1 });
    await chat.send(message);
    await chat.turn(1).getByText('could not be loaded').waitFor();
    await chat.send(message);
    await chat.turn(2).locator(shown).first().waitFor();
  });
}

test('a failed turn can be sent again where what advises could not be loaded; it is asked for again', async (t) => {
  const chat = await Chat.open(browser, wire.url);
  t.after(() => chat.close());
  await chat.page.route(/\/turn_error-\w+\.js/, (route) => route.abort(), { times: 1 });
  const refused = chat.page.waitForEvent('requestfailed');
  await chat.send('demo:400 Hello');
  await chat.state(1, 'failed');
  await refused;
  const error = chat.turn(1).locator('[data-part=error]');
  await error.getByText('The request is invalid.').waitFor();
  assert.equal(await error.locator('.advice').count(), 0);
  await error.getByRole('button', { name: 'Retry', exact: true }).click();
  await error.locator('.advice').waitFor();
  assert.equal(chat.posts.length, 2);
});

test('half a minute without a network: it goes on by itself, and what was sent meanwhile goes out once', async (t) => {
  const chat = await Chat.open(browser, wire.url, { clock: true });
  t.after(() => chat.close());
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  await chat.context.setOffline(true);
  wire.cut();
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  for (let s = 0; s < 30; s += 10) await chat.page.clock.fastForward(10_000); // at once it would be a sleep
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await gate.open();
  await chat.context.setOffline(false);
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);

  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  const before = chat.requests.length;
  await chat.context.setOffline(true);
  await chat.send('echo: against the odds');
  await chat.connection.filter({ hasText: 'not reachable' }).waitFor();
  await chat.context.setOffline(false);
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), 'against the odds');
  assert.equal(new Set(streamIds(chat.requests.slice(before))).size, 1);
  await chat.send('What did I say before?');
  await chat.state(2, 'done');
  assert.equal((await chat.answer(2)).split('against the odds').length, 2);
});

test('a machine that slept asks anew for what it was reading', async (t) => {
  const chat = await Chat.open(browser, proxy.url, { clock: true });
  t.after(() => chat.close());
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Hello`);
  await chat.says(1, 'word5');
  const replay = chat.page.waitForRequest(/\/parley\/streams\/.*offset=[1-9]/);
  await chat.page.clock.fastForward(60000);
  await replay;
  await gate.open();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 1);
  await assertWhole(chat, proxy.url, 1, streamIds(chat.requests)[0]);
});
