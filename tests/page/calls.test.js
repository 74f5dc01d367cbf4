// Function calls: what the form asks for, what goes back, and what stays on the card of each call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { begin } = await openTalks();
const { kToys } = await import('../../web/chat/toys.js');
const { calculate, runToy } = await import('../../web/chat/toy_run.js');
const { costOf, money } = await import('../../web/numbers/prices.js');
const { dayOf, spentOf } = await import('../../web/numbers/spent.js');
const { seconds } = await import('../../web/ui/format.js');

function withToys() {
  const talk = begin();
  talk.settings({ model: 'gemini-3.8-flash', tools: kToys });
  return talk;
}

/**
 * The form of a turn that waits.
 * @param {import('./talk.js').Talk} talk
 * @param {number} number
 */
async function formOf(talk, number) {
  await talk.state(number, 'waiting');
  return talk.until(() => talk.turn(number).element.querySelector('form'));
}

/** @param {HTMLFormElement} form @returns {HTMLTextAreaElement[]} */
const results = (form) => [...form.querySelectorAll('textarea')];
/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const errors = (form) => [...form.querySelectorAll('input')];
/** @param {ParentNode} place @param {string} text */
function press(place, text) {
  const button = [...place.querySelectorAll('button')].find(({ textContent }) => textContent === text);
  assert.ok(button, text);
  button.click();
}
/** @param {HTMLFormElement} form */
const send = (form) => form.dispatchEvent(new window.Event('submit', { cancelable: true }));

/**
 * What each card of a turn says: function, standing, result.
 * @param {import('./talk.js').Talk} talk
 * @param {number} number
 */
const cards = (talk, number) =>
  [...talk.turn(number).element.querySelectorAll('.tool')].map((card) => [
    card.querySelector('strong')?.textContent,
    card.querySelector('.standing')?.textContent,
    ...[...card.querySelectorAll('pre')].slice(1).map((result) => result.textContent),
  ]);

test('text, an object and an error go back as what they are, and stay on their cards', async () => {
  const talk = withToys();
  talk.send('demo:parallel Do it all');
  const form = await formOf(talk, 1);
  await talk.until(() => cards(talk, 1).length); // they are loaded by themselves
  assert.deepEqual(cards(talk, 1), [
    ['get_time', 'Called'],
    ['roll_dice', 'Called'],
    ['calculate', 'Called'],
  ]);
  const [time, dice, sum] = results(form);
  time.value = '{"time":"noon"}';
  dice.value = '[1,2]';
  sum.value = 'no such number';
  errors(form)[2].checked = true;
  send(form);
  await talk.state(1, 'done');
  const { input, tools } = talk.posts[1];
  assert.deepEqual(
    input.map((/** @type {any} */ step) => [step.type, step.name, step.result, step.is_error]),
    [
      ['function_result', 'get_time', { time: 'noon' }, undefined],
      ['function_result', 'roll_dice', '[1,2]', undefined], // the API takes no list of numbers
      ['function_result', 'calculate', 'no such number', true],
    ],
  );
  assert.equal(new Set(input.map((/** @type {any} */ step) => step.call_id)).size, 3);
  assert.deepEqual(tools, talk.posts[0].tools, 'tools are said each time');
  assert.equal(talk.posts.length, 2);
  assert.match(talk.answer(1), /`calculate` failed: no such number/);
  assert.deepEqual(cards(talk, 1), [
    ['get_time', 'Done', '{\n  "time": "noon"\n}'],
    ['roll_dice', 'Done', '[1,2]'],
    ['calculate', 'Failed', 'no such number'],
  ]);
});

