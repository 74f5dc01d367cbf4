// Calls of tools as cards: what was asked and what came back, paired by the id of the call.

import { el, setText } from '../ui/dom.js';
import { prettyJson, shorten } from '../ui/format.js';
import { listOf, named, webAddress, wordOf } from '../ui/outside.js';
import { adopt } from '../ui/sheet.js';
import { codeFigure } from './elements.js';
import { R } from './strings.js';
import css from './tools.css';

adopt(css);

/**
 * @typedef {{element: HTMLDetailsElement, call: HTMLElement, result: HTMLElement, callStep?: any, resultStep?: any,
 *   opened?: boolean}} Card
 */

const kEnds = /_(call|result)$/; // of a type

/** @type {WeakMap<HTMLElement, Map<string, Card>>} by the part they stand in, and the id of the call */
const cardsOf = new WeakMap();

/**
 * @param {HTMLElement} part of a turn, in which the cards stand
 * @param {number} index of the step
 * @param {any} step a call, a result, or something that is not known
 */
export function showTool(part, index, step) {
  const cards = cardsOf.get(part) ?? new Map();
  cardsOf.set(part, cards);
  const isResult = typeof step.call_id === 'string';
  const key = isResult ? step.call_id : wordOf(step.id) || `step ${index}`;
  const card = cards.get(key) ?? newCard(part, index);
  cards.set(key, card);
  if (isResult) {
    card.result.dataset.step = String(index);
    card.resultStep = step;
    showResult(card, step);
  } else {
    card.call.dataset.step = String(index);
    card.callStep = step;
    place(part, card.element, index);
    showCall(card, step);
  }
  summarize(card);
}

/**
 * @param {HTMLElement} part
 * @param {number} index
 * @returns {Card}
 */
function newCard(part, index) {
  const call = el('div');
  const result = el('div');
  const summary = el(
    'summary',
    {},
    el('strong'),
    el('span', { class: 'gist', dir: 'auto' }),
    el('span', { class: 'standing' }),
  );
  const element = el('details', { class: 'tool' }, summary, call, result);
  place(part, element, index);
  return { element, call, result };
}

/**
 * In the order of the steps.
 * @param {HTMLElement} part
 * @param {HTMLElement} element
 * @param {number} index
 */
function place(part, element, index) {
  if (element.dataset.place === String(index)) return;
  element.dataset.place = String(index);
  const all = /** @type {HTMLElement[]} */ ([...part.children]);
  part.insertBefore(element, all.find((other) => other !== element && Number(other.dataset.place) > index) ?? null);
}

/** @param {Card} card */
function summarize({ element, callStep, resultStep }) {
  const step = callStep ?? resultStep;
  const [name, gist, standing] = /** @type {HTMLCollectionOf<HTMLElement>} */ (element.children[0].children);
  const type = wordOf(step.type);
  const called = wordOf(step.name) || named(R.tools, type.replace(kEnds, '')) || type || R.step;
  const server = wordOf(step.server_name);
  setText(name, server ? `${server}: ${called}` : called);
  setText(gist, gistOf(callStep?.arguments));
  const state = !kEnds.test(type) ? '' : !resultStep ? 'open' : resultStep.is_error ? 'failed' : 'done';
  element.dataset.standing = state;
  setText(standing, R.standing[state] ?? '');
}

/** @param {any} args */
function gistOf(args) {
  const about = args?.queries ?? args?.urls;
  if (Array.isArray(about)) return shorten(about.map(wordOf).filter(Boolean).join(', '), 200);
  if (typeof args?.code === 'string') return shorten(args.code.trim().split('\n', 1)[0], 120);
  if (args === undefined || args === '') return '';
  return shorten(typeof args === 'string' ? args : JSON.stringify(args), 120);
}

/**
 * @param {Card} card
 * @param {any} step
 */
function showCall(card, step) {
  const args = step.arguments;
  if (step.type === 'code_execution_call' && typeof args?.code === 'string') {
    const { figure, code } = codeFigure(wordOf(args.language) || 'python');
    code.textContent = args.code;
    card.call.replaceChildren(figure);
    import('./highlight.js').then(
      ({ highlight }) => highlight(code),
      () => {},
    ); // it stays plain
    // What was run is part of the answer; who closed it once wants it closed.
    if (!card.opened) card.opened = card.element.open = true;
  } else if (args === undefined) {
    const { type, id, signature, ...rest } = step;
    const isBare = !Object.keys(rest).length && named(R.tools, wordOf(type).replace(/_call$/, ''));
    card.call.replaceChildren(...(isBare ? [] : [json(step, R.step)]));
  } else {
    card.call.replaceChildren(json(args, R.args));
  }
}

/**
 * @param {Card} card
 * @param {any} step
 */
function showResult(card, step) {
  const { result } = step;
  const items = listOf(result);
  const suggestions = items.filter((item) => typeof item?.search_suggestions === 'string');
  const links = items.flatMap(linksOf);
  const parts = [];
  if (links.length) parts.push(el('ul', { class: 'links', role: 'list' }, ...links));
  else if (typeof result === 'string')
    parts.push(text(result, step.type === 'code_execution_result' ? R.output : R.result));
  else if (result !== undefined && !suggestions.length) parts.push(json(result, R.result));
  card.result.replaceChildren(...parts);
  if (!suggestions.length) return;
  const reply = card.element.closest('.reply');
  let place = /** @type {HTMLElement | null} */ (
    reply?.querySelector(`.suggestions[data-of="${CSS.escape(step.call_id)}"]`) ?? null
  );
  if (place || !reply) return;
  // After the answer and its sources.
  place = el('div', { class: 'suggestions', 'data-of': step.call_id, 'data-place': 4 });
  reply.append(place);
  import('./suggestions.js').then(
    ({ showSuggestions }) =>
      showSuggestions(/** @type {HTMLElement} */ (place), suggestions.map((item) => item.search_suggestions).join('')),
    () => {},
  );
}

/** Pages that were read, places that were found. @param {any} item */
function linksOf(item) {
  if (Array.isArray(item?.places))
    return item.places.flatMap((/** @type {any} */ each) => linksOf({ url: each?.url, title: each?.name }));
  const address = webAddress(item?.url);
  if (!address) return [];
  const status = wordOf(item.status);
  return [
    el(
      'li',
      {},
      el('a', { href: address.href, target: '_blank', rel: 'noopener noreferrer' }, wordOf(item.title) || item.url),
      status && status !== 'success' && ` (${status})`,
    ),
  ];
}

/**
 * @param {unknown} value
 * @param {string} label
 */
function json(value, label) {
  return el('pre', { class: 'json', tabindex: 0, role: 'group', 'aria-label': label }, prettyJson(value));
}

/**
 * @param {string} value
 * @param {string} label
 */
function text(value, label) {
  return el(
    'div',
    {},
    el('p', { class: 'note' }, label),
    el('pre', { class: 'json', tabindex: 0, role: 'group', 'aria-label': label }, value),
  );
}
