// What chaining saved: a request that names the interaction before need not carry the conversation.

import { el } from '../../ui/dom.js';
import { size } from '../../ui/format.js';
import { openPanel } from '../../ui/panel.js';
import { exchangesOf } from './exchanges.js';
import { I } from './strings.js';

/** Tokens that were there already. @param {import('../../keep/archive.js').Exchanged} exchanged */
export const cachedOf = ({ interaction }) => Number(interaction?.usage?.total_cached_tokens ?? 0);

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 */
export async function openSavings(all, live) {
  const sum = { sent: 0, saved: 0, cached: 0 };
  const rows = [];
  for (const exchanged of await exchangesOf(all, live)) {
    const { turn, sent, saved } = exchanged;
    const cached = cachedOf(exchanged);
    sum.sent += sent;
    sum.saved += saved;
    sum.cached += cached;
    rows.push(row(String(turn), { sent, saved, cached }));
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