test('each version of a turn has the results that were given to it, also from the journal', async () => {
  const talk = withToys();
  talk.send('roll a die');
  results(await formOf(talk, 1))[0].value = 'a 1';
  send(await formOf(talk, 1));
  await talk.state(1, 'done');
  talk.send('roll a die', 'queued', 1);
  results(await formOf(talk, 2))[0].value = 'a 2';
  send(await formOf(talk, 2));
  await talk.state(2, 'done');
  const again = begin();
  again.replay(talk.journal);
  await again.until(() => cards(again, 1).length && cards(again, 2).length);
  for (const each of [talk, again]) {
    assert.deepEqual(cards(each, 1), [['roll_dice', 'Done', 'a 1']]);
    assert.deepEqual(cards(each, 2), [['roll_dice', 'Done', 'a 2']]);
  }
});

test('the functions run where they are, one by one or all; what they throw is an error', async () => {
  const talk = withToys();
  talk.send('demo:parallel Do it all');
  const form = await formOf(talk, 1);
  press(form.querySelectorAll('fieldset')[1], 'Run');
  const dice = JSON.parse(results(form)[1].value);
  assert.ok(dice.rolls.length > 0);
  assert.equal(
    dice.rolls.reduce((/** @type {number} */ sum, /** @type {number} */ roll) => sum + roll),
    dice.sum,
  );
  press(form, 'Run all and send');
  await talk.state(1, 'done');
  assert.equal(talk.posts[1].input.length, 3);
  const [time, , sum] = talk.posts[1].input;
  assert.ok(time.is_error || Math.abs(Date.parse(time.result.utc) - Date.now()) < 60000);
  // The demo asks for the value of words, which is none.
  assert.equal(sum.is_error, typeof sum.result === 'string' ? true : undefined);
});

test('a function that is none of the page has no button to run it', async () => {
  const talk = begin();
  talk.settings({ model: 'gemini-3.8-flash', tools: [{ type: 'function', name: 'get_weather' }] });
  talk.send('What is the weather?');
  const form = await formOf(talk, 1);
  assert.deepEqual(
    [...form.querySelectorAll('button')].map(({ textContent }) => textContent),
    ['Send results'],
  );
});

test('a call in an answer that calls itself completed is waited for all the same', async () => {
  const talk = withToys();
  talk.send('demo:completed-call roll a die');
  const form = await formOf(talk, 1);
  assert.equal(talk.turn(1).interaction.status, 'completed');
  press(form, 'Run all and send');
  await talk.state(1, 'done');
});

test('without memory at the service the results go back with the whole history', async () => {
  const talk = begin();
  talk.settings({ model: 'gemini-3.8-flash', tools: kToys, store: false });
  talk.send('My name is Ada.');
  await talk.state(1, 'done');
  talk.send('roll a die');
  press(await formOf(talk, 2), 'Run all and send');
  await talk.state(2, 'done');
  const { input, store, previous_interaction_id: previous } = talk.posts[2];
  assert.equal(store, false);
  assert.equal(previous, undefined);
  assert.deepEqual(
    input.map((/** @type {any} */ step) => step.type).filter((/** @type {string} */ type) => type !== 'thought'),
    ['user_input', 'model_output', 'user_input', 'function_call', 'function_result'],
  );
  assert.ok(
    input.some((/** @type {any} */ step) => step.type === 'thought' && step.signature),
    'signatures go along',
  );
});

test('what an agent has called and answered itself asks for nothing', async () => {
  const talk = begin();
  talk.settings({ agent: 'antigravity-preview-09-2026', environment: 'remote' });
  talk.send('Write hello.py');
  await talk.state(1, 'done');
  assert.ok(cards(talk, 1).length >= 2);
  assert.equal(talk.turn(1).element.querySelector('form'), null);
  talk.send('Write another');
  await talk.until(() => talk.posts.length === 2);
  assert.match(talk.posts[1].environment, /^[0-9a-f-]{36}$/, 'the sandbox to go on in');
  assert.equal(talk.posts[1].environment, talk.turn(1).interaction.environment_id);
});

