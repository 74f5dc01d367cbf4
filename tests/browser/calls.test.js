// Function calls: answered by hand or by the page's own toys, all in one request.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat } from './support.js';

begin({ each: true });

/** @param {string} name */
const button = (name) => chat.page.getByRole('button', { name, exact: true });

async function withToys() {
  await button('Settings').click();
  await chat.page.getByLabel('Toy functions').check();
  await button('Close').click();
}

/** What each card of a turn says: function, standing, result. @param {number} number */
const cards = (number) =>
  chat
    .turn(number)
    .locator('.tool')
    .evaluateAll((all) =>
      all.map((card) => {
        const last = [...card.querySelectorAll('pre')].slice(1).map((result) => [result.ariaLabel, result.textContent]);
        return [card.querySelector('strong')?.textContent, card.querySelector('.standing')?.textContent, ...last];
      }),
    );

test('calls are one form that holds the line; results given by hand stay on their cards', async () => {
  await withToys();
  await chat.send('demo:parallel Do it all');
  await chat.state(1, 'waiting');
  const id = await chat.turn(1).locator('.id').getAttribute('data-text');
  const form = chat.page.getByRole('form', { name: 'Function calls' });
  const results = form.getByRole('textbox', { name: /^Result of/ });
  await results.nth(2).waitFor();
  assert.equal(await results.count(), 3);
  const asked = async (/** @type {import('playwright-core').Locator} */ json) =>
    JSON.parse((await json.textContent()) ?? '');
  assert.deepEqual(
    await asked(form.getByLabel('Arguments of get_time')),
    await asked(chat.turn(1).locator('.tool pre').first()),
  );
  assert.deepEqual(await cards(1), [
    ['get_time', 'Called'],
    ['roll_dice', 'Called'],
    ['calculate', 'Called'],
  ]);
  await chat.send('Next');
  await chat.queues(1);
  await results.nth(0).fill('noon');
  await results.nth(1).fill('{"sum":7}');
  await results.nth(2).fill('no such number');
  await chat.page.getByLabel('This is an error').nth(2).check();
  await button('Send results').click();
  await chat.state(2, 'done');
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'done');
  const [, { input, previous_interaction_id: previous }] = chat.posts;
  assert.deepEqual(
    input.map((/** @type {any} */ step) => [step.name, step.result, step.is_error]),
    [
      ['get_time', 'noon', undefined],
      ['roll_dice', { sum: 7 }, undefined],
      ['calculate', 'no such number', true],
    ],
  );
  assert.equal(previous, id);
  assert.match(await chat.answer(1), /noon/);
  assert.equal(chat.posts.length, 3, 'results went back at once, then the line went on after the answer');
  assert.equal(
    chat.posts[2].previous_interaction_id,
    await chat.turn(1).locator('.id').getAttribute('data-text'),
    'the line goes on after the answer',
  );
  const given = [
    ['get_time', 'Done', ['Result', 'noon']],
    ['roll_dice', 'Done', ['Result', '{\n  "sum": 7\n}']],
    ['calculate', 'Failed', ['Result', 'no such number']],
  ];
  assert.deepEqual(await cards(1), given);
  await chat.page.reload();
  await chat.ready();
  await chat.turn(1).locator('[data-standing=failed]').waitFor({ state: 'attached' });
  assert.deepEqual(await cards(1), given);
});

test('calls wait through a reload, and are answered once by the toys, with one click', async () => {
  await withToys();
  await chat.send('demo:parallel Do it all');
  await chat.state(1, 'waiting');
  await chat.page.reload();
  await chat.ready();
  await chat.state(1, 'waiting');
  await button('Run').nth(1).click();
  const dice = JSON.parse(await chat.page.getByRole('textbox', { name: 'Result of roll_dice' }).inputValue());
  assert.equal(
    dice.rolls.reduce((/** @type {number} */ sum, /** @type {number} */ roll) => sum + roll),
    dice.sum,
  );
  await button('Run all and send').click();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 2);
  assert.deepEqual(chat.posts[1].tools, chat.posts[0].tools, 'tools are said each time');
  assert.deepEqual(
    chat.posts[1].input.map((/** @type {any} */ step) => step.name),
    ['get_time', 'roll_dice', 'calculate'],
  );
});

test('what an agent has called and answered itself is shown and asks for nothing', async () => {
  await chat.model.fill('antigravity-preview-09-2026');
  await chat.send('Write hello.py');
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].agent, 'antigravity-preview-09-2026');
  assert.equal(chat.posts[0].environment, 'remote');
  await chat.turn(1).locator('.tool').nth(1).waitFor();
  await chat.send('Again');
  await chat.state(2, 'done');
  assert.match(chat.posts[1].environment, /^[0-9a-f-]{36}$/, 'the same sandbox');
  assert.equal(await chat.page.getByRole('form', { name: 'Function calls' }).count(), 0);
});
