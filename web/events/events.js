// The event log: under each request what came back, event by event. What can be seen and done
// beyond the rows is in inspector/, which is loaded when the log is first in sight.

import { el, painted, setText } from '../ui/dom.js';
import { Exchange } from './exchange.js';
import { S } from '../ui/strings.js';

/**
 * @typedef {import('../core/core.js').Effect} Effect
 * @typedef {import('./exchange.js').Entry} Entry
 *
 * Who wants to know more than the rows show.
 * @typedef {{
 *   started: (exchange: Exchange) => void, came: (entry: Entry) => void, broke: (entry: Entry) => void,
 *   made: (entry: Entry) => void, dropped: (entries: Entry[]) => void,
 * }} Watcher
 */

/** What is kept here; the journal has all. */
const kMost = { events: 50000, text: 256 * 1024 * 1024 }; // text: characters
const kSliceMs = 12; // in which rows are made at a stretch
const kPauseMs = 12; // between two of these
const kSlice = 50; // rows

export class Events {
  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} count
   * @param {HTMLElement} latest the newest event in a word, for when the list is hidden
   * @param {{events: number, text: number}} most that are kept
   */
  constructor(list, count, latest, most = kMost) {
    this.most = most;
    this.list = list;
    this.count = count;
    this.latest = latest;
    /** @type {Watcher | null} */
    this.watcher = null;
    this.paused = false; // no rows are made
    /** @type {Exchange[]} */
    this.exchanges = [];
    /** @type {Map<number, Exchange>} the newest request of each turn */
    this.newest = new Map();
    /** @type {Map<number, number>} requests of each turn */
    this.attempts = new Map();
    /** @type {Map<number, Entry>} the newest event of each turn */
    this.ends = new Map();
    /** @type {Exchange[]} that wait for rows, the newest last */
    this.late = [];
    this.placed = 0; // requests that stand in the list
    /** @type {Timer} */
    this.timer = 0;
    this.waits = false; // for rows to be made
    this.last = ''; // type of the newest event
    this.total = this.kept = 0; // events; of these not dropped
    this.text = 0; // characters of those
    this.clear();
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = this.placed = this.total = this.kept = this.text = 0;
    this.waits = false;
    this.last = '';
    this.exchanges = [];
    this.late = [];
    for (const map of [this.newest, this.attempts, this.ends]) map.clear();
    setText(this.count, S.events.none);
    setText(this.latest, '');
    this.list.replaceChildren(el('p', { class: 'empty' }, S.events.empty));
  }

  /**
   * @param {Effect} effect
   * @param {boolean} [many] more than are looked at: their rows are made when there is time
   */
  apply(effect, many = false) {
    switch (effect.kind) {
      case 'http_start':
        return this.start(effect, many);
      case 'turn_head':
        this.newest.get(effect.id)?.answered(effect);
        return;
      case 'event':
        return this.event(effect, many);
      case 'turn_request':
        return this.request(effect);
      case 'breach':
        return this.breach(effect);
    }
  }

  /**
   * @param {Effect} effect
   * @param {boolean} many
   */
  start(effect, many) {
    const streams = effect.request?.role !== 'other';
    const attempt = streams ? (this.attempts.get(effect.arg) ?? 0) + 1 : 0;
    const exchange = new Exchange(effect.arg, attempt, effect);
    if (streams) {
      this.attempts.set(effect.arg, attempt);
      this.newest.set(effect.arg, exchange);
    }
    this.exchanges.push(exchange);
    if (many) this.later();
    else this.place();
    this.watcher?.started(exchange);
  }

  /** All requests stand in the list. */
  place() {
    if (!this.placed && this.exchanges.length) this.list.replaceChildren();
    this.list.append(...this.exchanges.slice(this.placed).map(({ element }) => element));
    this.placed = this.exchanges.length;
  }

  /** What nobody has to wait for. */
  later() {
    if (this.waits) return;
    this.waits = true;
    void painted().then(() => this.showLate());
  }

  /**
   * @param {Effect} effect
   * @param {boolean} many
   */
  event(effect, many) {
    const exchange = this.newest.get(effect.id);
    if (!exchange || !effect.message) return;
    /** @type {Entry} */
    const entry = {
      exchange,
      ...effect.message,
      time: effect.time,
      before: exchange.last,
      step: effect.arg - 1,
      breaches: null,
      row: null,
    };
    exchange.last = effect.time;
    const late = exchange.rows < exchange.entries.length;
    exchange.entries.push(entry);
    this.ends.set(effect.id, entry);
    this.last = entry.type;
    ++this.total;
    ++this.kept;
    this.text += entry.data.length;
    if (this.kept > this.most.events || this.text > this.most.text) this.drop();
    this.watcher?.came(entry);
    if (!many && !late && !this.paused) {
      const made = exchange.makeRow();
      this.watcher?.made(made);
      exchange.showCount();
    } else {
      if (!late) this.late.push(exchange);
      this.later();
    }
    if (!many) this.showCounts();
  }

  /** The event that brings the first text of an answer comes next. @param {Effect} effect */
  request({ id, state, time }) {
    const exchange = this.newest.get(id);
    if (exchange && state === 'first_text') exchange.firstText = time;
  }

  /** The newest event of a turn breaks the grammar of its stream. @param {Effect} effect */
  breach({ id, text }) {
    const entry = this.ends.get(id);
    if (!entry) return;
    const [rule, ...about] = text.split(' ');
    (entry.breaches ??= []).push({ rule, about: about.join(' ') });
    this.watcher?.broke(entry);
  }

  /** The oldest events go; the one that just came stays. */
  drop() {
    const oldest = this.exchanges.find(({ entries }) => entries.length > 1);
    if (!oldest) return;
    const entries = oldest.drop();
    this.kept -= entries.length;
    for (const { data } of entries) this.text -= data.length;
    this.watcher?.dropped(entries);
  }

  showCounts() {
    setText(this.count, S.events.count(this.total));
    setText(this.latest, this.last);
  }

  /** @param {boolean} paused rows are made later */
  pause(paused) {
    this.paused = paused;
    if (!paused && this.late.length) this.showLate();
  }

  /** The requests and counts of what was applied as many, and the first rows. */
  showLate() {
    this.place();
    for (const exchange of this.late) exchange.showCount();
    this.makeRows();
  }

  /** Rows, the newest first, as long as nobody has to wait for them. */
  makeRows() {
    this.showCounts(); // more may have come while rows were made
    const until = performance.now() + kSliceMs;
    while (!this.paused && this.late.length && performance.now() < until) {
      const exchange = /** @type {Exchange} */ (this.late.at(-1));
      for (let i = 0; i < kSlice && exchange.rows < exchange.entries.length; ++i) {
        const entry = exchange.makeRow();
        this.watcher?.made(entry);
      }
      if (exchange.rows === exchange.entries.length) {
        exchange.showCount();
        this.late.pop();
      }
    }
    this.waits = !this.paused && this.late.length > 0;
    if (this.waits) this.timer = setTimeout(() => this.makeRows(), kPauseMs);
  }
}