test('the calculator does arithmetic, and says what it does not understand', () => {
  const right = /** @type {[string, number][]} */ ([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1', 0.5],
    ['7 % 4 - -.5', 3.5],
    ['1e3/8', 125],
    ['12 \u00d7 3 \u00f7 4', 9],
  ]);
  for (const [text, value] of right) assert.equal(calculate(text), value, text);
  const wrong = ['', '1 +', '(1', '1)', '2 2', 'alert(1)', '1/0', '('.repeat(100000), '-'.repeat(100000) + '1'];
  for (const text of wrong) assert.throws(() => calculate(text), Error, text.slice(0, 20));
});

test('dice fall within their limits, and refuse others', () => {
  const { rolls } = /** @type {{rolls: number[]}} */ (runToy('roll_dice', { count: 100, sides: 2 }));
  assert.equal(rolls.length, 100);
  assert.deepEqual([...new Set(rolls)].sort(), [1, 2]);
  for (const args of [{ count: 0 }, { count: 101 }, { sides: 1 }, { sides: 2.5 }])
    assert.throws(() => runToy('roll_dice', args), /whole number/);
  assert.throws(() => runToy('get_time', { timezone: 'Nowhere/At_All' }), RangeError);
});

test('results that are not there are not sent: what is missing is said, and asked for', async () => {
  const talk = withToys();
  talk.send('demo:parallel Do it all');
  const form = await formOf(talk, 1);
  const [time, dice, sum] = results(form);
  time.value = '{"time":"noon"}';
  sum.value = '   ';
  send(form);
  assert.equal(talk.turn(1).state, 'waiting');
  assert.deepEqual(
    results(form).map((text) => text.validationMessage.split(' ')[0]),
    ['', 'roll_dice', ''],
    'the first that is missing',
  );
  dice.value = 'null';
  dice.dispatchEvent(new window.Event('input'));
  send(form);
  assert.match(sum.validationMessage, /calculate has no result/);
  sum.value = '4';
  send(form);
  await talk.state(1, 'done');
  assert.deepEqual(
    talk.posts[1].input.map((/** @type {any} */ step) => step.result),
    [{ time: 'noon' }, 'null', '4'],
  );
});

test('a turn with a function round says what both its requests took', async () => {
  const talk = withToys();
  talk.send('roll a die');
  const form = await formOf(talk, 1);
  const turn = talk.turn(1);
  const asked = turn.interaction.usage;
  press(form, 'Run all and send');
  await talk.state(1, 'done');
  const answered = turn.interaction.usage;
  assert.ok(asked.total_input_tokens > 0 && answered.total_input_tokens > 0);
  const fact = (/** @type {string} */ name) => turn.meta.querySelector(`.${name}`)?.textContent;
  await talk.until(() => fact('total'));
  const sum = (/** @type {string} */ name) => asked[`total_${name}_tokens`] + answered[`total_${name}_tokens`];
  assert.ok(fact('tokens')?.startsWith(`${sum('input')} in \u00b7 ${sum('output')} out`), fact('tokens') ?? '');

  const time = (/** @type {string} */ of) =>
    Number(talk.journal.find((entry) => entry.slice(entry.indexOf(' ') + 1).startsWith(of))?.split(' ')[0]);
  const took = time('http_end 1') - time('submit') + time('http_end 2') - time('function_results');
  assert.equal(fact('total'), `total ${seconds(took)}`);

  const spent = [asked, answered].map((usage) => spentOf(turn, usage));
  assert.equal(spent[0].day, dayOf(time('submit')));
  const dollars = spent.reduce((all, each) => all + (costOf(each)?.dollars ?? NaN), 0);
  assert.equal(fact('estimate'), `\u2248 ${money(dollars)}`);

  const again = begin();
  again.replay(talk.journal);
  const kept = await again.until(() => again.turn(1).meta.querySelector('.tokens')?.textContent);
  assert.equal(kept, fact('tokens'), 'also from the journal');
});
