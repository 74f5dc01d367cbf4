// Two turns side by side: what was asked differently, how long it took, what it cost.

import { el } from '../../ui/dom.js';
import { parseJson, seconds, size } from '../../ui/format.js';
import { openPanel } from '../../ui/panel.js';
import { differences } from './difference.js';
import { bytesOf, rerun } from './rerun.js';
import { table } from './stored.js';
import { I } from './strings.js';

/** @typedef {import('../exchange.js').Exchange} Exchange */

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 */
export async function openCompare(all, live) {
  const exchanges = live.events.exchanges.filter(({ head }) => head.startsWith('POST /v1beta/interactions\n'));
  if (exchanges.length < 2) {
    openPanel(I.compareTitle, el('p', {}, I.noTurns));
    return;
  }
  const turns = await rerun(all, live);
  const names = exchanges.map(({ name }) => name);
  const choice = (/** @type {string} */ label, /** @type {number} */ at) =>
    el(
      'select',
      { 'aria-label': label },
      ...names.map((name, i) => el('option', { value: i, selected: i === at }, name)),
    );
  const first = choice(I.first, exchanges.length - 2);
  const second = choice(I.second, exchanges.length - 1);
  const result = el('div', { class: 'comparison' });
  const show = () => {
    const pair = [first, second].map(({ value }) => exchanges[Number(value)]);
    result.replaceChildren(
      ...comparison(
        pair,
        [first, second].map(({ value }) => names[Number(value)]),
        turns,
      ),
    );
  };
  first.addEventListener('change', show);
  second.addEventListener('change', show);
  show();
  openPanel(I.compareTitle, el('div', { class: 'choose' }, first, second), result);
}

/**
 * @param {Exchange[]} pair
 * @param {string[]} names
 * @param {Map<number, import('./rerun.js').Told>} turns
 */
function comparison(pair, names, turns) {
  const bodies = pair.map(({ body }) => parseJson(body) ?? body);
  const found = differences(bodies[0], bodies[1]);
  const facts = pair.map(factsOf);
  const usages = pair.map((exchange) => {
    const told = turns
      .get(exchange.turn)
      ?.exchanged.find(({ time, body }) => time === exchange.started && body === exchange.body);
    return told?.interaction?.usage ?? {};
  });
  const usage = Object.entries(I.usage).map(([name, label]) => [
    label,
    ...usages.map((each) => String(each[name] ?? '\u2013')),
  ]);
  return [
    el('h3', {}, I.request),
    found.length ? table(found, names[0], names[1]) : el('p', {}, I.sameRequest),
    el('h3', {}, I.timing),
    numbers(
      names,
      Object.entries(I.facts2).map(([name, label]) => [label, ...facts.map((each) => each[name])]),
    ),
    el('h3', {}, I.tokens),
    numbers(names, usage),
  ];
}

/** @param {Exchange} exchange @returns {Record<string, string>} */
function factsOf({ started, firstByte, firstText, last, entries, older, body }) {
  const after = (/** @type {number} */ time) => (time ? seconds(time - started) : '\u2013');
  return {
    firstByte: after(firstByte),
    firstText: after(firstText),
    total: after(last),
    events: String(older + entries.length),
    bytes: size(entries.reduce((sum, { data }) => sum + bytesOf(data), 0)),
    requestBytes: size(bytesOf(body)),
  };
}

/**
 * @param {string[]} names
 * @param {string[][]} rows
 */
function numbers(names, rows) {
  const head = el('tr', {}, el('td'), ...names.map((name) => el('th', { scope: 'col' }, name)));
  const body = rows.map(([label, ...values]) =>
    el('tr', {}, el('th', { scope: 'row' }, label), ...values.map((value) => el('td', {}, value))),
  );
  return el('table', { class: 'numbers' }, el('thead', {}, head), el('tbody', {}, ...body));
}
