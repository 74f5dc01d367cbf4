// Turns form a tree: a message asked again in other words, answers made anew, and the way between
// the versions. No turn ever disappears.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ each: true });

/** @param {number} number */
const idOf = (number) => chat.turn(number).locator('.id').getAttribute('data-text');
/** @param {number} number @param {string} name */
const button = (number, name) => chat.turn(number).getByRole('button', { name, exact: true });
/** Until the turns stand there in this order, each with the branch that it is on. @param {string[]} branches */
const inBranches = (branches) =>
  chat.until(
    (branches) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#log article'))]
        .map((turn) => `${turn.dataset.turn}${turn.dataset.branch ?? ''}`)
        .join() === branches,
    branches.join(),
  );

/** @param {...string} texts */
async function say(...texts) {
  for (const text of texts) await chat.send(text);
  await chat.state(texts.length, 'done');
}

test('asked again in other words, made anew, from version to version, on the map, after a reload', async () => {
  await say('One', 'Two', 'Three');
  await button(2, 'Edit message').click();
  const editor = chat.page.getByRole('textbox', { name: 'Text of the new version' });
  await editor.fill('Two, otherwise');
  await editor.press('Enter');
  await chat.state(4, 'done');
  assert.equal(chat.posts[3].input, 'Two, otherwise');
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(1));
  await inBranches(['1', '2other', '3other', '4']);
  await button(4, 'Regenerate').click();
  await chat.state(5, 'done');
  assert.equal(chat.posts[4].input, 'Two, otherwise');
  const versions = chat.turn(5).getByRole('group', { name: 'Versions of this turn' });
  await versions.getByText('3/3').waitFor();

  await button(5, 'Version before').click();
  await inBranches(['1', '2other', '3other', '4', '5other']);
  await button(4, 'Version before').click();
  await inBranches(['1', '2', '3', '4other', '5other']); // with all that followed it
  assert.ok(await button(2, 'Version before').evaluate((element) => element === document.activeElement));
  await chat.send('After three');
  await chat.state(6, 'done');
  assert.equal(chat.posts[5].previous_interaction_id, await idOf(3));

  await chat.page.getByRole('button', { name: 'Branches', exact: true }).click();
  const nodes = chat.page.getByRole('dialog', { name: 'Branches' }).locator('[data-node]');
  await nodes.nth(5).waitFor();
  const shown = () =>
    nodes.evaluateAll((all) =>
      all.map((node) => `${node.dataset.node} ${node.dataset.state} ${node.getAttribute('aria-current') ?? ''}`.trim()),
    );
  assert.deepEqual(await shown(), ['1 done true', '2 done true', '3 done true', '6 done true', '4 done', '5 done']);
  assert.equal(await nodes.first().getAttribute('title'), await idOf(1));
  const fifth = nodes.and(chat.page.locator('[data-node="5"]'));
  await fifth.focus();
  await chat.page.keyboard.press('Enter');
  await fifth.and(chat.page.locator('[aria-current=true]')).waitFor();
  assert.deepEqual(await shown(), ['1 done true', '2 done', '3 done', '6 done', '4 done', '5 done true']);
  assert.ok(await fifth.evaluate((node) => node === document.activeElement));
  await chat.page.keyboard.press('Escape');
  const before = ['1', '2other', '3other', '4other', '5', '6other'];
  await inBranches(before);

  await chat.page.reload();
  await chat.ready();
  await chat.state(6, 'done');
  await inBranches(before);
  await chat.send('After five');
  await chat.state(7, 'done');
  assert.equal(chat.posts.at(-1).previous_interaction_id, await idOf(5));
});

test('a turn on another branch is folded, and unfolds on demand', async () => {
  await say('demo:long 300 One');
  const height = async () => (await chat.turn(1).boundingBox())?.height ?? 0;
  const whole = await height();
  await button(1, 'Regenerate').click();
  await chat.state(2, 'done');
  await button(1, 'Show all').waitFor();
  assert.ok((await height()) < whole / 2);
  await button(1, 'Show all').click();
  await button(1, 'Show less').waitFor();
  assert.ok((await height()) > whole * 0.9);
  await button(1, 'Show less').click();
  await button(1, 'Show all').waitFor();
  assert.ok((await height()) < whole / 2);
});

test('a fork goes up to its turn and no further; what runs and what waits stays where it is', async () => {
  const [first, gate] = [proxy.gate(), proxy.gate()];
  await chat.send(`${first} My name is Ada.`);
  await chat.send(`${gate} demo:long 20 Two`);
  await chat.send('Three');
  await chat.queues(2); // when the turn is over that is forked off
  await first.open();
  await chat.answering(2);
  const id = await idOf(1);
  await chat.switched(() => button(1, 'Fork').click());
  await chat.state(1, 'done');
  assert.equal(await chat.queued.count(), 0);
  assert.equal(await chat.turns.count(), 1);
  assert.equal(chat.posts.length, 2, 'nothing is sent for it');
  await chat.send('What is my name?');
  const asked = chat.turns.filter({ hasText: 'What is my name?' });
  await asked.and(chat.page.locator('[data-turn-state=done]')).waitFor();
  assert.match(await asked.locator('[data-part=answer]').innerText(), /Ada/);
  assert.equal(chat.posts[2].previous_interaction_id, id);
  await chat.switched(() => chat.page.goBack());
  await gate.open();
  await chat.state(3, 'done');
  assert.equal(await chat.turn(3).locator('[data-part=user]').textContent(), 'Three');
  assert.equal((await chat.answer(2)).match(/word\d+/g)?.length, 20);
  assert.equal(chat.posts.length, 4);
});
