// What one turn took, over all its requests: tokens, times, cost, in the line below it.

import { tell } from '../ui/bus.js';
import { seconds } from '../ui/format.js';
import { lateUsage } from './late.js';
import { costOf, money } from './prices.js';
import { keep, spentBy, sumOf } from './spent.js';
import { N } from './strings.js';

/** @typedef {import('../chat/turn.js').Turn} Turn */

const format = new Intl.NumberFormat(document.documentElement.lang);
const count = (/** @type {number} */ number) => format.format(number);

/** @param {Turn} turn */
export function showNumbers(turn) {
  const { sent, over, facts } = turn;
  if (!over || turn.running) return; // all at once, so that they always stand in the same order
  const requests = [...turn.requests, turn.request];
  const first = requests.find((each) => each.first)?.first;
  const time = requests.reduce((sum, each) => sum + each.time, 0);
  if (first) facts.put('first', N.firstText(seconds(first)));
  if (sent) facts.put('total', N.total(seconds(time)));
  const isSaid = !!turn.interaction?.usage;
  // The page may ask for it.
  if (!isSaid && !lateUsage(turn)) tell('usageMissing', turn);
  const spent = spentBy(turn);
  if (!spent.size) return;
  const all = [...spent.values()];
  const { input, cached, output, thought, tool, dollars, unpriced } = sumOf(all);
  const parts = [N.tokens(count(input), count(output))];
  if (thought) parts.push(N.thought(count(thought)));
  if (tool) parts.push(N.tool(count(tool)));
  if (cached) parts.push(N.cached(count(cached)));
  facts.put('tokens', parts.join(' · ')).title = isSaid ? N.tokensTitle : N.late;
  if (output + thought && time > 0)
    facts.put('speed', N.speed(count(Math.round((output + thought) / (time / 1000))))).title = N.speedTitle;
  const cost = !unpriced && costOf(all[0]);
  if (cost) facts.put('estimate', N.cost(money(dollars))).title = N.costTitle(cost.from);
  for (const [key, each] of spent) keep(key, each);
}
