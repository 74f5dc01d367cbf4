// What answers took: tokens, times, costs; of a turn, of a conversation, of a day.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { cells, openTab, recording } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();
const prices = await import('../../web/numbers/prices.js');
const { days, dayOf, keep, spentOf, sumOf } = await import('../../web/numbers/spent.js');
const { lateUsage } = await import('../../web/numbers/late.js');
const { askLate } = await import('../../web/numbers/ask_late.js');
const { openNumbers } = await import('../../web/numbers/dialog.js');

beforeEach(() => {
  days(); // what waits to be kept
  localStorage.clear();
  prices.keepPrices('');
});

/** @param {Partial<import('../../web/numbers/prices.js').Spent>} [changes] */
const spent = (changes) => ({
  model: 'gemini-3.8-flash',
  day: '2026-11-27',
  tier: 'standard',
  input: 1e6,
  cached: 0,
  output: 0,
  thought: 0,
  tool: 0,
  plain: true,
  ...changes,
});
const dollars = (/** @type {Partial<import('../../web/numbers/prices.js').Spent>} */ changes) =>
  prices.costOf(spent(changes))?.dollars;

test('the built-in prices can be read, each line of them', () => {
  const { prices: table, bad } = prices.parsePrices(prices.kBuiltIn);
  assert.equal(bad, 0);
  assert.equal(table.length, prices.kBuiltIn.trim().split('\n').length);
  assert.ok(table.length > 10);
  assert.deepEqual(
    table.filter(({ input, cached, output }) => !(cached < input && input < output)),
    [],
    'what is cached costs least, what is written most',
  );
});

test('a line of prices is read whole, or it is named', () => {
  const { prices: read, bad } = prices.parsePrices(
    '\n  a>200000 2026-01-02 1 .5 2.25 \nb soon 1 1 1\nc 2026-01-01 1 1\n',
  );
  assert.deepEqual(read, [{ model: 'a', over: 200000, from: '2026-01-02', input: 1, cached: 0.5, output: 2.25 }]);
  assert.equal(bad, 3, 'the first that is none');
  assert.equal(prices.parsePrices('a 2026-01-01 1..2 1 1').bad, 1);
});

test('a cost is that of the day, of the length, and of each kind of token', () => {
  assert.equal(dollars({}), 0.75);
  assert.equal(dollars({ day: '2027-01-01' }), 1.5, 'the price that holds from then on');
  assert.equal(dollars({ day: '2026-09-01' }), undefined, 'none is known for that day');
  assert.equal(dollars({ cached: 4e5 }), 0.6 * 0.75 + 0.4 * 0.075);
  assert.equal(dollars({ input: 0, output: 1e6, thought: 1e6, tool: 1e6 }), 3.75 * 2 + 0.75);
  assert.equal(dollars({ model: 'gemini-2.5-pro', input: 200000 }), 0.25);
  assert.equal(dollars({ model: 'gemini-2.5-pro', input: 200001 }), 200001 * 2.5e-6, 'longer input costs more');
  assert.equal(dollars({ model: 'gemini-4-carbon' }), undefined);
  assert.equal(dollars({ tier: 'flex' }), undefined, 'other tiers have other prices');
  assert.equal(dollars({ tier: '' }), 0.75);
  assert.equal(dollars({ plain: false }), undefined, 'so have pictures and sounds');
});

test("the user's own prices go before the built-in ones, until they are given up", () => {
  prices.keepPrices('gemini-4-carbon 2026-01-01 1000 0 1000');
  assert.equal(dollars({ model: 'gemini-4-carbon' }), 1000);
  assert.equal(dollars({}), undefined);
  assert.match(prices.priceText(), /^gemini-4-carbon/);
  localStorage.setItem('parley.prices', 'gemini-4-carbon 2026-01-01 7 0 1000'); // in another tab
  dispatchEvent(new Event('storage'));
  assert.equal(dollars({ model: 'gemini-4-carbon' }), 7);
  prices.keepPrices(prices.kBuiltIn);
  assert.equal(localStorage.getItem('parley.prices'), null, 'the built-in ones are not kept');
  assert.equal(dollars({}), 0.75);
});

