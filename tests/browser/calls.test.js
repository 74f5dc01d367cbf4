// Function calls: answered by hand or by the page's own toys, all in one request.

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

const button = (name) => chat.page.getByRole('button', { name, exact: true });
const idOf = (number) => chat.turn(number).locator('.id').getAttribute('data-text');

async function withToys() {
  await button('Settings').click();
  await chat.page.getByLabel('Toy functions').check();
  await button('Close').click();
}

test('a call waits for its result, given by hand, and holds the line until then', async () => {
  await withToys();
  await chat.send('What time is it?');
  await chat.state(1, 'waiting');
  const id = await idOf(1);
  await chat.send('Next');
  const form = chat.page.getByRole('form', { name: 'Function calls' });
  assert.match(await form.textContent(), /get_time/);
  assert.deepEqual(
    JSON.parse(await form.getByLabel('Arguments of get_time').textContent()),
    JSON.parse(await argumentsOf(1)),
  );
  await form.getByLabel('Result of get_time').fill('half past two');
  await button('Send results').click();
  await chat.state(2, 'done');
  const [call] = chat.posts[1].input;
  assert.deepEqual(Object.keys(call).sort(), ['call_id', 'name', 'result', 'type']);
  assert.equal(call.result, 'half past two');
  assert.equal(chat.posts[1].previous_interaction_id, id);
  assert.deepEqual(chat.posts[1].tools, chat.posts[0].tools, 'tools are said each time');
  assert.match(await chat.answer(1), /half past two/);
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'done');
  assert.equal(chat.posts[2].previous_interaction_id, await idOf(1), 'the line goes on after the answer');
});

async function argumentsOf(number) {
  const json = JSON.parse(await chat.turn(number).locator('.tool pre').first().textContent());
  return JSON.stringify(json);
}

test('parallel calls are one form, and all results go back at once', async () => {
  await withToys();
  await chat.send('demo:parallel Do it all');
  await chat.state(1, 'waiting');
  const results = chat.page.getByRole('textbox', { name: /^Result of/ });
  await results.nth(2).waitFor();
  assert.equal(await results.count(), 3);
  await results.nth(0).fill('{"time":"noon"}');
  await results.nth(1).fill('[1,2]');
  await results.nth(2).fill('no such number');
  await chat.page.getByLabel('This is an error').nth(2).check();
  await button('Send results').click();
  await chat.state(1, 'done');
  const { input } = chat.posts[1];
  assert.equal(input.length, 3);
  assert.deepEqual(
    input.map(({ name, result, is_error: bad }) => [name, result, bad]),
    [
      ['get_time', { time: 'noon' }, undefined],
      ['roll_dice', '[1,2]', undefined],
      ['calculate', 'no such number', true],
    ],
  );
  assert.equal(new Set(input.map((step) => step.call_id)).size, 3);
  assert.match(await chat.answer(1), /`calculate` failed: no such number/);
  assert.equal(chat.posts.length, 2);
});

/** What each card of a turn says: function, standing, result. */
const cards = (number) =>
  chat
    .turn(number)
    .locator('.tool')
    .evaluateAll((all) =>
      all.map((card) => {
        const last = [...card.querySelectorAll('pre')].slice(1).map((result) => [result.ariaLabel, result.textContent]);
        return [card.querySelector('strong').textContent, card.querySelector('.standing').textContent, ...last];
      }),
    );

