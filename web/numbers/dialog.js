// The numbers of a conversation and of each day, and the prices that costs are estimated by.

import { on } from '../ui/bus.js';
import { byId, el, setText } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { elapsed } from '../ui/format.js';
import { openPanel, untilClosed } from '../ui/panel.js';
import { adopt } from '../ui/sheet.js';
import css from './numbers.css';
import { kBuiltIn, keepPrices, kGathered, money, parsePrices, priceText } from './prices.js';
import { days, spentBy, sumOf } from './spent.js';
import { N } from './strings.js';
import { showNumbers } from './turn_numbers.js';

adopt(css);

/** @typedef {import('./spent.js').Sum} Sum */

/** @param {import('../chat/view.js').View} view */
export function openNumbers(view) {
  const conversation = el('div');
  const byDay = el('div');
  const show = () => {
    conversation.replaceChildren(...conversationTable(view));
    byDay.replaceChildren(...dayTable());
  };
  show();
  const prices = priceForm(() => {
    show();
    for (const turn of view.turns.values()) showNumbers(turn);
  });
  const part = (/** @type {string} */ title, /** @type {HTMLElement} */ body) =>
    el('section', {}, el('h3', {}, title), body);
  const demo = !byId('mode').hidden && el('p', { class: 'note' }, N.demo);
  const dialog = openPanel(N.title, demo, part(N.conversation, conversation), part(N.days, byDay), prices);
  dialog.classList.add('numbers');
  on('shown', show, untilClosed(dialog));
}

/** @param {import('../chat/view.js').View} view */
function conversationTable(view) {
  /** @type {Map<string, import('./prices.js').Spent[]>} */
  const models = new Map();
  let time = 0;
  for (const turn of view.turns.values()) {
    for (const request of [...turn.requests, turn.request]) time += request.time;
    for (const spent of spentBy(turn).values()) models.set(spent.model, [...(models.get(spent.model) ?? []), spent]);
  }
  if (!models.size) return [el('p', { class: 'note' }, N.none)];
  const rows = [...models].map(([model, all]) => row(model, sumOf(all)));
  const sum = sumOf([...models.values()].flat());
  const total = models.size > 1 ? row(N.all, sum) : null;
  return [
    table(N.conversation, N.columns.model, rows, total),
    el('p', { class: 'note' }, `${N.columns.time}: ${elapsed(time)}`),
  ];
}

function dayTable() {
  const all = days();
  if (!all.length) return [el('p', { class: 'note' }, N.none)];
  const rows = all.map(({ day, spent }) => row(day, sumOf(spent)));
  return [el('p', { class: 'note' }, N.daysHint), table(N.days, N.columns.day, rows, null)];
}

/**
 * @param {string} label
 * @param {string} first name of the first column
 * @param {HTMLElement[]} rows
 * @param {HTMLElement | null} total
 */
function table(label, first, rows, total) {
  const { turns, input, cached, output, thought, tool, cost } = N.columns;
  const head = [first, turns, cost, input, cached, output, thought, tool].map((name) =>
    el('th', { scope: 'col' }, name),
  );
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': label },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows), total && el('tfoot', {}, total)),
  );
}

/**
 * @param {string} name
 * @param {Sum} sum
 */
function row(name, { turns, input, cached, output, thought, tool, dollars, unpriced }) {
  const cell = (/** @type {number} */ number) => el('td', {}, number.toLocaleString(document.documentElement.lang));
  const cost = unpriced === turns ? '–' : `${money(dollars)}${unpriced ? '*' : ''}`;
  const costCell = el('td', { title: unpriced ? N.part(unpriced) : null }, cost);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, name),
    cell(turns),
    costCell,
    ...[input, cached, output, thought, tool].map(cell),
  );
}

/** @param {() => void} changed */
function priceForm(changed) {
  const text = el(
    'textarea',
    { id: 'prices', rows: 8, spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': 'prices-hint prices-say' },
    priceText(),
  );
  const say = el('p', { class: 'note', id: 'prices-say', role: 'status' });
  const isOwn = () => priceText() !== kBuiltIn;
  const note = () => setText(say, isOwn() ? N.own : N.asOf(kGathered));
  note();
  const reset = el('button', { type: 'button' }, N.reset);
  const form = el(
    'form',
    { autocomplete: 'off' },
    el('label', { class: 'visually-hidden', for: 'prices' }, N.prices),
    el('p', { class: 'note', id: 'prices-hint' }, N.pricesHint),
    text,
    say,
    el('div', { class: 'buttons' }, el('button', { type: 'submit', class: 'go' }, N.save), reset),
  );
  const keep = (/** @type {string} */ prices) => {
    keepPrices(prices);
    note();
    changed();
  };
  attemptOn(form, 'submit', (event) => {
    event.preventDefault();
    const { bad } = parsePrices(text.value);
    if (bad) {
      setText(say, N.badPrice(bad));
      text.setAttribute('aria-invalid', 'true');
      text.focus();
      return;
    }
    text.removeAttribute('aria-invalid');
    keep(text.value);
    if (isOwn()) setText(say, `${N.saved}. ${N.own}`);
  });
  attemptOn(reset, 'click', () => {
    text.value = kBuiltIn;
    text.removeAttribute('aria-invalid');
    keep('');
  });
  return el('details', {}, el('summary', {}, N.prices), form);
}