test('money has as many digits as say something', () => {
  assert.deepEqual([1234.567, 1, 0.5, 0.01, 0.00123, 0].map(prices.money), [
    '$1234.57',
    '$1.00',
    '$0.500',
    '$0.010',
    '$0.00123',
    '$0.00000',
  ]);
});

test('the tokens of a turn are those of the service, with its model and tier before ours', () => {
  const sent = new Date(2026, 10, 27, 23, 59).getTime();
  const turn = /** @type {any} */ ({
    sent,
    model: 'asked',
    settings: { service_tier: 'flex' },
    interaction: { model: 'answered' },
  });
  const usage = {
    total_input_tokens: 10,
    total_cached_tokens: 4,
    total_output_tokens: 3,
    total_thought_tokens: 2,
    total_tool_use_tokens: 1,
    input_tokens_by_modality: [{ modality: 'image', tokens: 258 }],
  };
  assert.deepEqual(spentOf(turn, usage), {
    model: 'answered',
    day: '2026-11-27',
    tier: 'flex',
    input: 10,
    cached: 4,
    output: 3,
    thought: 2,
    tool: 1,
    plain: true,
  });
  assert.equal(spentOf(turn, { output_tokens_by_modality: [{ modality: 'image' }] }).plain, false);
  assert.equal(spentOf(turn, { input_tokens_by_modality: [{ modality: 'audio' }] }).plain, false);
  assert.equal(spentOf({ ...turn, interaction: null }, {}).model, 'asked');
  assert.equal(spentOf(turn, {}).input, 0);
});

test('sums say how many turns have no price', () => {
  const sum = sumOf([spent(), spent({ output: 1e6 }), spent({ model: 'gemini-4-carbon' })]);
  assert.deepEqual(sum, {
    turns: 3,
    input: 3e6,
    cached: 0,
    output: 1e6,
    thought: 0,
    tool: 0,
    dollars: 0.75 + 0.75 + 3.75,
    unpriced: 1,
  });
});

test('days keep each turn once, the newest first, and forget those of two months ago', () => {
  const now = Date.now();
  const [today, yesterday, old] = [0, 1, 61].map((days) => dayOf(now - days * 86400000));
  keep('a', spent({ day: yesterday }));
  keep('b', spent({ day: today, input: 1 }));
  keep('b', spent({ day: today, input: 2 }));
  keep('c', spent({ day: today, input: 3, plain: false }));
  keep('d', spent({ day: old }));
  localStorage.setItem(`parley.day.${old}`, JSON.stringify({ e: ['m', '', 1, 1, 1, 1, 1, 1] }));
  const kept = days();
  assert.deepEqual(
    kept.map(({ day, spent }) => [day, spent.map(({ input }) => input)]),
    [
      [today, [2, 3]],
      [yesterday, [1e6]],
    ],
  );
  assert.deepEqual(kept[0].spent[1], spent({ day: today, input: 3, plain: false }));
  assert.equal(localStorage.getItem(`parley.day.${old}`), null);
  keep('b', spent({ day: today, input: 4 })); // another tab has others of that day
  assert.deepEqual(
    days()[0].spent.map(({ input }) => input),
    [4, 3],
  );
});

test('usage that the stream did not say is asked for until it is there, and then kept', async () => {
  /** @type {string[]} */
  const asked = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (what) => {
    asked.push(String(what));
    if (asked.length === 1) throw new TypeError('no network');
    if (asked.length === 2) return new Response('', { status: 404 });
    if (asked.length === 3) return new Response('{}');
    return new Response('{"usage":{"total_input_tokens":5}}');
  };
  const quiet = JSON.parse(recording('unary.json'));
  delete quiet.usage;
  const live = await tab.take('quiet.json', JSON.stringify(quiet));
  const turn = /** @type {import('../../web/chat/turn.js').Turn} */ (live.view.turns.get(1));
  const tokens = () => turn.element.querySelector('.meta .tokens')?.textContent;
  assert.equal(tokens(), undefined);
  const waits = [0, 0, 0, 0];
  for (const changes of [
    { over: Date.now() - 700000, interaction: { id: 'v1_old' } },
    { state: 'streaming', interaction: { id: 'v1_runs' } },
    { interaction: null },
  ])
    askLate(/** @type {any} */ ({ ...turn, over: Date.now(), state: 'done', ...changes }), waits);
  turn.over = Date.now();
  askLate(turn, waits);
  askLate(turn, waits);
  await until(tokens);
  assert.equal(tokens(), '5 in \u00b7 0 out');
  assert.deepEqual(asked, Array(4).fill(`/v1beta/interactions/${quiet.id}`), 'that one, and no other turn');
  assert.deepEqual(lateUsage(turn), { total_input_tokens: 5 });
  assert.match(localStorage.getItem('parley.usage') ?? '', new RegExp(quiet.id));
  globalThis.fetch = fetch;
});

