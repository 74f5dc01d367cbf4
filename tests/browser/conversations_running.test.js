// Several conversations that answer at once. Who makes room for whom is tested in tests/page/budget.test.js.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ConversationList } from './conversation_list.js';
import { begin, chat, proxy } from './support.js';
import { assertWhole, streamIds } from './truth.js';

/** @type {ConversationList} */
let list;
begin({ each: true });
beforeEach(() => {
  list = new ConversationList(chat);
});

test('an answer goes on behind another conversation, is marked as running and then as new', async () => {
  const gate = proxy.gate(5);
  const title = `${gate} demo:long 20 Hello`;
  await chat.send(title);
  await chat.answering(1);
  const [id] = streamIds(chat.requests);
  await chat.send('/new');
  await chat.until(() => !document.querySelector('article'));
  await list.item(title).getByText('Running').waitFor();
  await chat.send('echo: meanwhile');
  await chat.state(1, 'done');
  await gate.open();
  await list.item(title).getByText('New answer').waitFor();
  await list.open(title);
  await chat.state(1, 'done');
  await assertWhole(chat, proxy.url, 1, id);
  await chat.until(() => document.querySelectorAll('#conversations [data-mark=unread]').length === 0);
  assert.equal(chat.posts.length, 2);
});

test('conversations that ran when the page went away run on, also those out of sight', async () => {
  const [one, two] = [proxy.gate(5), proxy.gate(5)];
  await chat.send(`${one} demo:long 20 One`);
  await chat.answering(1);
  await chat.send('echo: one more');
  await chat.queues(1);
  await chat.send('/new');
  await chat.send(`${two} demo:long 20 Two`);
  await chat.turn(1).filter({ hasText: 'Two' }).waitFor();
  await chat.answering(1);
  await chat.page.reload();
  await chat.answering(1);
  await one.open();
  await list.item('One').getByText('New answer').waitFor();
  await list.open(`${one} demo:long 20 One`);
  await chat.state(2, 'done');
  assert.equal(await chat.answer(2), 'one more');
  assert.equal(chat.posts.length, 3);
  await two.open();
  await list.item('Two').getByText('New answer').waitFor();
  assert.equal(chat.posts.length, 3);
});

test('of five conversations that answer at once at most four streams are open, and all become whole', async () => {
  const other = await chat.another(proxy.url);
  await other.ready();
  /** @type {Set<import('playwright-core').Request>} */
  const streams = new Set();
  /** @type {import('playwright-core').Request[]} */
  const requests = [];
  let most = 0;
  const isStream = (/** @type {import('playwright-core').Request} */ request) =>
    /\/v1beta\/interactions$|\/parley\/streams\//.test(request.url()) && request.method() !== 'DELETE';
  for (const { page } of [chat, other]) {
    page.on('request', (request) => {
      requests.push(request);
      if (isStream(request)) streams.add(request);
      most = Math.max(most, streams.size);
    });
    page.on('requestfinished', (request) => streams.delete(request));
    page.on('requestfailed', (request) => streams.delete(request));
  }
  const gates = [];
  const titles = [];
  for (const [tab, name] of /** @type {[import('./support.js').Chat, string][]} */ ([
    [chat, 'A'],
    [chat, 'B'],
    [other, 'C'],
    [other, 'D'],
    [chat, 'E'],
  ])) {
    const gate = proxy.gate(5);
    gates.push(gate);
    titles.push(`${gate} demo:long 20 ${name}`);
    await tab.page.bringToFront();
    await tab.page.getByRole('button', { name: 'New conversation' }).click();
    await tab.send(titles[titles.length - 1]);
    await tab
      .turn(1)
      .filter({ hasText: `20 ${name}` })
      .waitFor();
    await tab.says(1, 'word5');
  }
  assert.equal(most, 4);
  await list.open(titles[0]);
  await chat.says(1, 'word5');
  for (const gate of gates) await gate.open();
  await chat.state(1, 'done');
  await chat.until(() => document.querySelectorAll('#conversations [data-mark=running]').length === 0);
  const ids = streamIds(requests);
  assert.equal(new Set(ids).size, 5);
  for (const [at, title] of titles.entries()) {
    await list.open(title);
    await chat.turn(1).filter({ hasText: title }).waitFor();
    await chat.state(1, 'done');
    await assertWhole(chat, proxy.url, 1, ids[at]);
  }
  assert.equal(most, 4);
  assert.equal(ids.length, 5, 'one POST each');
});
