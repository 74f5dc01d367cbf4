// What is marked on events: the first text of an answer, and breaches of the stream's grammar, which
// are counted on the request.

import { el, setText } from '../../ui/dom.js';
import { I } from './strings.js';

/**
 * @typedef {import('../exchange.js').Entry} Entry
 * @typedef {import('../exchange.js').Exchange} Exchange
 */

export class Marks {
  constructor() {
    /** @type {Map<Exchange, {entries: Entry[], shown: number}>} those with breaches, in order */
    this.found = new Map();
  }

  clear() {
    this.found.clear();
  }

  /** It has breaches, or another one. @param {Entry} entry */
  broke(entry) {
    const { exchange } = entry;
    const found = this.found.get(exchange) ?? { entries: [], shown: -1 };
    this.found.set(exchange, found);
    if (found.entries.at(-1) !== entry) found.entries.push(entry);
    this.showCount(exchange);
    this.markBreaches(entry);
  }

  /** @param {Entry} entry whose row is there */
  made(entry) {
    const row = entry.row?.firstElementChild;
    if (!row) return;
    const { exchange, made, time } = entry;
    const isFirst = made && !made.thought && time === exchange.firstText && !exchange.parts.title.dataset.firstText;
    if (isFirst) {
      exchange.parts.title.dataset.firstText = 'yes';
      row.append(el('span', { class: 'mark first' }, I.firstText));
    }
    this.markBreaches(entry);
  }

  /** @param {Entry} entry */
  markBreaches(entry) {
    const texts = this.texts(entry);
    const row = entry.row?.firstElementChild;
    if (!row || !texts.length) return;
    entry.row?.classList.add('bad');
    const mark = row.querySelector('.mark.bad') ?? row.appendChild(el('span', { class: 'mark bad' }));
    mark.setAttribute('title', texts.join(' '));
    setText(mark, I.problems(texts.length));
  }

  /** What is wrong with an event. @param {Entry} entry @returns {string[]} */
  texts(entry) {
    return (entry.breaches ?? []).map(({ rule, about }) => I.rules[rule]?.(about) ?? rule);
  }

  /** @param {Exchange} exchange */
  showCount(exchange) {
    const entries = this.found.get(exchange)?.entries ?? [];
    const count = entries.reduce((sum, entry) => sum + this.texts(entry).length, 0);
    const button = exchange.parts.title.querySelector('.problems');
    if (!(button instanceof HTMLElement)) return;
    setText(button, I.problems(count));
    button.hidden = !count;
  }

  /** The next event of a request that has a problem. @param {Exchange} exchange @returns {Entry | null} */
  nextBreach(exchange) {
    const found = this.found.get(exchange);
    if (!found) return null;
    found.shown = (found.shown + 1) % found.entries.length;
    return found.entries[found.shown];
  }
}
