// A message being rewritten: nothing that is written is lost, and nothing old goes out meanwhile.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();
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
