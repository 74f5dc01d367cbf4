// The turns of a conversation as its journal makes them, in a core of their own: what was sent, and
// the steps that came back, whole.

import { parseJson } from '../../ui/format.js';

/**
 * One request that was answered by events, and what it brought.
 * @typedef {{turn: number, body: string, time: number, steps: Map<number, any>, interaction: any}} Exchanged
 *
 * history: of the turns before it, as steps of the API.
 * @typedef {{id: number, message: string, parent: number, exchanged: Exchanged[]}} Told
 */

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 * @returns {Promise<Map<number, Told>>} by turn
 */
export async function rerun(all, live) {
  const journal = await all.entriesOf(live.id);
  const conversation = all.core.create();
  /** @type {Map<number, Told>} */
  const turns = new Map();
  for (const entry of journal) {
    conversation.input('journal_entry', { text: entry }, false);
    for (const effect of conversation.drain()) take(turns, effect);
  }
  conversation.close();
  return turns;
}

/**
 * @param {Map<number, Told>} turns
 * @param {import('../../core/core.js').Effect} effect
 */
function take(turns, { kind, id, arg, text, time }) {
  if (kind === 'turn_added') turns.set(id, { id, message: text, parent: arg, exchanged: [] });
  if (kind === 'http_start') {
    const isPost = text.startsWith('POST /v1beta/interactions\n');
    const body = text.slice(text.indexOf('\n\n') + 2);
    if (isPost) turns.get(arg)?.exchanged.push({ turn: arg, body, time, steps: new Map(), interaction: null });
    return;
  }
  const turn = turns.get(id);
  if (!turn) return;
  const now = turn.exchanged.at(-1);
  if (kind === 'turn_text') turn.message = text;
  else if (kind === 'turn_parent') turn.parent = arg;
  else if (kind === 'turn_reset') now?.steps.clear();
  else if (kind === 'step') now?.steps.set(arg, parseJson(text));
  else if (kind === 'interaction' && now) now.interaction = parseJson(text);
}

/**
 * The steps that a request would have to carry if the service knew nothing.
 * @param {Map<number, Told>} turns
 * @param {number} id of a turn
 * @param {number} [until] how many of its own requests went before
 * @returns {any[]}
 */
export function historyOf(turns, id, until = 0) {
  const turn = turns.get(id);
  if (!turn) return [];
  const parent = turns.get(turn.parent);
  const steps = parent ? historyOf(turns, parent.id, Infinity) : [];
  if (!until) return steps;
  steps.push({ type: 'user_input', content: [{ type: 'text', text: turn.message }] });
  for (const { steps: own } of turn.exchanged.slice(0, until)) steps.push(...own.values());
  return steps;
}

/** @param {any} value */
export function bytesOf(value) {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)).length;
}
