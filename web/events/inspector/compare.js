// Two turns side by side: what was asked differently, how long it took, what it cost.

import { el } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { parseJson, seconds, size } from '../../ui/format.js';
import { openPanel } from '../../ui/panel.js';
import { differences } from './difference.js';
import { exchangesOf, requestOf } from './exchanges.js';
import { table } from './stored.js';
import { I } from './strings.js';

/** @typedef {import('../exchange.js').Exchange} Exchange */

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 */
export async function openCompare(all, live) {
  const exchanges = live.events.exchanges.filter(({ isPost }) => isPost);
  if (exchanges.length < 2) {
    openPanel(I.compareTitle, el('p', {}, I.noTurns));
    return;
  }
  const exchanged = await exchangesOf(all, live);
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
  const show = async () => {
    const places = [first, second].map(({ value }) => Number(value));
    const pair = places.map((at) => exchanges[at]);
    const requests = await Promise.all(pair.map(({ id }) => requestOf(all, live, id)));
    if (places.some((at, i) => at !== Number([first, second][i].value))) return; // others by now
    const told = pair.map(({ id }) => exchanged.find(({ request }) => request === id));
    const titles = places.map((at) => names[at]);
    result.replaceChildren(
      ...comparison(
        titles,
        requests.map(({ body }) => parseJson(body) ?? body),
        pair.map((exchange, i) => factsOf(exchange, told[i]?.sent ?? 0)),
        told.map((each) => each?.interaction?.usage ?? {}),
      ),
    );
  };
  for (const each of [first, second]) attemptOn(each, 'change', show);
  await show();
  openPanel(I.compareTitle, el('div', { class: 'choose' }, first, second), result);
}

/**
 * @param {string[]} names
 * @param {any[]} bodies of the requests
 * @param {Record<string, string>[]} facts
 * @param {Record<string, any>[]} usages
 */
function comparison(names, bodies, facts, usages) {
  const found = differences(bodies[0], bodies[1]);
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

/**
 * @param {Exchange} exchange
 * @param {number} sent bytes of its body
 * @returns {Record<string, string>}
 */
function factsOf({ started, firstByte, firstText, last, entries, older }, sent) {
  const encoder = new TextEncoder();
  const after = (/** @type {number} */ time) => (time ? seconds(time - started) : '\u2013');
  return {
    firstByte: after(firstByte),
    firstText: after(firstText),
    total: after(last),
    events: String(older + entries.length),
    bytes: size(entries.reduce((sum, { data }) => sum + encoder.encode(data).length, 0)),
    requestBytes: size(sent),
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
