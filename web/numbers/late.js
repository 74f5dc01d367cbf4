// Usage that the stream did not say is there a little later, for who asks.

import { parseJson } from '../format.js';
import { recall, remember } from '../storage.js';

/** @typedef {import('../turn.js').Turn} Turn */

const kWaits = [1000, 4000, 15000, 60000]; // ms before each time that it is asked for
const kRecent = 600000; // ms; older ones are not asked for
const kMost = 200; // that are kept

/** @type {Record<string, any>} by id of the interaction, the oldest first */
const known = parseJson(recall('usage')) ?? {};
/** @type {Set<string>} */
const asked = new Set();

/**
 * @param {Turn} turn
 * @param {(turn: Turn) => void} found it is there now
 * @returns {any} if it is there already
 */
export function lateUsage(turn, found) {
  const id = turn.interaction?.id;
  if (!id || turn.state !== 'done') return undefined;
  if (known[id]) return known[id];
  if (asked.has(id) || Date.now() - turn.over > kRecent) return undefined;
  asked.add(id);
  ask(id, 0, () => turn.interaction?.id === id && found(turn));
  return undefined;
}

/**
 * @param {string} id
 * @param {number} time how often it was asked
 * @param {() => void} found
 */
function ask(id, time, found) {
  if (time >= kWaits.length) return;
  setTimeout(async () => {
    const response = await fetch(`/v1beta/interactions/${encodeURIComponent(id)}`).catch(() => null);
    const { usage } = (response?.ok && (await response.json().catch(() => null))) || {};
    if (!usage) return ask(id, time + 1, found);
    known[id] = usage;
    for (const old of Object.keys(known).slice(0, -kMost)) delete known[old];
    remember('usage', JSON.stringify(known));
    found();
  }, kWaits[time]);
}
