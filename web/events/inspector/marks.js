// What is marked on events: the first text of an answer, and breaches of the stream's grammar, which
// are counted on the request.

import { el, setText } from '../../ui/dom.js';
import { Grammar } from './grammar.js';
import { I } from './strings.js';

/**
 * @typedef {import('../exchange.js').Entry} Entry
 * @typedef {import('../exchange.js').Exchange} Exchange
 */

export class Marks {
  constructor() {
    /** @type {Map<number, Grammar>} of the present stream of each turn */
    this.grammars = new Map();
    /** @type {Map<number, Entry>} the last event of each turn */
    this.last = new Map();
    /** @type {Map<Exchange, {entries: Entry[], shown: number}>} those with problems, in order */
    this.found = new Map();
    /** @type {WeakMap<Entry, import('./grammar.js').Problem[]>} */
    this.problems = new WeakMap();
  }

  clear() {
    this.grammars.clear();
    this.last.clear();
    this.found.clear();
    this.problems = new WeakMap();
  }

  /** @param {Exchange} exchange */
  started({ turn, isPost }) {
    // What a lost stream is read on with goes on where it broke off.
    if (isPost) this.grammars.set(turn, new Grammar());
  }

  /** @param {Entry} entry */
  came(entry) {
    this.last.set(entry.exchange.turn, entry);
    const grammar = this.grammars.get(entry.exchange.turn);
    if (grammar) this.mark(entry, grammar.add(entry));
  }

  /**
   * Streams that have ended lack what has not come.
   * @param {import('../../conversation/conversation.js').Conversation} live
   */
  end(live) {
    for (const [turn, grammar] of this.grammars) {
      const { state = '' } = live.view.turns.get(turn) ?? {};
      if (!['done', 'failed', 'waiting'].includes(state)) continue;
      const last = this.last.get(turn); // the newest request may have brought none
      if (!last) continue;
      const problems = grammar.end();
      this.mark(last, problems);
      if (last.row && problems.length) this.made(last);
    }
  }

  /**
   * @param {Entry} entry
   * @param {import('./grammar.js').Problem[]} problems
   */
  mark(entry, problems) {
    if (!problems.length) return;
    const known = this.problems.get(entry) ?? [];
    this.problems.set(entry, [...known, ...problems]);
    const found = this.found.get(entry.exchange) ?? { entries: [], shown: -1 };
    this.found.set(entry.exchange, found);
    if (!known.length) found.entries.push(entry);
    this.showCount(entry.exchange);
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
    const texts = this.texts(entry);
    if (!texts.length || row.querySelector('.mark.bad')) return;
    entry.row?.classList.add('bad');
    row.append(el('span', { class: 'mark bad', title: texts.join(' ') }, I.problems(texts.length)));
  }

  /** What is wrong with an event. @param {Entry} entry @returns {string[]} */
  texts(entry) {
    return (this.problems.get(entry) ?? []).map(({ rule, about }) => I.rules[rule](about));
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
  next(exchange) {
    const found = this.found.get(exchange);
    if (!found) return null;
    found.shown = (found.shown + 1) % found.entries.length;
    return found.entries[found.shown];
  }
}
