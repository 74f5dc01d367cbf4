// Turns form a tree, whatever happens to them: what follows what, and how that is marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();

/** @param {import('./talk.js').Talk} talk @param {...string} texts */
async function say(talk, ...texts) {
  for (const text of texts) talk.send(text);
  await talk.state(texts.length, 'done');
}

/** Each turn in its place, with the branch that it is marked as. @param {import('./talk.js').Talk} talk */
const branches = (talk) =>
  [...talk.log.querySelectorAll('article')].map(({ dataset }) => `${dataset.turn}${dataset.branch ?? ''}`);

/** @param {import('./talk.js').Talk} talk @param {number} number */
const versions = (talk, number) => talk.turn(number).element.querySelector('.versions > span')?.textContent;

test('a message asked again in other words branches off from what it followed, also at the root', async () => {
  const talk = begin();
  await say(talk, 'One', 'Two', 'Three');
  assert.deepEqual(branches(talk), ['1', '2', '3']);
  talk.send('Two, otherwise', 'queued', 2);
  await talk.state(4, 'done');
  assert.equal(talk.posts[3].input, 'Two, otherwise');
  assert.equal(talk.posts[3].previous_interaction_id, talk.id(1));
  assert.deepEqual(branches(talk), ['1', '2other', '3other', '4']);
  assert.match(talk.answer(2), /Two/);
  talk.send('Uno', 'queued', 1);
  await talk.state(5, 'done');
  assert.equal(talk.posts[4].previous_interaction_id, undefined);
  assert.deepEqual(branches(talk), ['1other', '2other', '3other', '4other', '5']);
  assert.equal(versions(talk, 5), '2/2');
});

test('the branch through a turn ends where it was left, with the version that was last in use', async () => {
  const talk = begin();
  await say(talk, 'One', 'Two', 'Three');
  talk.send('Two', 'queued', 2);
  await talk.state(4, 'done');
  assert.equal(versions(talk, 4), '2/2');
  const choose = (/** @type {number} */ id) => talk.do('select', { id, arg: 1 });
  choose(2);
  assert.deepEqual(branches(talk), ['1', '2', '3', '4other'], 'with all that followed it');
  talk.send('After three');
  await talk.state(5, 'done');
  assert.equal(talk.posts[4].previous_interaction_id, talk.id(3));
  choose(4);
  assert.deepEqual(branches(talk), ['1', '2other', '3other', '4', '5other']);
  choose(2);
  assert.deepEqual(branches(talk), ['1', '2', '3', '4other', '5']);
  talk.send('Three, otherwise', 'queued', 3);
  await talk.state(6, 'done');
  choose(3);
  choose(4);
  choose(2);
  assert.deepEqual(branches(talk), ['1', '2', '3', '4other', '5', '6other'], 'not to the newest one');
});

test('a stopped message asked again goes before what waited behind it', async () => {
  const talk = begin();
  await say(talk, 'One');
  talk.send('demo:400 Two');
  await talk.state(2, 'failed');
  talk.send('demo:400 Three');
  await talk.state(3, 'failed');
  talk.send(`${proxy.gate(0)} Four`);
  talk.send('Five');
  talk.do('stop');
  await talk.state(4, 'stopped');
  talk.send('Four, otherwise', 'queued', 4);
  await talk.state(6, 'done');
  await talk.state(5, 'done');
  assert.deepEqual(talk.posts.map((body) => body.input).slice(-2), ['Four, otherwise', 'Five']);
  assert.equal(talk.posts.at(-1).previous_interaction_id, talk.id(6));
  assert.deepEqual(
    branches(talk),
    ['1', '2', '3', '4other', '6', '5'],
    'failures that were written past stay in place',
  );
});

test('a turn that failed and was written past can be sent again: a branch of its own', async () => {
  const talk = begin();
  await say(talk, 'One');
  talk.send('demo:503 twice Two');
  await talk.state(2, 'failed');
  talk.do('stop', { id: 2 }); // and is not tried again by itself
  talk.send('Three');
  await talk.state(3, 'done');
  talk.do('retry', { id: 2 });
  await talk.state(2, 'failed');
  talk.do('retry', { id: 2 });
  await talk.state(2, 'done');
  assert.deepEqual(branches(talk), ['1', '2parallel', '3']);
  assert.equal(talk.posts.at(-1).previous_interaction_id, talk.id(1));
  assert.equal(versions(talk, 3), '2/2');
});

test('parallel answers are marked as beside the branch in use, and are versions of one another', async () => {
  const talk = begin();
  await say(talk, 'One');
  talk.send(`${proxy.gate()} A`);
  talk.send(`${proxy.gate()} B`, 'parallel');
  talk.send(`${proxy.gate()} C`, 'parallel');
  for (const number of [2, 3, 4]) await talk.state(number, 'streaming');
  assert.deepEqual(branches(talk), ['1', '2', '3parallel', '4parallel']);
  assert.deepEqual(
    [2, 3, 4].map((number) => versions(talk, number)),
    ['1/3', '2/3', '3/3'],
  );
  const id = talk.id(1);
  assert.deepEqual(
    talk.posts.slice(1).map((body) => body.previous_interaction_id),
    [id, id, id],
  );
});
