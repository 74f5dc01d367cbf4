// The list of conversations, and several of them at once.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { assertWhole, streamIds } from './truth.js';

let proxy, browser, chat, list;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
  list = chat.page.getByRole('navigation', { name: 'Conversations' });
});
afterEach(() => chat.close());

const button = (name) => chat.page.getByRole('button', { name, exact: true });
const item = (title) => list.getByRole('listitem').filter({ hasText: title });
const titles = () => list.locator('.open').allTextContents();
const open = (title) => list.getByRole('button', { name: title, exact: true }).click();
const conversation = () => new URL(chat.page.url()).hash;

/** A conversation of its own with this message. */
async function converse(text) {
  await button('New conversation').click();
  await chat.send(text);
  await chat.state(1, 'done');
  return conversation();
}

async function choose(title, way) {
  const more = item(title).getByRole('button', { name: 'Options' });
  if ((await more.getAttribute('aria-expanded')) === 'false') await more.click();
  await item(title).getByRole('button', { name: way, exact: true }).click();
}

test('conversations are listed by their first message, the one in sight is marked, and each is opened again', async () => {
  assert.deepEqual(await titles(), []);
  await converse('echo: apples');
  await chat.send('echo: more apples');
  await chat.state(2, 'done');
  await converse('echo: pears');
  assert.deepEqual(await titles(), ['echo: pears', 'echo: apples']);
  assert.equal(await list.locator('[aria-current]').textContent(), 'echo: pears');
  await open('echo: apples');
  await chat.state(2, 'done');
  assert.equal(await chat.answer(2), 'more apples');
  assert.equal((await chat.events.count()) > 4, true);
  assert.equal(await list.locator('[aria-current]').textContent(), 'echo: apples');
  await chat.send('What did I say first?');
  await chat.state(3, 'done');
  assert.match(await chat.answer(3), /apples/);
  await chat.page.goBack();
  await chat.turn(1).filter({ hasText: 'pears' }).waitFor();
  assert.equal(await chat.turns.count(), 1);
});