/** The recorded conversation, as if it had just been. */
async function converse() {
  const lines = recording('conversation.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const later = Date.now() - lines[lines.length - 1].time;
  return tab.take('c.jsonl', lines.map((line) => JSON.stringify({ ...line, time: line.time + later })).join('\n'));
}

test('a turn says its tokens, its times and what it cost', async () => {
  const { view } = await converse();
  const turn = /** @type {import('../../web/chat/turn.js').Turn} */ (view.turns.get(1));
  const meta = /** @type {Element} */ (turn.element.querySelector('.meta'));
  const text = (/** @type {string} */ name) => meta.querySelector(`.${name}`)?.textContent;
  const { usage } = turn.interaction;
  assert.equal(
    text('tokens'),
    [
      `${usage.total_input_tokens} in`,
      `${usage.total_output_tokens} out`,
      `${usage.total_thought_tokens} thought`,
    ].join(' \u00b7 '),
  );
  assert.match(text('first') ?? '', /^first text \d/);
  assert.match(text('total') ?? '', /^total \d/);
  assert.match(text('speed') ?? '', /^[\d,]+ tokens\/s$/);
  const [cost] = [prices.costOf(spentOf(turn, usage))];
  assert.ok(cost && cost.dollars > 0);
  assert.equal(text('estimate'), `\u2248 ${prices.money(cost.dollars)}`);
});

test('the dialog adds up the conversation and the days, by prices that can be changed there', async () => {
  const { view } = await converse();
  openNumbers(view);
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('dialog[open].numbers'));
  const rows = (/** @type {string} */ table) => cells(dialog.querySelector(`[aria-label="${table}"]`));
  const usages = [...view.turns.values()].map(({ interaction }) => interaction.usage);
  assert.equal(usages.length, 4);
  const sum = (/** @type {string} */ name) =>
    usages.reduce((all, usage) => all + usage[`total_${name}_tokens`], 0).toLocaleString('en');
  const [model, ...numbers] = rows('This conversation')[0];
  assert.equal(model, 'gemini-3.8-flash');
  const wanted = [sum('input'), sum('cached'), sum('output'), sum('thought'), sum('tool_use')];
  assert.deepEqual([numbers[0], ...numbers.slice(2)], ['4', ...wanted]);
  assert.match(numbers[1], /^\$0\.\d+$/);
  const [day, turns] = rows('Days')[0];
  assert.deepEqual([day, turns], [dayOf(Date.now()), '4']);

  const box = /** @type {HTMLTextAreaElement} */ (dialog.querySelector('textarea'));
  const say = () => dialog.querySelector('#prices-say')?.textContent ?? '';
  const submit = () => box.form?.dispatchEvent(new Event('submit', { cancelable: true }));
  assert.match(say(), /^As published/);
  box.value = `${prices.kBuiltIn}gemini-4-carbon soon 1 1 1`;
  submit();
  assert.match(say(), /^Line \d+ is no price/);
  assert.equal(box.getAttribute('aria-invalid'), 'true');
  assert.equal(prices.priceText(), prices.kBuiltIn, 'nothing of it is kept');
  box.value = 'gemini-3.8-flash 2026-01-01 1000 0 1000';
  submit();
  assert.match(say(), /^Prices saved/);
  const spentAll = usages.reduce(
    (all, usage) =>
      all +
      usage.total_input_tokens +
      usage.total_output_tokens +
      usage.total_thought_tokens +
      usage.total_tool_use_tokens,
    0,
  );
  assert.equal(rows('This conversation')[0][2], prices.money(spentAll / 1000));
  const estimate = view.turns.get(1)?.element.querySelector('.estimate')?.textContent ?? '';
  assert.match(estimate, /^\u2248 \$0\.\d{3}$/, 'turns say it at once');
  box.value = 'another 2026-01-01 1 1 1';
  submit();
  assert.equal(rows('This conversation')[0][2], '\u2013', 'there is no price');
  const [reset] = [...dialog.querySelectorAll('button')].filter(({ type, form }) => type === 'button' && form);
  reset.click();
  assert.equal(box.value, prices.kBuiltIn);
  assert.match(say(), /^As published/);
  dialog.close();
});

