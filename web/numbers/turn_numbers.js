// What one turn took: tokens, times, cost, in the line below it.

import { tell } from '../ui/bus.js';
import { seconds } from '../ui/format.js';
import { wordOf } from '../ui/outside.js';
import { costOf, money } from './prices.js';
import { keep, spentOf } from './spent.js';
import { lateUsage } from './late.js';
import { N } from './strings.js';

/** @typedef {import('../chat/turn.js').Turn} Turn */

const format = new Intl.NumberFormat(document.documentElement.lang);
const count = (/** @type {number} */ number) => format.format(number);

/** @param {Turn} turn */
export function showNumbers(turn) {
  const { interaction, sent, firstText, over } = turn;
  if (!over || turn.running) return; // all at once, so that they always stand in the same order
  if (firstText) turn.facts.put('first', N.firstText(seconds(firstText - sent)));
  if (sent) turn.facts.put('total', N.total(seconds(over - sent)));
  const usage = interaction?.usage ?? lateUsage(turn);
  if (!usage) {
    tell('usageMissing', turn); // the page may ask for it
    return;
  }
  const spent = spentOf(turn, usage);
  const { input, cached, output, thought, tool } = spent;
  const parts = [N.tokens(count(input), count(output))];
  if (thought) parts.push(N.thought(count(thought)));
  if (tool) parts.push(N.tool(count(tool)));
  if (cached) parts.push(N.cached(count(cached)));
  turn.facts.put('tokens', parts.join(' · ')).title = interaction?.usage ? N.tokensTitle : N.late;
  const time = (over - sent) / 1000;
  if (output + thought && time > 0)
    turn.facts.put('speed', N.speed(count(Math.round((output + thought) / time)))).title = N.speedTitle;
  const cost = costOf(spent);
  if (cost) turn.facts.put('estimate', N.cost(money(cost.dollars))).title = N.costTitle(cost.from);
  keep(wordOf(interaction?.id).slice(-24) || String(sent), spent);
}
