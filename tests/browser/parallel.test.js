// How messages are ordered: in line, in parallel, interrupting; what each will continue is shown
// before it goes, and the line can be changed by keyboard.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const kEndless = 'demo:long 100000 Go on';
const next = () => chat.page.locator('#next').textContent();
const idOf = (number) => chat.turn(number).locator('.id').getAttribute('data-text');
const place = (at) => chat.queued.nth(at).locator('.place').textContent();

test('the box says what a message will continue, in each mode, before it goes', async () => {
  assert.equal(await next(), '');
  await chat.send('One');
  await chat.state(1, 'done');
  const id = await idOf(1);
  const short = `${id.slice(0, 6)}\u2026${id.slice(-6)}`;
  assert.equal(await next(), `Continues turn 1 \u00b7 ${short}`);

  await chat.send(kEndless);
  await chat.answering(2);
  assert.equal(await next(), 'Waits for turn 2, then continues it');
  await chat.box.focus();
  await chat.page.keyboard.down('Control');
  assert.equal(await next(), `Continues turn 1 \u00b7 ${short}`);
  await chat.page.keyboard.down('Shift');
  assert.equal(await next(), `Stops turn 2 and continues turn 1 \u00b7 ${short}`);
  await chat.page.keyboard.up('Shift');
  await chat.page.keyboard.up('Control');
  assert.equal(await next(), 'Waits for turn 2, then continues it');

  await chat.box.fill('Beside');
  await chat.box.press('Control+Enter');
  await chat.state(3, 'done');
  await chat.box.fill('Instead');
  await chat.box.press('Control+Shift+Enter');
  await chat.state(4, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, id, id, id],
    'as was said',
  );
});

test('without a keyboard the mode is chosen, and is in line again for the next message', async () => {
  const mode = chat.page.getByRole('combobox', { name: 'How to send' });
  await chat.send(kEndless);
  await chat.answering(1);
  await mode.selectOption('In parallel');
  assert.equal(await next(), 'Begins anew');
  await chat.send('Beside');
  await chat.state(2, 'done');
  assert.equal(await mode.inputValue(), 'queued');
  await mode.selectOption('Interrupt');
  assert.equal(await next(), 'Stops turn 1 and begins anew');
  await chat.send('Instead');
  await chat.state(1, 'stopped');
  await chat.state(3, 'done');
  assert.equal(await mode.isVisible(), false, 'nothing to choose when nothing runs');
});

test('each queued message says what it will continue, and that changes with the line', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send(kEndless);
  await chat.answering(2);
  for (const text of ['Three', 'Four', 'Five']) await chat.send(text);
  assert.deepEqual(
    [await place(0), await place(1), await place(2)],
    ['Next, to continue turn 2', 'Number 2, to continue turn 3', 'Number 3, to continue turn 4'],
  );
  await chat.queued.nth(1).getByRole('button', { name: 'Delete' }).click();
  assert.equal(await place(1), 'Number 2, to continue turn 3');
  await chat.queued.nth(1).getByRole('button', { name: 'Send now' }).click();
  await chat.state(2, 'stopped');
  await chat.state(5, 'done');
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(2), ['Five', 'Three']);
  assert.equal(chat.posts[2].previous_interaction_id, await idOf(1));
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(5));
});

test('the line is put in another order by keyboard, and goes out in that order', async () => {
  await chat.send(kEndless);
  await chat.answering(1);
  for (const text of ['Two', 'Three', 'Four']) await chat.send(text);
  const texts = () => chat.queued.locator('[data-part=user]').allTextContents();
  const up = chat.queued.nth(2).getByRole('button', { name: 'Move up' });
  await up.focus();
  await chat.page.keyboard.press('Enter');
  assert.deepEqual(await texts(), ['Two', 'Four', 'Three']);
  const focused = await chat.page.evaluate(() => document.activeElement.closest('li').textContent);
  assert.match(focused, /Four/, 'the focus goes along');
  await chat.page.keyboard.press('Enter');
  assert.deepEqual(await texts(), ['Four', 'Two', 'Three']);
  await chat.page.keyboard.press('Enter');
  assert.deepEqual(await texts(), ['Four', 'Two', 'Three'], 'the first stays first');
  assert.equal(await place(1), 'Number 2, to continue turn 4');
  await chat.queued.nth(1).getByRole('button', { name: 'Move down' }).click();
  assert.deepEqual(await texts(), ['Four', 'Three', 'Two']);
  await chat.queued.first().getByRole('button', { name: 'Send now' }).click();
  await chat.state(2, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(1), ['Four', 'Three', 'Two']);
  assert.equal(chat.posts[2].previous_interaction_id, await idOf(4));
  assert.equal(chat.posts[3].previous_interaction_id, await idOf(3));
});

test('parallel answers run side by side and are told apart from the branch in use', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send(kEndless);
  await chat.answering(2);
  for (const text of ['demo:long 100000 A', 'demo:long 100000 B']) {
    await chat.box.fill(text);
    await chat.box.press('Control+Enter');
  }
  await chat.answering(3);
  await chat.answering(4);
  for (const number of [2, 3, 4]) assert.equal(await chat.turn(number).getAttribute('data-turn-state'), 'streaming');
  assert.deepEqual(await chat.turns.evaluateAll((all) => all.map((turn) => turn.dataset.branch ?? '')), [
    '',
    '',
    'parallel',
    'parallel',
  ]);
  const id = await idOf(1);
  assert.deepEqual(
    chat.posts.slice(1).map((body) => body.previous_interaction_id),
    [id, id, id],
  );
  assert.equal(
    await chat.turn(3).getByRole('group', { name: 'Versions of this turn' }).textContent(),
    '\u20392/3\u203a',
  );
});
