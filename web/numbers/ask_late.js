// Usage that the stream did not say is there a little later, for who asks.

import { readUsage } from '../api.js';
import { keepLate } from './late.js';
import { showNumbers } from './turn_numbers.js';

/** @typedef {import('../turn.js').Turn} Turn */

const kWaits = [1000, 4000, 15000, 60000]; // ms before each time that it is asked for
const kRecent = 600000; // ms; older ones are not asked for

/** @type {Set<string>} */
const asked = new Set();

/** @param {Turn} turn has no usage */
export function askLate(turn) {
  const id = turn.interaction?.id;
  if (!id || turn.state !== 'done' || asked.has(id) || Date.now() - turn.over > kRecent) return;
  asked.add(id);
  ask(id, 0, () => turn.interaction?.id === id && showNumbers(turn));
}

/**
 * @param {string} id
 * @param {number} time how often it was asked
 * @param {() => void} found
 */
function ask(id, time, found) {
  if (time >= kWaits.length) return;
  setTimeout(async () => {
    const usage = await readUsage(id);
    if (!usage) return ask(id, time + 1, found);
    keepLate(id, usage);
    found();
  }, kWaits[time]);
}
