// Is what was streamed what is stored? Asks for the interaction and compares.

import { el } from '../../ui/dom.js';
import { parseJson, shorten } from '../../ui/format.js';
import { differences } from './difference.js';
import { exchangesOf } from './exchanges.js';
import { I } from './strings.js';

const kShown = 50; // differences
const kLong = 200; // characters of a value

/**
 * @param {import('../exchange.js').Exchange} exchange
 * @param {import('./inspector.js').Inspector} inspector
 */
export async function compareStored(exchange, inspector) {
  const { all } = inspector;
  const live = /** @type {import('../../conversation/conversation.js').Conversation} */ (inspector.live);
  // A retry makes no second one, and a lost stream is read on by other requests.
  const asked = (await exchangesOf(all, live))
    .filter(({ turn, request }) => turn === exchange.turn && request <= exchange.id)
    .at(-1);
  const [streamed] = asked ? await exchangesOf(all, live, asked.request) : [];
  const id = streamed?.interaction?.id;
  if (!id) return el('p', { class: 'note' }, I.noId);
  const response = await fetch(`/v1beta/interactions/${encodeURIComponent(id)}`).catch((error) => ({
    ok: false,
    text: async () => String(error),
  }));
  const text = await response.text();
  const stored = parseJson(text);
  if (!response.ok) return el('p', { class: 'problem' }, I.notStored(stored?.error?.message ?? shorten(text, kLong)));
  const found = differences(
    comparable(streamed.interaction, streamed.steps ?? []),
    comparable(stored, stored?.steps ?? []),
  );
  if (!found.length) return el('p', { class: 'good' }, I.same);
  return el('div', {}, el('p', { class: 'problem' }, I.differs(found.length)), table(found, I.streamed, I.stored));
}

/**
 * What both must have alike: the input is told in the resource only, and its times are of when it
 * was asked for.
 * @param {any} interaction
 * @param {any[]} steps
 */
function comparable({ id, status, model, agent, usage }, steps) {
  return { id, status, model, agent, usage, steps: steps.filter((step) => step?.type !== 'user_input') };
}

/**
 * @param {import('./difference.js').Difference[]} found
 * @param {string} one
 * @param {string} other
 */
export function table(found, one, other) {
  const cell = (/** @type {any} */ value) =>
    el('td', { dir: 'auto' }, value === undefined ? '\u2013' : shorten(JSON.stringify(value), kLong));
  const head = el('tr', {}, el('td'), el('th', { scope: 'col' }, one), el('th', { scope: 'col' }, other));
  const rows = found
    .slice(0, kShown)
    .map((each) =>
      el('tr', {}, el('th', { scope: 'row' }, el('code', {}, each.path)), cell(each.one), cell(each.other)),
    );
  return el(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `${one}, ${other}` },
    el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)),
  );
}
