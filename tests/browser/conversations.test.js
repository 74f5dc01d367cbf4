// The list of conversations. What it knows, finds and sorts is tested in tests/page/library.test.js.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ConversationList } from './conversation_list.js';
import { begin, browser, Chat, chat, proxy } from './support.js';
import { streamIds } from './truth.js';

/** @type {ConversationList} */
let list;
begin({ each: true });
beforeEach(() => {
  list = new ConversationList(chat);
});

/** Of a turn's interaction at the service. @param {number} turn */
const idOf = async (turn) =>
  (await chat
    .turn(turn)
    .getByTitle(/Copy interaction id/)
    .getAttribute('data-text')) ?? '';

/** @param {string} id */
const status = async (id) => (await fetch(`${proxy.url}/v1beta/interactions/${id}`)).status;

test('conversations are listed by their first message, opened again, each with its address and its draft', async () => {
  await list.shows([]);
  const apples = await list.converse('echo: apples');
  await chat.send('echo: more apples');
  await chat.state(2, 'done');
  await chat.box.fill('about apples');
  await list.converse('echo: pears');
  await list.shows(['echo: pears', 'echo: apples']);
  assert.equal(await list.list.locator('[aria-current]').textContent(), 'echo: pears');
  await chat.box.fill('about pears');

  await list.open('echo: apples');
  await chat.state(2, 'done');
  assert.equal(await chat.answer(2), 'more apples');
  assert.equal(await chat.box.inputValue(), 'about apples');
  assert.ok((await chat.events.count()) > 4);
  assert.equal(await list.list.locator('[aria-current]').textContent(), 'echo: apples');
  await chat.page.goBack();
  await chat.turn(1).filter({ hasText: 'pears' }).waitFor();
  assert.equal(await chat.turns.count(), 1);
  assert.equal(await chat.box.inputValue(), 'about pears');
  await chat.page.reload();
  await chat.state(1, 'done');
  assert.equal(await chat.box.inputValue(), 'about pears');
  await list.open('echo: apples');
  assert.equal(await chat.box.inputValue(), 'about apples');
  await chat.send('What did I say first?');
  await chat.state(3, 'done');
  assert.match(await chat.answer(3), /apples/);

  const tab = await chat.another(`${proxy.url}/${apples}`);
  await tab.state(1, 'done');
  assert.equal(await tab.answer(1), 'apples');
  await tab.page.goto(`${proxy.url}/#c=AAAAAAAAAAAAAAAAAAAAAA`);
  await tab.page.getByText('not kept in this browser').first().waitFor();
});

test('a conversation is found by what was said, renamed and pinned, and stays so', async () => {
  await list.converse('Reply with exactly: the quick brown fox');
  await list.converse('echo: something about marmalade');
  await chat.send('echo: and Toast');
  await chat.state(2, 'done');
  await list.converse('echo: pears');
  const search = chat.page.getByRole('searchbox', { name: 'Search conversations' });
  await search.fill('MARMALADE');
  await list.shows(['echo: something about marmalade']);
  await search.fill('fox quick');
  await list.shows(['Reply with exactly: the quick brown fox']);
  await search.fill('toast marmalade'); // one of them in an answer only
  await list.shows(['echo: something about marmalade']);
  await search.fill('zebra');
  await list.list.getByText('No conversation has these words').waitFor();
  await search.press('Escape');
  await list.shows(['echo: pears', 'echo: something about marmalade', 'Reply with exactly: the quick brown fox']);

  await list.choose('marmalade', 'Rename');
  const box = chat.page.getByRole('textbox', { name: 'Title' });
  await box.fill('Breakfast');
  await box.press('Enter');
  await list.choose('Breakfast', 'Pin');
  const pinned = ['Breakfast', 'echo: pears', 'Reply with exactly: the quick brown fox'];
  await list.shows(pinned);
  await chat.page.reload();
  await chat.state(1, 'done');
  await list.shows(pinned);
  await list.open('Breakfast');
  await chat.send('echo: another');
  await chat.state(3, 'done');
  await list.shows(pinned); // a name that was given stays
  await list.choose('Breakfast', 'Rename');
  await box.fill('nothing of that');
  await box.press('Escape');
  await box.waitFor({ state: 'detached' });
  await list.shows(pinned);
  await list.choose('Breakfast', 'Unpin');
  await list.item('Breakfast').getByRole('button', { name: 'Pin', exact: true }).waitFor();
});

