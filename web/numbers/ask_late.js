// Usage that the stream did not say is there a little later, for who asks.

import { readUsage } from '../core/interactions.js';
import { keepLate } from './late.js';
import { showNumbers } from './turn_numbers.js';

/** @typedef {import('../chat/turn.js').Turn} Turn */

const kWaits = [1000, 4000, 15000, 60000];
const kRecent = 600000; // ms; older ones are not asked for

/** @type {Set<string>} */
const asked = new Set();

/**
 * @param {Turn} turn has no usage
 * @param {number[]} [waits] ms before each time that it is asked for
 */
export function askLate(turn, waits = kWaits) {
  const id = turn.interaction?.id;
  if (!id || turn.state !== 'done' || asked.has(id) || Date.now() - turn.over > kRecent) return;
  asked.add(id);
  ask(id, waits, () => turn.interaction?.id === id && showNumbers(turn));
}

/**
 * @param {string} id
 * @param {number[]} waits
 * @param {() => void} found
 */
function ask(id, [wait, ...later], found) {
  if (wait === undefined) return;
  setTimeout(async () => {
    const usage = await readUsage(id);
    if (!usage) return ask(id, later, found);
    keepLate(id, usage);
    found();
  }, wait);
}
