// A conversation leaves as a file and comes back. What is in the file, and what is wrong with one, is tested in
// tests/page/transfer.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConversationList } from './conversation_list.js';
import { begin, browser, Chat, contentOf, proxy } from './support.js';

begin();

/** All that is seen of the conversation. @param {Chat} chat */
const look = async (chat) => ({
  turns: await chat.turns.evaluateAll((all) =>
    all.map((turn) => [turn.dataset.turnState, /** @type {HTMLElement} */ (turn).innerText]),
  ),
  events: await chat.page.locator('[data-event-type]').evaluateAll((all) => all.map((event) => event.textContent)),
});

test('what is exported is imported as the same conversation; what cannot be read is named by line', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const list = new ConversationList(chat);
  const title = 'demo:thoughts 2 demo:search One';
  const save = async () => {
    const download = chat.page.waitForEvent('download');
    await list.choose(title, 'Export');
    return contentOf(await download);
  };
  /** @param {Buffer} buffer @param {string} name */
  const give = (buffer, name) =>
    chat.page.getByLabel('File to import').setInputFiles({ name, mimeType: 'application/jsonl', buffer });

  await chat.send(title);
  await chat.state(1, 'done');
  await chat.send('demo:400 Two');
  await chat.state(2, 'failed');
  await chat.send('echo: caf\u00e9 \ud83d\ude00 "quoted"\n\n  end ');
  await chat.state(3, 'done');
  const before = await look(chat);
  assert.equal(before.turns.length, 3);
  const first = await save();
  const [header] = first.toString().split('\n');
  assert.deepEqual(JSON.parse(header), { format: 'parley-conversation', version: 1, title });
  await list.choose(title, 'Rename');
  await chat.page.getByRole('textbox', { name: 'Title' }).fill('The original');
  await chat.page.keyboard.press('Enter');
  await list.shows(['The original']);
  await chat.switched(() => give(first, 'a.parley.jsonl'));
  await chat.state(3, 'done');
  await list.list.locator('[aria-current]').filter({ hasText: title }).waitFor();
  assert.deepEqual(await look(chat), before);
  assert.equal((await save()).equals(first), true);
  await chat.send('Goes on');
  await chat.state(4, 'done');
  assert.ok(chat.posts.at(-1).previous_interaction_id);
  await list.open('The original');
  await chat.until(() => document.querySelectorAll('article').length === 3); // a conversation of its own

  const lines = first.toString().split('\n');
  const last = lines.findIndex((line) => line.includes(' submit ') && line.includes('end'));
  assert.ok(last > 0);
  lines.splice(last + 2, 1, '{"what":"is this?"', '"1 nonsense 0 0\\n"');
  const said = chat.page.locator('#say');
  await chat.switched(() => give(Buffer.from(lines.join('\n')), 'odd.jsonl'));
  await said.filter({ hasText: `Line ${last + 3} is damaged` }).waitFor();
  await said.filter({ hasText: `Line ${last + 4} is damaged` }).waitFor();
  await chat.state(1, 'done');
  assert.equal((await look(chat)).turns[0][1], before.turns[0][1]);
  const count = await list.list.getByRole('listitem').count();
  assert.equal(count, 3);
  await give(Buffer.from('A letter\nto someone\nelse\n'), 'letter.txt');
  await said.filter({ hasText: 'letter.txt: ' }).waitFor();
  await said.filter({ hasText: 'Nothing could be read' }).waitFor();
  assert.equal(await list.list.getByRole('listitem').count(), count);
});
