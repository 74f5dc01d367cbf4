// What the empty page shows a newcomer: examples, hints at the right moment, the shortcuts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, Proxy, proxy } from './support.js';

begin({ whole: true, each: true });

/** @param {string} name */
const button = (name) => chat.page.getByRole('button', { name, exact: true });
/** @param {RegExp} name */
const example = (name) => chat.page.getByRole('button', { name }).click();
/** @param {RegExp} text */
const tip = (text) => chat.page.locator('.tip').getByText(text);
const anew = () => chat.switched(() => button('New conversation').click());

test('examples show streaming, Stop, the queue and parallel branches', async () => {
  const words = proxy.gate();
  await words.holds(chat.page, /Why do lighthouses blink/);
  await example(/Watch an answer arrive/);
  await chat.answering(1);
  await chat.turn(1).locator('[data-part=thoughts]').waitFor();
  await words.open();
  await chat.state(1, 'done');

  await anew();
  await proxy.gate().holds(chat.page, /Go on until I stop you/);
  await example(/Stop in mid-sentence/);
  await chat.answering(1);
  await chat.box.press('Escape');
  await chat.state(1, 'stopped');

  await anew();
  chat.posts = [];
  await example(/Send three at once/);
  await chat.state(3, 'done');
  assert.match(await chat.answer(2), /Ada/);
  assert.equal(chat.posts.length, 3);
  assert.ok(chat.posts[1].previous_interaction_id);

  await anew();
  chat.posts = [];
  const all = proxy.gate();
  await all.holds(chat.page, /Describe the (sea|desert|sky)/);
  await example(/Ask in parallel/);
  await all.reached(3);
  await chat.until(() => document.querySelectorAll('[data-turn-state=streaming]').length === 3);
  await all.open();
  for (const number of [1, 2, 3]) await chat.state(number, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, undefined, undefined],
  );
});

test('examples show a function call and background work', async () => {
  await example(/Answer a function call/);
  await chat.state(1, 'waiting');
  await button('Run all and send').click();
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(chat.posts.at(-1).tools, undefined, 'the functions went along with the example only');

  await anew();
  chat.posts = [];
  const gate = proxy.gate('thinking');
  await gate.holds(chat.page, /Compare three kinds/);
  await example(/Run in the background/);
  await chat.turn(1).getByRole('button', { name: 'Detach' }).waitFor();
  await gate.reached();
  await chat.page.reload();
  await chat.turn(1).getByRole('button', { name: 'Detach' }).waitFor();
  await gate.open();
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].background, true);
});

test('examples show an error and how it passes, and one that asks', async () => {
  await chat.page.clock.install();
  await example(/Run into a limit/);
  await chat
    .turn(1)
    .getByText(/Next try in/)
    .waitFor();
  await chat.page.clock.fastForward(10_000);
  await chat.state(2, 'done');
  await anew();
  await example(/Lose an answer half-way/);
  await chat.state(1, 'failed');
  await chat.turn(1).getByRole('button', { name: 'Retry' }).click();
  await chat.state(2, 'done');
});

test('with a key the examples ask for nothing of the demo', async (t) => {
  const live = await Proxy.start(['--upstream', proxy.url]);
  t.after(() => live.stop());
  const page = await chat.context.newPage();
  await page.goto(live.url);
  await page.getByRole('heading', { name: 'Talk to the Interactions API' }).waitFor();
  const examples = page.locator('.examples button');
  await examples.first().waitFor(); // they load when the proxy has said what it is
  const all = await examples.evaluateAll((buttons) =>
    buttons.map((each) => /** @type {HTMLElement} */ (each).dataset.messages ?? 'demo:'),
  );
  assert.ok(all.length >= 7);
  assert.ok(all.every((messages) => !messages.includes('demo:')));
});

test('hints come at their moment, once', async () => {
  const held = () => `${proxy.gate()} demo:long 9`;
  await chat.send(`${held()} One`);
  await tip(/Write on while it answers/).waitFor();
  await chat.send('Two');
  await tip(/What waits in line can be edited/).waitFor();
  await chat.queued.getByRole('button', { name: 'Delete' }).click();
  await chat.queues(0);
  await chat.stopButton.click();
  await chat.state(1, 'stopped');
  await chat.send('Three');
  await chat.state(3, 'done');
  await tip(/Edit message asks again/).waitFor();
  await button('Hide this hint').click();
  assert.ok(await chat.box.evaluate((box) => box === document.activeElement));
  await chat.page.reload();
  await chat.ready();
  await anew(); // hints come with a conversation's first message
  await chat.send(`${held()} Four`);
  await chat.page.locator('.tip').waitFor({ state: 'attached' });
  await chat.answering(1);
  await chat.send('Five');
  await chat.queues(1);
  await chat.page.locator('.tip').waitFor({ state: 'hidden' });
});

test('? lists the shortcuts where nothing is written, unless switched off; F6 goes from part to part', async () => {
  const sheet = chat.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await chat.box.press('?');
  assert.equal(await chat.box.inputValue(), '?');
  await chat.box.fill('');
  await chat.log.focus();
  await chat.page.keyboard.press('?');
  await sheet.getByText('Send in parallel').waitFor();
  await chat.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  assert.ok(await chat.log.evaluate((log) => log === document.activeElement), 'the focus is back');
  await chat.box.press('Control+/');
  await sheet.waitFor();
  await chat.page.keyboard.press('Escape');
  await button('Settings').click();
  await chat.page.getByLabel('Shortcuts of a single key').uncheck();
  await button('Close').click();
  await chat.log.focus();
  await chat.page.keyboard.press('?');
  await chat.page.keyboard.press('Control+/');
  await sheet.waitFor();
  assert.equal(await chat.page.getByRole('dialog').count(), 1);
  await chat.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });

  const focused = () => chat.page.evaluate(() => document.activeElement?.id);
  await chat.box.focus();
  const seen = [];
  for (let i = 0; i < 4; ++i) {
    const last = await focused();
    await chat.page.keyboard.press('F6');
    await chat.until((id) => document.activeElement?.id !== id, last);
    seen.push(await focused());
  }
  assert.deepEqual(seen, ['search', 'log', 'event-list', 'message']);
  await chat.page.keyboard.press('Shift+F6');
  await chat.until(() => document.activeElement?.id === 'event-list');
});