test('an address leads to its conversation, in another tab too; an unknown one is said', async () => {
  const address = chat.page.url() + (await converse('echo: apples'));
  await converse('echo: pears');
  const tab = new Chat(chat.context, await chat.context.newPage(), address.replace(/#.*#/, '#'));
  await tab.page.goto(tab.url);
  await tab.state(1, 'done');
  assert.equal(await tab.answer(1), 'apples');
  await tab.page.goto(`${proxy.url}/#c=AAAAAAAAAAAAAAAAAAAAAA`);
  await tab.page.getByText('not kept in this browser').first().waitFor();
});

test('each conversation has its own draft', async () => {
  await converse('echo: apples');
  await chat.box.fill('about apples');
  await converse('echo: pears');
  await chat.box.fill('about pears');
  await open('echo: apples');
  assert.equal(await chat.box.inputValue(), 'about apples');
  await open('echo: pears');
  assert.equal(await chat.box.inputValue(), 'about pears');
  await chat.page.reload();
  await chat.state(1, 'done');
  assert.equal(await chat.box.inputValue(), 'about pears');
  await open('echo: apples');
  assert.equal(await chat.box.inputValue(), 'about apples');
});

test('the search finds titles and what was said in messages and answers', async () => {
  await converse('Reply with exactly: the quick brown fox');
  await converse('echo: something about marmalade');
  await converse('echo: nothing');
  const search = chat.page.getByRole('searchbox', { name: 'Search conversations' });
  await search.fill('MARMALADE');
  await chat.until(() => document.querySelectorAll('#conversations li').length === 1);
  assert.deepEqual(await titles(), ['echo: something about marmalade']);
  await search.fill('fox quick');
  await item('Reply with exactly').waitFor();
  assert.equal((await titles()).length, 1);
  await search.fill('zebra');
  await list.getByText('No conversation has these words').waitFor();
  await search.press('Escape');
  await chat.until(() => document.querySelectorAll('#conversations li').length === 3);
});

test('a conversation is renamed and pinned, and stays so', async () => {
  await converse('echo: apples');
  await converse('echo: pears');
  await choose('echo: apples', 'Rename');
  const box = chat.page.getByRole('textbox', { name: 'Title' });
  await box.fill('Orchard');
  await box.press('Enter');
  await choose('Orchard', 'Pin');
  await chat.until(() => document.querySelector('#conversations .open')?.textContent === 'Orchard');
  await chat.page.reload();
  await chat.state(1, 'done');
  assert.deepEqual(await titles(), ['Orchard', 'echo: pears']);
  await open('Orchard');
  await chat.send('echo: another');
  await chat.state(2, 'done');
  assert.deepEqual(await titles(), ['Orchard', 'echo: pears'], 'a name that was given stays');
  await choose('Orchard', 'Rename');
  await box.fill('nothing of that');
  await box.press('Escape');
  assert.deepEqual(await titles(), ['Orchard', 'echo: pears']);
  await choose('Orchard', 'Unpin');
  await item('Orchard').getByRole('button', { name: 'Pin', exact: true }).waitFor();
});

test('deleting asks first; at the service too if wanted, and says what could not be deleted', async () => {
  const idOf = (turn) =>
    chat
      .turn(turn)
      .getByTitle(/Copy interaction id/)
      .getAttribute('data-text');
  const status = async (id) => (await fetch(`${proxy.url}/v1beta/interactions/${id}`)).status;
  await converse('echo: apples');
  const kept = await idOf(1);
  await choose('echo: apples', 'Delete');
  const dialog = chat.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(await titles(), ['echo: apples']);
  await choose('echo: apples', 'Delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await list.getByText('Conversations are listed here').waitFor();
  assert.equal(await chat.turns.count(), 0);
  assert.equal(await status(kept), 200, 'only asked for here');

  const hash = await converse('echo: pears');
  await chat.send('echo: two');
  await chat.state(2, 'done');
  const ids = [await idOf(1), await idOf(2)];
  await converse('echo: plums');
  await choose('echo: pears', 'Delete');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await chat.page.getByText('and 2 of its interactions').first().waitFor();
  for (const id of ids) assert.equal(await status(id), 404);
  await chat.page.goto(`${proxy.url}/${hash}`);
  await chat.page.getByText('not kept in this browser').first().waitFor();

  await open('echo: plums');
  await chat.state(1, 'done');
  await chat.page.route('**/v1beta/interactions/*', (route) =>
    route.fulfill({ status: 500, json: { error: { message: 'out of order' } } }),
  );
  await choose('echo: plums', 'Delete');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await chat.page
    .getByText(/1 could not be deleted there\. HTTP 500: out of order/)
    .first()
    .waitFor();
});

test('what a fork shares with another conversation stays at the service', async () => {
  const idOf = (turn) =>
    chat
      .turn(turn)
      .getByTitle(/Copy interaction id/)
      .getAttribute('data-text');
  const status = async (id) => (await fetch(`${proxy.url}/v1beta/interactions/${id}`)).status;
  await converse('echo: trunk');
  const trunk = await idOf(1);
  const url = chat.page.url();
  await chat.turn(1).getByRole('button', { name: 'Fork' }).click();
  await chat.page.waitForURL((now) => now.href !== url);
  await chat.send('echo: branch');
  await chat.state(2, 'done');
  await chat.send('echo: leaf');
  await chat.state(3, 'done');
  const branch = [await idOf(2), await idOf(3)];
  const dialog = chat.page.getByRole('dialog');
  for (const [count, kept, gone] of [
    [2, [trunk], branch],
    [1, [], [trunk]],
  ]) {
    const newest = list.getByRole('listitem').first();
    await newest.getByRole('button', { name: 'Options' }).click();
    await newest.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await chat.page.getByText(`and ${count} of its interactions`).first().waitFor();
    for (const id of kept) assert.equal(await status(id), 200);
    for (const id of gone) assert.equal(await status(id), 404);
  }
});

test('deleting a conversation that answers stops the answer', async () => {
  await chat.send('demo:long 100000 Go on');
  await chat.answering(1);
  const [id] = streamIds(chat.requests);
  const released = chat.page.waitForResponse(
    (response) => response.request().method() === 'DELETE' && response.url().endsWith(id),
  );
  await choose('demo:long 100000 Go on', 'Delete');
  await chat.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  assert.equal((await released).status(), 200);
  await list.getByText('Conversations are listed here').waitFor();
});

test('an answer goes on behind another conversation, is marked as running and then as new', async () => {
  await chat.send('demo:long 150 Hello');
  await chat.answering(1);
  const [id] = streamIds(chat.requests);
  await chat.send('/new');
  assert.equal(await chat.turns.count(), 0);
  await item('demo:long 150').getByText('Running').waitFor();
  await chat.send('echo: meanwhile');
  await chat.state(1, 'done');
  await item('demo:long 150').getByText('New answer').waitFor();
  await open('demo:long 150 Hello');
  await assertWhole(chat, proxy.url, 1, id);
  await chat.until(() => document.querySelectorAll('#conversations [data-mark=unread]').length === 0);
  assert.equal(chat.posts.length, 2);
});

test('conversations that ran when the page went away run on, also those out of sight', async () => {
  await chat.send('demo:long 150 One');
  await chat.answering(1);
  await chat.send('echo: one more');
  await chat.send('/new');
  await chat.send('demo:long 150 Two');
  await chat.answering(1);
  await chat.page.reload();
  await chat.answering(1);
  await item('demo:long 150 One').getByText('New answer').waitFor();
  await open('demo:long 150 One');
  await chat.state(2, 'done');
  assert.equal(await chat.answer(2), 'one more');
  assert.equal(chat.posts.length, 3);
});

test('of five conversations that answer at once at most four streams are open, and all become whole', async () => {
  const streams = new Set();
  let most = 0;
  const isStream = (request) =>
    /\/v1beta\/interactions$|\/parley\/streams\//.test(request.url()) && request.method() !== 'DELETE';
  const tabs = [chat.page, await chat.context.newPage()];
  const requests = [];
  for (const page of tabs) {
    page.on('request', (request) => {
      requests.push(request);
      if (isStream(request)) streams.add(request);
      most = Math.max(most, streams.size);
    });
    for (const over of ['requestfinished', 'requestfailed']) page.on(over, (request) => streams.delete(request));
  }
  const other = new Chat(chat.context, tabs[1], proxy.url);
  await other.load();
  const words = 600;
  for (const [tab, name] of [
    [chat, 'A'],
    [chat, 'B'],
    [other, 'C'],
    [other, 'D'],
    [chat, 'E'],
  ]) {
    await tab.page.getByRole('button', { name: 'New conversation' }).click();
    await tab.send(`demo:long ${words} ${name}`);
    await tab.answering(1);
  }
  assert.equal(most, 4);
  await open(`demo:long ${words} A`);
  await chat.state(1, 'done');
  assert.equal(most, 4);
  await chat.until(() => document.querySelectorAll('#conversations [data-mark=running]').length === 0);
  const ids = streamIds(requests);
  assert.equal(new Set(ids).size, 5);
  for (const [at, name] of ['A', 'B', 'C', 'D', 'E'].entries()) {
    await open(`demo:long ${words} ${name}`);
    await chat.state(1, 'done');
    const turn = await chat.turn(1).locator('[data-part=user]').textContent();
    assert.match(turn, new RegExp(`${name}$`));
    await assertWhole(chat, proxy.url, 1, ids[at]);
  }
  assert.equal(most, 4);
  assert.equal(ids.length, 5, 'one POST each');
});

test('what is exported is imported as the same conversation, and exported as the same file', async () => {
  await chat.send('demo:thoughts 2 demo:search One');
  await chat.state(1, 'done');
  await chat.send('demo:400 Two');
  await chat.state(2, 'failed');
  await chat.send('echo: caf\u00e9 \ud83d\ude00 "quoted"\n\n  end ');
  await chat.state(3, 'done');
  const look = async () => ({
    turns: await chat.turns.evaluateAll((all) => all.map((turn) => [turn.dataset.turnState, turn.innerText])),
    events: await chat.page.locator('[data-event-type]').evaluateAll((all) => all.map((event) => event.textContent)),
  });
  const save = async (title) => {
    const download = chat.page.waitForEvent('download');
    await choose(title, 'Export');
    return readFile(await (await download).path());
  };
  const before = await look();
  const first = await save('demo:thoughts 2 demo:search One');
  const [header] = first.toString().split('\n');
  assert.deepEqual(JSON.parse(header), {
    format: 'parley-conversation',
    version: 1,
    title: 'demo:thoughts 2 demo:search One',
  });
  await choose('demo:thoughts 2 demo:search One', 'Rename');
  await chat.page.getByRole('textbox', { name: 'Title' }).fill('The original');
  await chat.page.keyboard.press('Enter');
  await chat.switched(() =>
    chat.page
      .getByLabel('File to import')
      .setInputFiles({ name: 'a.parley.jsonl', mimeType: 'application/jsonl', buffer: first }),
  );
  await chat.state(3, 'done');
  assert.equal(await list.locator('[aria-current]').textContent(), 'demo:thoughts 2 demo:search One');
  assert.deepEqual(await look(), before);
  assert.equal((await save('demo:thoughts 2 demo:search One')).equals(first), true);
  await chat.send('Goes on');
  await chat.state(4, 'done');
  assert.ok(chat.posts.at(-1).previous_interaction_id);
  await open('The original');
  await chat.state(3, 'done');
  assert.equal(await chat.turns.count(), 3, 'a conversation of its own');
});

test('a damaged or foreign file is named by line, and what could be read is kept', async () => {
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send('echo: two');
  await chat.state(2, 'done');
  const download = chat.page.waitForEvent('download');
  await choose('echo: one', 'Export');
  const lines = (await readFile(await (await download).path())).toString().split('\n');
  const last = lines.findIndex((line) => line.includes(' submit ') && line.includes('two'));
  lines.splice(last + 2, 1, '{"what":"is this?"', '"1 nonsense 0 0\\n"');
  const give = (text) =>
    chat.page
      .getByLabel('File to import')
      .setInputFiles({ name: 'odd.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await give(lines.join('\n'));
  const said = chat.page.locator('#say');
  await said.filter({ hasText: `Line ${last + 3} is damaged` }).waitFor();
  assert.match(await said.textContent(), new RegExp(`Line ${last + 4} is damaged`));
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), 'one');
  assert.equal(await list.getByRole('listitem').count(), 2);
  await give('A letter\nto someone\nelse\n');
  await said.filter({ hasText: 'odd.jsonl, line 1' }).waitFor();
  assert.match(await said.textContent(), /Nothing could be read/);
  assert.equal(await list.getByRole('listitem').count(), 2);
});

test('on a phone the list lies over the conversation and goes away by itself', async () => {
  const phone = await Chat.open(browser, proxy.url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  const drawer = phone.page.getByRole('navigation', { name: 'Conversations' });
  assert.equal(await drawer.isVisible(), false);
  await phone.send('echo: apples');
  await phone.state(1, 'done');
  await phone.page.getByRole('button', { name: 'New conversation' }).tap();
  await phone.page.getByRole('button', { name: 'Show conversations' }).tap();
  await drawer.getByRole('button', { name: 'echo: apples' }).tap();
  await phone.state(1, 'done');
  assert.equal(await drawer.isVisible(), false);
  await phone.page.getByRole('button', { name: 'Show conversations' }).tap();
  await phone.page.keyboard.press('Escape');
  assert.equal(await drawer.isVisible(), false);
  await phone.close();
});
