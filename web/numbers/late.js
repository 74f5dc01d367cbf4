// Usage that the stream did not say, as the service told it a little later (ask_late.js).

import { parseJson } from '../ui/format.js';
import { recall, remember } from '../keep/storage.js';

const kMost = 200; // that are kept

/** @type {Record<string, any>} by id of the interaction, the oldest first */
const known = parseJson(recall('usage')) ?? {};

/** @param {import('../chat/turn.js').Turn} turn */
export function lateUsage({ interaction, state }) {
  return state === 'done' ? known[interaction?.id] : undefined;
}

/**
 * @param {string} id of the interaction
 * @param {any} usage
 */
export function keepLate(id, usage) {
  known[id] = usage;
  for (const old of Object.keys(known).slice(0, -kMost)) delete known[old];
  remember('usage', JSON.stringify(known));
}
