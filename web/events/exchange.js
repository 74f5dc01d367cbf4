// One request and what came back: the rows of its events. Rows stay cheap: what an event holds is
// shown by inspector/ when it is opened.

import { childrenOf, copyOf, el, setText } from '../ui/dom.js';
import { seconds, size } from '../ui/format.js';
import { S } from '../ui/strings.js';

/**
 * @typedef {import('../core/core.js').Effect} Effect
 *
 * @typedef {import('../core/core.js').Piece} Piece
 *
 * How an event breaks the grammar of its stream: a word of wasm/answer/grammar.h, and what it is about.
 * @typedef {{rule: string, about: string}} Breach
 *
 * @typedef {{
 *   exchange: Exchange, type: string, lastId: string, data: string, gist: string, time: number, before: number,
 *   step: number, made: Piece | null, breaches: Breach[] | null, row: HTMLElement | null,
 * }} Entry  one event; before: time of the one before; step: its view index, or -1
 */

const kRows = 50; // events that the browser lays out, or leaves out of sight, together
const kRowHeight = 1.75; // rem, as in events/events.css
const kHeadHeight = 8; // rem, of title and request, and of what inspector/ adds to them
const kLong = 65536; // characters of data, of which the size says more than its beginning

const blank = el(
  'section',
  { class: 'exchange' },
  el('h3', {}, el('span'), el('span', { class: 'http' }), el('span', { class: 'count' })),
  el('details', { class: 'request' }, el('summary', {}, el('code'))),
  el('div', { class: 'list' }),
);

/** The events of one request. */
export class Exchange {
  /**
   * @param {number} turn
   * @param {number} attempt of this turn, from 1; 0: a request that brings no events
   * @param {Effect} effect http_start
   */
  constructor(turn, attempt, { id, request, time }) {
    this.turn = turn;
    this.attempt = attempt;
    this.id = id; // of the request: its headers and body are in the journal (keep/archive.js)
    this.request = /** @type {import('../core/core.js').RequestLine} */ (request);
    this.started = this.last = time;
    this.firstByte = this.firstText = 0; // times
    this.older = 0; // events that are not kept any more
    /** @type {Entry[]} */
    this.entries = [];
    this.rows = 0; // of the entries, from the first on
    /** @type {Effect | null} turn_head */
    this.answer = null;
    /** @type {ReturnType<Exchange['make']> | null} */
    this.made = null;
  }

  /** Its elements, made when they are first asked for: of a thousand requests few are in sight. */
  get parts() {
    return (this.made ??= this.make());
  }

  get name() {
    return this.attempt > 1 ? `${S.turn(this.turn)}, ${S.events.attempt(this.attempt)}` : S.turn(this.turn);
  }

  /** It asks for an answer, which begins anew with it. */
  get isPost() {
    return this.request.role === 'post';
  }

  get element() {
    return this.parts.element;
  }

  make() {
    const element = copyOf(blank);
    element.dataset.turn = String(this.turn);
    const [title, request, list] = childrenOf(element);
    const [name, status, count] = childrenOf(title);
    name.textContent = this.name;
    /** @type {Element} */ (request.querySelector('code')).textContent = `${this.request.method} ${this.request.path}`;
    const parts = { element, title, status, count, request, list };
    this.showAnswer(parts);
    return parts;
  }

  /** @param {Effect} effect turn_head */
  answered(effect) {
    this.answer = effect;
    this.firstByte = effect.time;
    if (this.made) this.showAnswer(this.made);
  }

  /** @param {{status: HTMLElement}} parts */
  showAnswer({ status }) {
    const { answer } = this;
    if (!answer) setText(status, this.attempt ? S.events.waiting : '');
    else setText(status, `${answer.arg} ${answer.text} · ${S.events.firstByte(seconds(answer.time - this.started))}`);
    status.classList.toggle('bad', !!answer && answer.arg >= 400);
  }

  /** The row of the next event that has none. */
  makeRow() {
    const entry = this.entries[this.rows++];
    const since = seconds(entry.time - this.started).padStart(7);
    const delta = `+${Math.round(entry.time - entry.before)} ms`.padStart(9);
    entry.row = el(
      'div',
      { class: 'event', 'data-event-type': entry.type, role: 'treeitem', tabindex: -1, 'aria-expanded': 'false' },
      el(
        'div',
        { class: 'row' },
        el('time', {}, since + delta),
        el('code', {}, entry.type),
        el('span', { class: 'gist' }, gistOf(entry)),
      ),
    );
    const { list } = this.parts;
    let rows = /** @type {HTMLElement | null} */ (list.lastElementChild);
    if (!rows || rows.childElementCount === kRows) {
      rows = el('div', { class: 'rows' });
      list.role = 'tree';
      list.ariaLabel = this.name;
      list.append(rows);
    }
    rows.append(entry.row);
    // As high while it is out of sight; inspector/filter.js says it again where fewer are shown.
    rows.style.containIntrinsicSize = `0 ${rows.childElementCount * kRowHeight}rem`;
    return entry;
  }

  /** The oldest rows go. @returns {Entry[]} their events */
  drop() {
    const { list } = this.parts;
    const rows = list.firstElementChild;
    const count = rows?.childElementCount ?? Math.min(kRows, this.entries.length);
    rows?.remove();
    this.rows = Math.max(0, this.rows - count);
    if (!this.older) list.before(el('p', { class: 'older' }));
    this.older += count;
    setText(/** @type {Element} */ (list.previousElementSibling), S.events.older(this.older));
    return this.entries.splice(0, count);
  }

  showCount() {
    const { element, count } = this.parts;
    element.style.containIntrinsicBlockSize = `auto ${kHeadHeight + this.entries.length * kRowHeight}rem`;
    setText(count, S.events.count(this.older + this.entries.length));
  }
}

/** What an event is about, in a line. @param {Entry} entry */
function gistOf({ data, gist }) {
  return data.length > kLong ? size(data.length) : JSON.stringify(gist).slice(1, -1);
}