test('the card of each call has the result that was given for it, also after a reload', async () => {
  await withToys();
  await chat.send('demo:parallel Do it all');
  await chat.state(1, 'waiting');
  const results = chat.page.getByRole('textbox', { name: /^Result of/ });
  await results.nth(2).waitFor();
  assert.deepEqual(await cards(1), [
    ['get_time', 'Called'],
    ['roll_dice', 'Called'],
    ['calculate', 'Called'],
  ]);
  await results.nth(0).fill('noon');
  await results.nth(1).fill('{"sum":7}');
  await results.nth(2).fill('no such number');
  await chat.page.getByLabel('This is an error').nth(2).check();
  await button('Send results').click();
  await chat.state(1, 'done');
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

test('each version of a turn has the results that were given to it', async () => {
  await withToys();
  await chat.send('roll a die');
  for (const number of [1, 2]) {
    if (number === 2) await chat.turn(1).getByRole('button', { name: 'Regenerate', exact: true }).click();
    await chat.state(number, 'waiting');
    await chat
      .turn(number)
      .getByRole('textbox', { name: /^Result of/ })
      .fill(`a ${number}`);
    await button('Send results').click();
    await chat.state(number, 'done');
  }
  for (const again of [false, true]) {
    if (again) {
      await chat.page.reload();
      await chat.ready();
      await chat.turn(2).locator('[data-standing=done]').waitFor({ state: 'attached' });
    }
    for (const number of [1, 2])
      assert.deepEqual(await cards(number), [['roll_dice', 'Done', ['Result', `a ${number}`]]]);
  }
});

test('the toys run in the page, one by one or all with one click', async () => {
  await withToys();
  await chat.send('demo:parallel Do it all');
  await chat.state(1, 'waiting');
  await button('Run').nth(1).click();
  const dice = JSON.parse(await chat.page.getByRole('textbox', { name: 'Result of roll_dice' }).inputValue());
  assert.equal(
    dice.rolls.reduce((sum, roll) => sum + roll),
    dice.sum,
  );
  await button('Run all and send').click();
  await chat.state(1, 'done');
  const byName = Object.fromEntries(chat.posts[1].input.map((step) => [step.name, step]));
  assert.ok(Math.abs(Date.parse(byName.get_time.result.utc ?? '') - Date.now()) < 60000 || byName.get_time.is_error);
  assert.ok(byName.roll_dice.result);
});

test('the calculator does arithmetic, and says what it does not understand', async () => {
  const { calculate } = await import('../../web/toy_run.js');
  const right = [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1', 0.5],
    ['7 % 4 - -.5', 3.5],
    ['1e3/8', 125],
    ['12 \u00d7 3 \u00f7 4', 9],
  ];
  for (const [text, value] of right) assert.equal(calculate(text), value, text);
  const wrong = ['', '1 +', '(1', '1)', '2 2', 'alert(1)', '1/0', '('.repeat(100000), '-'.repeat(100000) + '1'];
  for (const text of wrong) assert.throws(() => calculate(text), Error, text.slice(0, 20));
});

test('what an agent has called and answered itself is shown and asks for nothing', async () => {
  await chat.model.fill('antigravity-preview-09-2026');
  await chat.send('Write hello.py');
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].agent, 'antigravity-preview-09-2026');
  assert.equal(chat.posts[0].environment, 'remote');
  assert.ok((await chat.turn(1).locator('.tool').count()) >= 2);
  assert.equal(await chat.page.getByRole('form', { name: 'Function calls' }).count(), 0);
  await chat.send('Again');
  await chat.state(2, 'done');
  assert.match(chat.posts[1].environment, /^[0-9a-f-]{36}$/, 'the same sandbox');
});

test('calls wait through a reload, and are answered once', async () => {
  await withToys();
  await chat.send('roll a die');
  await chat.state(1, 'waiting');
  await chat.page.reload();
  await chat.ready();
  await chat.state(1, 'waiting');
  await button('Run all and send').click();
  await chat.state(1, 'done');
  assert.equal(chat.posts.length, 2);
  assert.deepEqual(chat.posts[1].tools, chat.posts[0].tools);
});

test('a call in an answer that calls itself completed is waited for all the same', async () => {
  await withToys();
  await chat.send('demo:completed-call roll a die');
  await chat.state(1, 'waiting');
  await button('Run all and send').click();
  await chat.state(1, 'done');
});

test('without memory at the service the results go back with the whole history', async () => {
  await withToys();
  await button('Settings').click();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  await chat.page.getByText('cannot be chained').or(chat.page.getByText('nothing can be chained')).waitFor();
  await button('Close').click();
  await chat.send('My name is Ada.');
  await chat.state(1, 'done');
  await chat.send('roll a die');
  await chat.state(2, 'waiting');
  await button('Run all and send').click();
  await chat.state(2, 'done');
  const { input, store, previous_interaction_id: previous } = chat.posts[2];
  assert.equal(store, false);
  assert.equal(previous, undefined);
  assert.deepEqual(
    input.map((step) => step.type).filter((type) => type !== 'thought'),
    ['user_input', 'model_output', 'user_input', 'function_call', 'function_result'],
  );
  assert.ok(
    input.some((step) => step.type === 'thought' && step.signature),
    'signatures go along',
  );
});
