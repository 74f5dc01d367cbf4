// Turns form a tree: a message asked again in other words, answers made anew, and the way between
// the versions. No turn ever disappears.

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

const idOf = (number) => chat.turn(number).locator('.id').getAttribute('data-text');
const button = (number, name) => chat.turn(number).getByRole('button', { name, exact: true });
const branches = () =>
  chat.turns.evaluateAll((all) => all.map((turn) => `${turn.dataset.turn}${turn.dataset.branch ?? ''}`));

async function say(...texts) {
  for (const text of texts) await chat.send(text);
  await chat.state(texts.length, 'done');
}

async function rewrite(number, text) {
  await button(number, 'Edit message').click();
  const editor = chat.page.getByRole('textbox', { name: 'Text of the new version' });
  await editor.fill(text);
  await editor.press('Enter');
}

test('an earlier message asked again in other words branches off from what it followed', async () => {
  await say('One', 'Two', 'Three');
  await rewrite(2, 'Two, otherwise');
  await chat.state(4, 'done');
  assert.equal(chat.posts[3].input, 'Two, otherwise');
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(1));
  assert.deepEqual(await branches(), ['1', '2other', '3other', '4'], 'all are there');
  assert.match(await chat.answer(2), /Two/);
  await chat.send('Five');
  await chat.state(5, 'done');
  assert.equal(chat.posts[4].previous_interaction_id, await idOf(4));
});

test('the first message can be asked again: a second root', async () => {
  await say('One', 'Two');
  await rewrite(1, 'Uno');
  await chat.state(3, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, undefined);
  assert.deepEqual(await branches(), ['1other', '2other', '3']);
});

test('an answer made anew stands beside the old one, and one goes from version to version', async () => {
  await say('One', 'Two', 'Three');
  await button(2, 'Regenerate').click();
  await chat.state(4, 'done');
  assert.equal(chat.posts[3].input, 'Two');
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(1));
  const versions = (number) => chat.turn(number).getByRole('group', { name: 'Versions of this turn' });
  assert.equal(await versions(4).locator('span').textContent(), '2/2');

  await button(4, 'Version before').click();
  assert.deepEqual(await branches(), ['1', '2', '3', '4other'], 'with all that followed it');
  assert.ok(await button(2, 'Version before').evaluate((element) => element === document.activeElement));
  await chat.send('After three');
  await chat.state(5, 'done');
  assert.equal(chat.posts[4].previous_interaction_id, await idOf(3));
  await button(2, 'Version after').click();
  assert.deepEqual(await branches(), ['1', '2other', '3other', '4', '5other']);
  await button(4, 'Version before').click();
  assert.deepEqual(await branches(), ['1', '2', '3', '4other', '5'], 'back to where it was left');
});

test('a turn on another branch is folded, and unfolds on demand', async () => {
  await say('demo:long 300 One');
  const whole = (await chat.turn(1).boundingBox()).height;
  await button(1, 'Regenerate').click();
  await chat.state(2, 'done');
  assert.ok((await chat.turn(1).boundingBox()).height < whole / 2);
  await button(1, 'Show all').click();
  assert.ok((await chat.turn(1).boundingBox()).height > whole * 0.9);
  await button(1, 'Show less').click();
  assert.ok((await chat.turn(1).boundingBox()).height < whole / 2);
});

test('a failed message asked again goes before what waited behind it', async () => {
  await say('One');
  await chat.send('demo:400 Two');
  await chat.state(2, 'failed');
  await chat.send('demo:400 Three');
  await chat.state(3, 'failed');
  await chat.send('demo:silent 60 Four');
  await chat.send('Five');
  await chat.stopButton.click();
  await chat.state(4, 'stopped');
  await rewrite(4, 'Four, otherwise');
  await chat.state(6, 'done');
  await chat.state(5, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(-2), ['Four, otherwise', 'Five']);
  assert.equal(chat.posts.at(-1).previous_interaction_id, await idOf(6));
  assert.deepEqual(
    await branches(),
    ['1', '2', '3', '4other', '6', '5'],
    'failures that were written past stay in place',
  );
});

test('a turn that failed and was written past can be sent again: a branch of its own', async () => {
  await say('One');
  await chat.send('demo:503 twice Two');
  await chat.state(2, 'failed');
  await chat.turn(2).getByRole('button', { name: 'Cancel retry' }).click();
  await chat.send('Three');
  await chat.state(3, 'done');
  await button(2, 'Retry').click();
  await chat.state(2, 'failed');
  await button(2, 'Retry now').click();
  await chat.state(2, 'done');
  assert.deepEqual(await branches(), ['1', '2parallel', '3']);
  assert.equal(chat.posts.at(-1).previous_interaction_id, await idOf(1));
  assert.equal(
    await chat.turn(3).getByRole('group', { name: 'Versions of this turn' }).locator('span').textContent(),
    '2/2',
  );
});

test('a fork is a conversation of its own, up to that turn and no further', async () => {
  await say('My name is Ada.');
  await chat.send('Two');
  await chat.state(2, 'done');
  const id = await idOf(1);
  await button(1, 'Fork').click();
  await chat.until(() => document.querySelectorAll('article').length === 1);
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'done');
  assert.equal(chat.posts.length, 2, 'nothing is sent for it');
  await chat.send('What is my name?');
  await chat.state(2, 'done');
  assert.match(await chat.answer(2), /Ada/);
  assert.equal(chat.posts[2].previous_interaction_id, id);
  await chat.page.goBack();
  await chat.turn(2).locator('[data-part=user]').getByText('Two', { exact: true }).waitFor();
  assert.equal(await chat.turn(2).locator('[data-part=user]').textContent(), 'Two', 'the other one is as it was');
});

test('what runs and what waits stays where it is when a turn is forked off', async () => {
  await chat.send('One');
  await chat.send('demo:slow 20 demo:long 200 Two');
  await chat.send('Three');
  await chat.answering(2);
  await chat.switched(() => button(1, 'Fork').click());
  await chat.turn(1).waitFor();
  assert.equal(await chat.queued.count(), 0);
  assert.equal(await chat.turns.count(), 1);
  await chat.send('Elsewhere');
  await chat.page.waitForFunction(() => [...document.querySelectorAll('article')].at(-1).dataset.turnState === 'done');
  assert.equal(chat.posts.at(-1).previous_interaction_id, await idOf(1));
  await chat.page.goBack();
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).sort(), [
    'Elsewhere',
    'One',
    'Three',
    'demo:slow 20 demo:long 200 Two',
  ]);
  assert.equal((await chat.answer(2)).match(/word\d+/g).length, 200);
});

test('after a reload the branches are as they were, and the one in use goes on', async () => {
  await say('One', 'Two');
  await button(1, 'Regenerate').click();
  await chat.state(3, 'done');
  await button(3, 'Version before').click();
  const before = await branches();
  assert.deepEqual(before, ['1', '2', '3other']);
  await chat.page.reload();
  await chat.ready();
  await chat.state(3, 'done');
  assert.deepEqual(await branches(), before);
  await chat.send('Three');
  await chat.state(4, 'done');
  assert.equal(chat.posts.at(-1).previous_interaction_id, await idOf(2));
});
