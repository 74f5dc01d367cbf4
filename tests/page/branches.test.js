// Turns as a tree, and their messages rewritten.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();

// Turns form a tree, whatever happens to them: what follows what, and how that is marked.

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

// A message being rewritten: nothing that is written is lost, and nothing old goes out meanwhile.

const { Composer } = await import('../../web/compose/composer.js');
const { Rewriting } = await import('../../web/chat/rewriting.js');

const box = /** @type {HTMLTextAreaElement} */ (document.getElementById('message'));
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

/** @param {import('./talk.js').Talk} talk */
function open(talk, id = 'c') {
  box.value = '';
  const sender = /** @type {any} */ ({
    live: { id, view: talk.view },
    composer: new Composer(box, id),
    turn: (/** @type {number} */ id) => talk.view.turns.get(id),
    input: (/** @type {string} */ kind, /** @type {any} */ input) => talk.do(kind, input),
    submit: (/** @type {string} */ text, /** @type {string} */ mode, /** @type {number} */ beside) =>
      talk.send(text, mode, beside),
  });
  return new Rewriting(sender);
}

/** @param {string} key @param {KeyboardEventInit} [more] */
const keydown = (key, more = {}) => new window.KeyboardEvent('keydown', { key, ...more });
/** @param {ReturnType<typeof open>} editing @param {string} text */
function write(editing, text) {
  assert.ok(editing.editor);
  editing.editor.box.value = text;
  editing.editor.box.dispatchEvent(new window.Event('input'));
}
/** @param {import('./talk.js').Talk} talk */
const inputs = (talk) => talk.posts.map((body) => body.input);
/** @param {import('./talk.js').Talk} talk @param {number} number */
const place = (talk, number) => talk.turn(number).element.closest('li')?.querySelector('.place')?.textContent;

/** One that answers behind a gate, and two that wait. */
async function waiting() {
  const talk = begin();
  const gate = proxy.gate();
  talk.send(`${gate} One`);
  talk.send('Two');
  talk.send('Three');
  await talk.state(1, 'streaming');
  return { talk, gate };
}

test('a queued message does not go out while it is edited, nor does what waits behind it', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  assert.equal(place(talk, 2), 'Held back while it is edited');
  await gate.open();
  await talk.state(1, 'done');
  assert.equal(talk.turn(2).state, 'queued');
  write(editing, 'Two, better');
  editing.key(keydown('Enter'));
  await talk.state(3, 'done');
  assert.deepEqual(inputs(talk).slice(1), ['Two, better', 'Three']);
});

test('left as it was it goes out as it was', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  await gate.open();
  await talk.state(1, 'done');
  write(editing, 'Two, better');
  assert.equal(editing.key(keydown('Escape')), true);
  await talk.state(3, 'done');
  assert.deepEqual(inputs(talk).slice(1), ['Two', 'Three']);
});

test('an Escape or an Enter of an input method leaves the form open', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  write(editing, 'Tw\u014d');
  for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
    assert.equal(editing.key(keydown('Escape', more)), false);
    assert.equal(editing.key(keydown('Enter', more)), false);
    assert.equal(editing.editor?.text, 'Tw\u014d');
  }
  await gate.open();
});

test('after a reload the message is still held back, and the form is there with what was written', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  write(editing, 'Two, bet');
  editing.leave();
  await gate.open();
  await talk.state(1, 'done');
  const again = begin();
  again.replay(talk.journal);
  again.do('replayed');
  assert.equal(again.turn(2).state, 'queued');
  assert.equal(place(again, 2), 'Held back while it is edited');
  const after = open(again);
  after.takeUp(/** @type {any} */ (after.sender.live));
  assert.equal(after.editor?.text, 'Two, bet');
  after.save();
  await again.state(3, 'done');
  assert.deepEqual(inputs(again), ['Two, bet', 'Three']);
  assert.equal(sessionStorage.length, 0);
});

test('what is held back and edited nowhere can be let go', async () => {
  const { talk, gate } = await waiting();
  talk.do('hold_turn', { id: 2, arg: 1 });
  await gate.open();
  await talk.state(1, 'done');
  const button = talk.turn(2).element.closest('li')?.querySelector('[data-action=let-go]');
  assert.equal(button?.textContent, 'Let it go');
  talk.do('hold_turn', { id: 2 }); // as that button does
  await talk.state(3, 'done');
});

test('one edit ends before another begins, unless nothing was changed; an empty one is not saved', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  editing.open(3);
  assert.equal(editing.editor?.turn.id, 3);
  assert.equal(place(talk, 2), 'Next, to continue turn 1', 'and is held back no more');
  write(editing, 'Three, better');
  editing.open(2);
  assert.equal(editing.editor?.turn.id, 3);
  editing.open(3);
  assert.equal(editing.editor?.text, 'Three, better');
  write(editing, '  ');
  editing.save();
  assert.ok(editing.editor, 'there is nothing to send');
  editing.close();
  await gate.open();
});

test('what another tab sends or deletes while it is edited is so; what was written is not lost', async () => {
  const { talk, gate } = await waiting();
  const editing = open(talk);
  editing.open(2);
  write(editing, 'Two, better');
  talk.do('send_now', { id: 2 });
  editing.leaveSent();
  assert.equal(editing.editor, null);
  assert.equal(box.value, 'Two, better');
  box.value = '';
  await talk.state(3, 'done');
  talk.send(`${proxy.gate(0)} Four`);
  talk.send('Five');
  editing.open(5);
  write(editing, 'Five, better');
  talk.do('remove', { id: 5 });
  editing.leaveSent();
  assert.equal(editing.editor, null);
  assert.equal(box.value, '');
  await gate.open();
});
