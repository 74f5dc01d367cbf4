// The steps of one answer on a time axis, from the request on; and what chaining saved it.

import { el } from '../../ui/dom.js';
import { seconds, size } from '../../ui/format.js';
import { wordOf } from '../../ui/outside.js';
import { exchangesOf } from './exchanges.js';
import { cachedOf } from './savings.js';
import { I } from './strings.js';

/**
 * @typedef {import('../../keep/archive.js').Exchanged} Exchanged
 * @typedef {{index: number, from: number, to: number}} Bar
 */

/**
 * Steps with the times between which their events came.
 * @param {import('../exchange.js').Exchange} exchange
 * @returns {Bar[]}
 */
function barsOf({ entries }) {
  /** @type {Map<number, Bar>} */
  const bars = new Map();
  for (const { step, time } of entries) {
    if (step < 0) continue;
    const bar = bars.get(step) ?? { index: step, from: time, to: time };
    bars.set(step, bar);
    bar.to = time;
  }
  return [...bars.values()].sort((a, b) => a.index - b.index);
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
  const told = await toldOf(exchange, inspector);
  for (const { index, from, to } of bars) {
    const type = wordOf(told?.steps?.[told.places?.indexOf(index) ?? -1]?.type);
    rows.push(row(I.stepOf(index, type), kindOf(type), from, to, exchange, whole));
  }
  const list = el('ol', { class: 'timeline', 'aria-label': I.timeline }, ...rows);
  const axis = el(
    'p',
    { class: 'axis', 'aria-hidden': 'true' },
    ...[0, 0.5, 1].map((part) => el('span', {}, seconds(part * whole))),
  );
  const saved = exchange.isPost && told && `${I.saved}: ${size(told.saved)} \u00b7 ${I.cached}: ${cachedOf(told)}`;
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
 * The request of its turn that it is of: it itself, or the one before, which it reads on.
 * @param {import('../exchange.js').Exchange} exchange
 * @param {import('./inspector.js').Inspector} inspector
 * @returns {Promise<Exchanged | undefined>}
 */
async function toldOf({ id, turn }, { all, live }) {
  if (!live) return undefined;
  const asked = (await exchangesOf(all, live)).filter((each) => each.turn === turn && each.request <= id).at(-1);
  return asked && (await exchangesOf(all, live, asked.request))[0];
}
