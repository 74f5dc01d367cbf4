// The steps of one answer on a time axis, from the request on; and what chaining saved it.

import { el } from '../../ui/dom.js';
import { parseJson, seconds, size } from '../../ui/format.js';
import { exchangesOf } from './exchanges.js';
import { cachedOf } from './savings.js';
import { I } from './strings.js';

/** @typedef {{index: number, type: string, from: number, to: number, events: number}} Bar */

/**
 * Steps with the times between which their events came.
 * @param {import('../exchange.js').Exchange} exchange
 * @returns {Bar[]}
 */
export function barsOf({ entries }) {
  /** @type {Map<number, Bar>} */
  const bars = new Map();
  for (const { step, time, data } of entries) {
    if (step < 0) continue;
    const bar = bars.get(step) ?? { index: step, type: '', from: time, to: time, events: 0 };
    bars.set(step, bar);
    bar.to = time;
    ++bar.events;
    if (!bar.type) bar.type = typeOf(data);
  }
  return [...bars.values()].sort((a, b) => a.index - b.index);
}

/** @param {string} data */
function typeOf(data) {
  const event = parseJson(data);
  const type = event?.step?.type ?? event?.content?.type ?? event?.delta?.type ?? '';
  return type === 'text' ? 'model_output' : String(type); // as the schema before steps called it
}

/** @param {string} type */
function kindOf(type) {
  if (type === 'thought') return 'thought';
  return type === 'model_output' ? 'output' : 'tool';
}

/**
 * @param {import('../exchange.js').Exchange} exchange
 * @param {import('./inspector.js').Inspector} inspector
 */
export async function timeline(exchange, inspector) {
  const bars = barsOf(exchange);
  const { started, last, firstByte } = exchange;
  const whole = Math.max(1, last - started);
  const rows = [];
  if (firstByte) rows.push(row(I.waiting, 'wait', started, firstByte, exchange, whole));
  for (const { index, type, from, to } of bars)
    rows.push(row(I.stepOf(index, type), kindOf(type), from, to, exchange, whole));
  const list = el('ol', { class: 'timeline', 'aria-label': I.timeline }, ...rows);
  const axis = el(
    'p',
    { class: 'axis', 'aria-hidden': 'true' },
    ...[0, 0.5, 1].map((part) => el('span', {}, seconds(part * whole))),
  );
  const saved = await savedLine(exchange, inspector);
  return el(
    'div',
    {},
    bars.length ? list : el('p', { class: 'note' }, I.noSteps),
    bars.length > 0 && axis,
    saved && el('p', { class: 'saved' }, saved),
  );
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {number} from
 * @param {number} to
 * @param {import('../exchange.js').Exchange} exchange
 * @param {number} whole
 */
function row(label, kind, from, to, { started }, whole) {
  const bar = el('span', { class: 'bar', 'data-kind': kind });
  bar.style.insetInlineStart = `${((from - started) / whole) * 100}%`;
  bar.style.width = `${((to - from) / whole) * 100}%`;
  const text = I.span(seconds(from - started), seconds(to - started));
  return el(
    'li',
    {},
    el('span', { class: 'label' }, label),
    el('span', { class: 'track' }, bar),
    el('span', { class: 'time' }, text),
  );
}

/**
 * @param {import('../exchange.js').Exchange} exchange
 * @param {import('./inspector.js').Inspector} inspector
 */
async function savedLine(exchange, { all, live }) {
  if (!live || !exchange.isPost) return '';
  const told = (await exchangesOf(all, live)).find(({ request }) => request === exchange.id);
  return told ? `${I.saved}: ${size(told.saved)} \u00b7 ${I.cached}: ${cachedOf(told)}` : '';
}
