// The tokens of turns: of one, summed up, and kept by the day so that days can be summed up, too.

import { parseJson } from '../ui/format.js';
import { listOf, numberOf, wordOf } from '../ui/outside.js';
import { kSpace, recall, remember } from '../keep/storage.js';
import { lateUsage } from './late.js';
import { costOf } from './prices.js';

/** @typedef {import('./prices.js').Spent} Spent */

const kDays = 60; // that are kept
const kKeepMs = 300;

/**
 * @param {Pick<import('../chat/turn.js').Turn, 'sent' | 'model' | 'settings' | 'interaction'>} turn
 * @param {any} usage as the service says it
 * @returns {Spent}
 */
export function spentOf({ sent, model, settings, interaction }, usage) {
  const number = (/** @type {string} */ name) => numberOf(usage[`total_${name}_tokens`]);
  const of = (/** @type {string} */ name) => listOf(usage[`${name}_tokens_by_modality`]).map((each) => each?.modality);
  // Images and sounds have prices of their own, but for images that go in.
  const isPlain =
    of('output').every((modality) => modality === 'text') && of('input').every((modality) => modality !== 'audio');
  return {
    model: wordOf(interaction?.model ?? interaction?.agent) || model,
    day: dayOf(sent),
    tier: wordOf(interaction?.service_tier ?? settings?.service_tier),
    input: number('input'),
    cached: number('cached'),
    output: number('output'),
    thought: number('thought'),
    tool: number('tool_use'),
    plain: isPlain,
  };
}

/**
 * What each request of a turn took, as far as the service has said it.
 * @param {import('../chat/turn.js').Turn} turn
 * @returns {Map<string, Spent>} by a name of the request; those after the first are `more`
 */
export function spentBy(turn) {
  const { sent, model, settings, requests, request } = turn;
  /** @type {Map<string, Spent>} */
  const all = new Map();
  for (const { interaction } of [...requests, request]) {
    const usage = interaction?.usage ?? (interaction === turn.interaction ? lateUsage(turn) : undefined);
    if (!usage) continue;
    const spent = spentOf({ sent, model, settings, interaction }, usage);
    const key = wordOf(interaction?.id).slice(-24) || `${sent}-${all.size}`;
    all.set(key, all.size ? { ...spent, more: true } : spent);
  }
  return all;
}

/** @param {number} time */
export function dayOf(time) {
  const date = new Date(time);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/**
 * @typedef {{turns: number, input: number, cached: number, output: number, thought: number, tool: number,
 *   dollars: number, unpriced: number}} Sum
 */

/**
 * @param {Spent[]} all
 * @returns {Sum}
 */
export function sumOf(all) {
  const turns = all.filter(({ more }) => !more).length;
  const sum = { turns, input: 0, cached: 0, output: 0, thought: 0, tool: 0, dollars: 0, unpriced: 0 };
  for (const spent of all) {
    for (const name of /** @type {const} */ (['input', 'cached', 'output', 'thought', 'tool']))
      sum[name] += spent[name];
    const cost = costOf(spent);
    if (cost) sum.dollars += cost.dollars;
    else ++sum.unpriced;
  }
  return sum;
}

// --- by day: each turn once, however often and in however many tabs it is shown

/** @type {Map<string, Map<string, Spent>>} not kept yet: by day, then by turn */
const unkept = new Map();
/** @type {Timer} */
let timer = 0;

/**
 * @param {string} key of the turn
 * @param {Spent} spent
 */
export function keep(key, spent) {
  if (spent.day < dayOf(Date.now() - kDays * 86400000)) return;
  const day = unkept.get(spent.day) ?? new Map();
  unkept.set(spent.day, day.set(key, spent));
  timer ||= setTimeout(flush, kKeepMs);
}

function flush() {
  clearTimeout(timer);
  timer = 0;
  for (const [day, turns] of unkept) {
    const kept = parseJson(recall(`day.${day}`)) ?? {};
    for (const [key, { model, tier, input, cached, output, thought, tool, plain, more }] of turns) {
      kept[key] = [model, tier, input, cached, output, thought, tool, plain ? 1 : 0, ...(more ? [1] : [])];
    }
    remember(`day.${day}`, JSON.stringify(kept));
  }
  unkept.clear();
}

addEventListener('pagehide', flush);

/** @returns {{day: string, spent: Spent[]}[]} the newest first */
export function days() {
  flush();
  const found = [];
  const oldest = dayOf(Date.now() - kDays * 86400000);
  for (const name of storedDays()) {
    if (name < oldest) {
      remember(`day.${name}`, '');
      continue;
    }
    const kept = Object.values(parseJson(recall(`day.${name}`)) ?? {});
    const spent = kept.map(([model, tier, input, cached, output, thought, tool, plain, more]) => ({
      model,
      day: name,
      tier,
      input,
      cached,
      output,
      thought,
      tool,
      plain: plain === 1,
      ...(more && { more: true }),
    }));
    found.push({ day: name, spent });
  }
  return found.sort((one, other) => (one.day < other.day ? 1 : -1));
}

function storedDays() {
  try {
    const prefix = `${kSpace}.day.`;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => /^\d{4}-\d\d-\d\d$/.exec(key.slice(prefix.length))?.[0] ?? []);
  } catch {
    return [];
  }
}