test('a turn with function rounds says what all its requests took, and is one turn', async () => {
  const { Turn } = await import('../../web/chat/turn.js');
  const { showNumbers } = await import('../../web/numbers/turn_numbers.js');
  const turn = new Turn(1, 'Roll a die');
  turn.setSettings('{"model":"gemini-3.8-flash"}');
  const start = Date.now() - 60000;
  /** @param {string} id @param {number} input @param {number} output */
  const interaction = (id, input, output) =>
    turn.setInteraction(
      JSON.stringify({
        id,
        model: 'gemini-3.8-flash',
        usage: { total_input_tokens: input, total_output_tokens: output },
      }),
    );
  turn.setRequest('begun', start);
  interaction('v1_first_round_of_this_turn', 100, 10);
  turn.setRequest('over', start + 2000);
  turn.setRequest('begun', start + 30000); // someone had to answer
  turn.setInteraction('{}');
  turn.setRequest('first_text', start + 30500);
  interaction('v1_second_round_of_this_turn', 200, 20);
  turn.setRequest('over', start + 31000);
  turn.setState('done', '');
  showNumbers(turn);
  const text = (/** @type {string} */ name) => turn.meta.querySelector(`.${name}`)?.textContent;
  assert.equal(text('tokens'), '300 in \u00b7 30 out');
  assert.equal(text('total'), 'total 3.00 s');
  assert.equal(text('first'), 'first text 0.50 s');
  assert.equal(text('speed'), '10 tokens/s');
  const cost = dollars({ input: 300, output: 30, day: dayOf(start) }) ?? 0;
  assert.equal(text('estimate'), `\u2248 ${prices.money(cost)}`);
  const [{ spent: kept }] = days();
  assert.deepEqual(
    kept.map(({ input, more }) => [input, more]),
    [
      [100, undefined],
      [200, true],
    ],
  );
  assert.equal(sumOf(kept).turns, 1);
  assert.equal(sumOf(kept).input, 300);
});

test('a turn that is sent again says what it took before, too', async () => {
  const { Turn } = await import('../../web/chat/turn.js');
  const { spentBy } = await import('../../web/numbers/spent.js');
  const turn = new Turn(1, 'Hello');
  const inputs = () => [...spentBy(turn).values()].map(({ input }) => input);
  turn.setRequest('begun', 1000);
  turn.setInteraction('{"id":"a","usage":{"total_input_tokens":7}}');
  turn.setRequest('over', 2000);
  assert.deepEqual(inputs(), [7]);
  turn.setState('queued', '');
  turn.reset();
  turn.setInteraction('{}');
  turn.setRequest('begun', 3000);
  assert.deepEqual(inputs(), [7]);
  turn.reset(); // it begins anew by itself, as when a stream is resumed
  turn.setInteraction('{"id":"b","usage":{"total_input_tokens":5}}');
  turn.setRequest('over', 4000);
  turn.setState('done', '');
  assert.deepEqual(inputs(), [7, 5]);
});

test('how long a run took that nobody read is what the service says', async () => {
  const { Turn } = await import('../../web/chat/turn.js');
  const turn = new Turn(1, 'Hello');
  turn.setRequest('begun', 1000);
  turn.setInteraction('{"id":"a","created":"2026-05-15T18:51:40Z","updated":"2026-05-15T18:51:55Z"}');
  turn.setRequest('over_unread', 61000);
  assert.deepEqual([turn.request.time, turn.request.first], [15000, 0]);
});
