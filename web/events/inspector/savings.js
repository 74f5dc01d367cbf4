// What chaining saved: a request that names the interaction before need not carry the conversation.

import { el } from '../../ui/dom.js';
import { parseJson, size } from '../../ui/format.js';
import { openPanel } from '../../ui/panel.js';
import { bytesOf, historyOf, rerun } from './rerun.js';
import { I } from './strings.js';

/**
 * @param {Map<number, import('./rerun.js').Told>} turns
 * @param {number} id of a turn
 * @param {number} at which of its requests
 */
export function savedBy(turns, id, at) {
  const { exchanged } = /** @type {import('./rerun.js').Told} */ (turns.get(id));
  const { body, interaction } = exchanged[at];
  const before = parseJson(body)?.previous_interaction_id;
  // A retry carries the message again; what goes on from an answer of the same turn does not.
  const goesOn = exchanged.slice(0, at).some((each) => each.interaction?.id === before);
  const history = historyOf(turns, id, goesOn ? at : 0);
  return {
    sent: bytesOf(body),
    saved: before && history.length ? bytesOf(history) : 0,
    cached: Number(interaction?.usage?.total_cached_tokens ?? 0),
  };
}

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 */
export async function openSavings(all, live) {
  const turns = await rerun(all, live);
  const sum = { sent: 0, saved: 0, cached: 0 };
  const rows = [];
  for (const { id, exchanged } of turns.values()) {
    exchanged.forEach((_, at) => {
      const each = savedBy(turns, id, at);
      sum.sent += each.sent;
      sum.saved += each.saved;
      sum.cached += each.cached;
      rows.push(row(String(id), each));
    });
  }
  rows.push(row(I.sum, sum));
  const heads = [I.savedTurn, I.sent, I.saved, I.cached].map((text) => el('th', { scope: 'col' }, text));
  const table = el('table', { class: 'numbers' }, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows));
  openPanel(I.savedTitle, el('p', {}, I.savedText), table);
}

/**
 * @param {string} name
 * @param {{sent: number, saved: number, cached: number}} of
 */
function row(name, { sent, saved, cached }) {
  const cells = [size(sent), size(saved), String(cached)].map((text) => el('td', {}, text));
  return el('tr', {}, el('th', { scope: 'row' }, name), ...cells);
}
