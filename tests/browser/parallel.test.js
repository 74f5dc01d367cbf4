// How messages are ordered: in line, in parallel, interrupting; what each will continue is shown
// before it goes, and the line can be changed by keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ each: true });

/** Until the line at the box says so. @param {string} text */
const says = (text) => chat.until((text) => document.getElementById('continuation')?.textContent === text, text);
/** @param {number} number */
const idOf = async (number) => (await chat.turn(number).locator('.id').getAttribute('data-text')) ?? '';

test('the box says what a message will continue, in each mode, before it goes', async () => {
  await says('');
  await chat.send('One');
  await chat.state(1, 'done');
  const id = await idOf(1);
  const short = `${id.slice(0, 6)}\u2026${id.slice(-6)}`;
  await says(`Continues turn 1 \u00b7 ${short}`);

  await chat.send(`${proxy.gate()} Go on`);
  await chat.answering(2);
  await says('Waits for turn 2, then continues it');
  await chat.box.focus();
  await chat.page.keyboard.down('Control');
  await says(`Continues turn 1 \u00b7 ${short}`);
  await chat.page.keyboard.down('Shift');
  await says(`Stops turn 2 and continues turn 1 \u00b7 ${short}`);
  await chat.page.keyboard.up('Shift');
  await chat.page.keyboard.up('Control');
  await says('Waits for turn 2, then continues it');

  await chat.box.fill('Beside');
  await chat.box.press('Control+Enter');
  await chat.state(3, 'done');
  assert.equal(await chat.turn(2).getAttribute('data-turn-state'), 'streaming');
  await chat.box.fill(`${proxy.gate()} Beside, too`);
  await chat.box.press('Control+Enter');
  await chat.answering(4);
  assert.deepEqual(await chat.turns.evaluateAll((all) => all.map((turn) => turn.dataset.branch ?? '')), [
    '',
    '',
    'parallel',
    'parallel',
  ]);
  const versions = chat.turn(4).getByRole('group', { name: 'Versions of this turn' });
  assert.equal(await versions.textContent(), '\u20393/3\u203a');
  await chat.box.fill('Instead');
  await chat.box.press('Control+Shift+Enter');
  await chat.state(2, 'stopped');
  await chat.state(5, 'done');
  assert.equal(await chat.turn(4).getAttribute('data-turn-state'), 'streaming', 'only what it replaces is stopped');
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, id, id, id, id],
    'as was said',
  );
});

test('without a keyboard the mode is chosen, and is in line again for the next message', async () => {
  const mode = chat.page.getByRole('combobox', { name: 'How to send' });
  await chat.send(`${proxy.gate()} Go on`);
  await chat.answering(1);
  await mode.selectOption('In parallel');
  await says('Begins anew');
  await chat.send('Beside');
  await chat.state(2, 'done');
  assert.equal(await mode.inputValue(), 'queued');
  await mode.selectOption('Interrupt');
  await says('Stops turn 1 and begins anew');
  await chat.send('Instead');
  await chat.state(1, 'stopped');
  await chat.state(3, 'done');
  assert.equal(await mode.isVisible(), false, 'nothing to choose when nothing runs');
});

test('the line is put in another order by keyboard, says what it will continue, and goes out so', async () => {
  const gate = proxy.gate();
  await chat.send(`${gate} Go on`);
  await chat.answering(1);
  for (const text of ['Two', 'Three', 'Four']) await chat.send(text);
  await chat.queues(3);
  /** Until the line is in this order. @param {string[]} texts */
  const inOrder = (texts) =>
    chat.until(
      (texts) =>
        [...document.querySelectorAll('.queue li [data-part=user]')].map((user) => user.textContent).join() === texts,
      texts.join(),
    );
  const places = () => chat.queued.locator('.place').allTextContents();
  assert.deepEqual(await places(), [
    'Next, to continue turn 1',
    'Number 2, to continue turn 2',
    'Number 3, to continue turn 3',
  ]);
  const up = chat.queued.nth(2).getByRole('button', { name: 'Move up' });
  await up.focus();
  await chat.page.keyboard.press('Enter');
  await inOrder(['Two', 'Four', 'Three']);
  const focused = await chat.page.evaluate(() => document.activeElement?.closest('li')?.textContent ?? '');
  assert.match(focused, /Four/, 'the focus goes along');
  await chat.page.keyboard.press('Enter');
  await inOrder(['Four', 'Two', 'Three']);
  await chat.page.keyboard.press('Enter'); // the first stays first
  await chat.queued.nth(1).getByRole('button', { name: 'Move down' }).click();
  await inOrder(['Four', 'Three', 'Two']);
  assert.deepEqual(await places(), [
    'Next, to continue turn 1',
    'Number 2, to continue turn 4',
    'Number 3, to continue turn 3',
  ]);
  await gate.open();
  await chat.state(2, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Four', 'Three', 'Two']);
  assert.equal(chat.posts[2].previous_interaction_id, await idOf(4));
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(3));
});
