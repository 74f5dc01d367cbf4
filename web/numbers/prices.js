// What tokens cost. The table is text, so that it can be read and edited as it stands: model, day
// from which the price holds, US dollars for a million tokens of input, cached input and output
// (thoughts count as output). MODEL>N is for input of more than N tokens.

import { fixed } from '../ui/language.js';
import { recall, remember } from '../keep/storage.js';

export const kGathered = '2026-11-22';

// Prices of the paid standard tier, for text, as public price lists repeat them, with the day from
// which they are known to hold; those of later days are announced. Not checked against a bill.
export const kBuiltIn = `gemini-4-argon 2026-10-13 2 0.10 10
gemini-4-argon 2026-12-01 4 0.20 20
gemini-3.8-flash 2026-09-02 0.75 0.075 3.75
gemini-3.8-flash 2027-01-01 1.50 0.15 7.50
gemini-3.7-flash 2026-08-14 0.75 0.075 3.75
gemini-3.7-flash 2027-01-01 1.50 0.15 7.50
gemini-3.6-flash 2026-08-14 0.75 0.075 3.75
gemini-3.6-flash 2027-01-01 1.50 0.15 7.50
gemini-3.5-flash 2026-05-19 1.50 0.15 9
gemini-3.5-flash-lite 2026-07-21 0.30 0.03 2.50
gemini-3.1-pro-preview 2026-09-01 2 0.20 12
gemini-3.1-pro-preview>200000 2026-09-01 4 0.40 18
gemini-3.1-flash-lite 2026-09-01 0.25 0.025 1.50
gemini-3-flash-preview 2026-07-04 0.50 0.05 3
gemini-2.5-pro 2026-07-01 1.25 0.125 10
gemini-2.5-pro>200000 2026-07-01 2.50 0.25 15
gemini-2.5-flash 2026-07-01 0.30 0.03 2.50
gemini-2.5-flash-lite 2026-07-01 0.10 0.01 0.40
`;

/** @typedef {{model: string, over: number, from: string, input: number, cached: number, output: number}} Price */

/**
 * @param {string} text
 * @returns {{prices: Price[], bad: number}} bad: number of the first line that is none, or 0
 */
export function parsePrices(text) {
  const prices = [];
  let bad = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    const match = /^\s*([^\s>]+)(?:>(\d+))?\s+(\d{4}-\d\d-\d\d)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*$/.exec(line);
    const [input, cached, output] = match ? match.slice(4).map(Number) : [NaN];
    if (match && !Number.isNaN(input + cached + output))
      prices.push({ model: match[1], over: Number(match[2] ?? 0), from: match[3], input, cached, output });
    else bad ||= at + 1;
  }
  return { prices, bad };
}

/** The user's own table, or the built-in one. */
export const priceText = () => recall('prices') || kBuiltIn;

/** @type {Price[] | null} */
let table = null;

/** @param {string} text empty: the built-in one */
export function keepPrices(text) {
  remember('prices', text === kBuiltIn ? '' : text);
  table = null;
}

addEventListener('storage', () => (table = null)); // another tab may have changed them

/**
 * @typedef {{model: string, day: string, tier: string, input: number, cached: number, output: number,
 *   thought: number, tool: number, plain: boolean, more?: boolean}} Spent
 *     tokens of a request; plain: nothing but text has a price of its own; more: the turn had one before
 */

/**
 * @param {Spent} spent
 * @returns {{dollars: number, from: string} | null} null: there is no price for it
 */
export function costOf(spent) {
  table ??= parsePrices(priceText()).prices;
  if (!spent.plain || !/^(standard)?$/.test(spent.tier)) return null;
  const known = table.filter(
    ({ model, over, from }) => model === spent.model && from <= spent.day && (!over || spent.input > over),
  );
  known.sort((one, other) => other.over - one.over || (one.from < other.from ? 1 : -1));
  const [price] = known;
  if (!price) return null;
  const { input, cached, output, thought, tool } = spent;
  const dollars =
    ((Math.max(0, input - cached) + tool) * price.input + cached * price.cached + (output + thought) * price.output) /
    1e6;
  return { dollars, from: price.from };
}

/** @param {number} dollars */
export function money(dollars) {
  const digits = dollars >= 1 ? 2 : dollars >= 0.01 ? 3 : 5;
  return `$${fixed(dollars, digits)}`;
}
