// Texts of the numbers: tokens, times, costs.

import { translated } from '../ui/language.js';

export const N = translated('numbers', {
  tokens: (/** @type {string} */ input, /** @type {string} */ output) => `${input} in · ${output} out`,
  thought: (/** @type {string} */ tokens) => `${tokens} thought`,
  cached: (/** @type {string} */ tokens) => `${tokens} of it cached`,
  tool: (/** @type {string} */ tokens) => `${tokens} by tools`,
  tokensTitle: 'Tokens, as the service counts them',
  late: 'Tokens, asked for afterwards: the stream did not say them',
  firstText: (/** @type {string} */ time) => `first text ${time}`,
  total: (/** @type {string} */ time) => `total ${time}`,
  speed: (/** @type {string} */ tokens) => `${tokens} tokens/s`,
  speedTitle: 'Tokens of answer and thoughts by the time of the whole turn',
  cost: (/** @type {string} */ dollars) => `≈ ${dollars}`,
  costTitle: (/** @type {string} */ from) => `Estimate by the price of ${from}; searches and storage are not counted`,

  title: 'Numbers',
  conversation: 'This conversation',
  days: 'Days',
  none: 'No answer yet.',
  demo: 'Demo mode: nothing of this is billed; costs are what a model would cost.',
  daysHint: 'Of every answer that was shown in this browser, on the day it was asked for.',
  columns: {
    model: 'Model',
    day: 'Day',
    turns: 'Turns',
    input: 'In',
    cached: 'Cached',
    output: 'Out',
    thought: 'Thought',
    tool: 'Tools',
    cost: 'Cost',
    time: 'Time',
  },
  all: 'All',
  part: (/** @type {number} */ turns) => `without ${turns} whose price is not known`,
  prices: 'Prices',
  pricesHint:
    'US dollars for a million tokens; thoughts count as output. A line has the model, the day from which the ' +
    'price holds, and the prices of input, cached input and output; a model followed by >200000 is for ' +
    'longer input than that.',
  asOf: (/** @type {string} */ day) =>
    `As published for the paid standard tier, gathered on ${day}. Prices change: check them at ` +
    'ai.google.dev/gemini-api/docs/pricing.',
  own: 'These are your own.',
  save: 'Save prices',
  reset: 'Back to the built-in ones',
  saved: 'Prices saved',
  badPrice: (/** @type {number} */ line) =>
    `Line ${line} is no price: model, day as 2026-11-22, input, cached, output.`,
});