test('deleting asks first; at the service too if wanted, and says what could not be deleted', async () => {
  await list.converse('echo: apples');
  const kept = await idOf(1);
  await list.choose('echo: apples', 'Delete');
  await list.dialog.getByRole('button', { name: 'Cancel' }).click();
  await list.shows(['echo: apples']);
  await list.choose('echo: apples', 'Delete');
  await list.dialog.getByRole('button', { name: 'Delete' }).click();
  await list.list.getByText('Conversations are listed here').waitFor();
  assert.equal(await chat.turns.count(), 0);
  assert.equal(await status(kept), 200, 'only asked for here');

  const hash = await list.converse('echo: pears');
  await chat.send('echo: two');
  await chat.state(2, 'done');
  const ids = [await idOf(1), await idOf(2)];
  await list.converse('echo: plums');
  await list.deleteEverywhere('echo: pears');
  await chat.page.getByText('and 2 of its interactions').first().waitFor();
  assert.deepEqual(await Promise.all(ids.map(status)), [404, 404]);
  await chat.page.goto(`${proxy.url}/${hash}`);
  await chat.page.getByText('not kept in this browser').first().waitFor();

  await list.open('echo: plums');
  await chat.state(1, 'done');
  await chat.page.route('**/v1beta/interactions/*', (route) =>
    route.fulfill({ status: 500, json: { error: { message: 'out of order' } } }),
  );
  await list.deleteEverywhere('echo: plums');
  await chat.page
    .getByText(/1 could not be deleted there\. HTTP 500: out of order/)
    .first()
    .waitFor();
});

test('what a fork shares with another conversation stays at the service', async () => {
  await list.converse('echo: trunk');
  const trunk = await idOf(1);
  await chat.switched(() => chat.turn(1).getByRole('button', { name: 'Fork' }).click());
  await chat.send('echo: branch');
  await chat.state(2, 'done');
  await chat.send('echo: leaf');
  await chat.state(3, 'done');
  const branch = [await idOf(2), await idOf(3)];
  const deleteNewest = async () => {
    const newest = list.list.getByRole('listitem').first();
    await newest.getByRole('button', { name: 'Options' }).click();
    await newest.getByRole('button', { name: 'Delete', exact: true }).click();
    await list.dialog.getByRole('checkbox').check();
    await list.dialog.getByRole('button', { name: 'Delete' }).click();
  };
  await deleteNewest();
  await chat.page.getByText('and 2 of its interactions').first().waitFor();
  assert.deepEqual(await Promise.all([trunk, ...branch].map(status)), [200, 404, 404]);
  await deleteNewest();
  await chat.page.getByText('and 1 of its interactions').first().waitFor();
  assert.equal(await status(trunk), 404);
});

test('deleting a conversation that answers stops the answer', async () => {
  await chat.send(`${proxy.gate(5)} demo:long 20 Go on`);
  await chat.answering(1);
  const [id] = streamIds(chat.requests);
  const released = chat.page.waitForResponse(
    (response) => response.request().method() === 'DELETE' && response.url().endsWith(id),
  );
  await list.choose('Go on', 'Delete');
  await list.dialog.getByRole('button', { name: 'Delete' }).click();
  assert.equal((await released).status(), 200);
  await list.list.getByText('Conversations are listed here').waitFor();
});

test('on a phone the list lies over the conversation and goes away by itself', async (t) => {
  const phone = await Chat.open(browser, proxy.url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  t.after(() => phone.close());
  const drawer = phone.page.getByRole('navigation', { name: 'Conversations' });
  assert.equal(await drawer.isVisible(), false);
  await phone.send('echo: apples');
  await phone.state(1, 'done');
  await phone.page.getByRole('button', { name: 'New conversation' }).tap();
  await phone.page.getByRole('button', { name: 'Show conversations' }).tap();
  await drawer.getByRole('button', { name: 'echo: apples', exact: true }).tap();
  await phone.state(1, 'done');
  await drawer.waitFor({ state: 'hidden' });
  await phone.page.getByRole('button', { name: 'Show conversations' }).tap();
  await drawer.waitFor();
  await phone.page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
});
