// The raw event log: under each request what came back, event by event, as it was sent.

import { actionButton, el, setText } from './dom.js';
import { parseJson, prettyJson, seconds, shorten, size } from './format.js';
import { S } from './strings.js';

/** @typedef {import('./core.js').Effect} Effect */

const kShownAtOnce = 4096; // characters of data that go into the page before it is opened
const kRows = 100; // events that the browser lays out, or leaves out of sight, together
const kParsed = 65536; // characters of data looked into for the one-line gist, or shown at a click
const kPieces = 256; // of those, in data that is indented as a whole
const kSliceMs = 12; // in which rows are made at a stretch
const kPauseMs = 12; // between two of these
const kSlice = 50; // rows

/** The events of one request. */
class Exchange {
  /**
   * @param {number} turn
   * @param {number} attempt of this turn, from 1; 0: a request that brings no events
   * @param {Effect} effect http_start
   */
  constructor(turn, attempt, effect) {
    this.started = effect.time;
    this.last = effect.time;
    this.count = 0;
    /** @type {Effect[]} events whose rows are made later */
    this.late = [];
    const end = effect.text.indexOf('\n\n');
    const head = end < 0 ? effect.text : effect.text.slice(0, end);
    const body = end < 0 ? '' : effect.text.slice(end + 2);
    const json = parseJson(body);
    this.status = el('span', { class: 'http' }, attempt ? S.events.waiting : '');
    this.total = el('span', { class: 'count' });
    this.list = el('div', { class: 'list' });
    const title = attempt > 1 ? `${S.turn(turn)}, ${S.events.attempt(attempt)}` : S.turn(turn);
    this.element = el(
      'section',
      { class: 'exchange', 'data-turn': turn },
      el('h3', {}, el('span', {}, title), this.status, this.total),
      el(
        'details',
        { class: 'request' },
        el('summary', {}, el('code', {}, head.split('\n', 1)[0])),
        el('pre', { dir: 'auto' }, `${head}\n\n${json === undefined ? body : prettyJson(json)}`),
      ),
      this.list,
    );
  }

  /** @param {Effect} effect turn_head */
  head(effect) {
    setText(this.status, `${effect.arg} ${effect.text} · ${seconds(effect.time - this.started)}`);
    this.status.classList.toggle('bad', effect.arg >= 400);
  }

  /** @param {Effect} effect */
  add(effect) {
    const first = effect.text.indexOf('\n');
    const second = effect.text.indexOf('\n', first + 1);
    const type = typeOf(effect);
    const data = effect.text.slice(second + 1);
    const row = el(
      'details',
      { class: 'event', 'data-event-type': type },
      el(
        'summary',
        {},
        el(
          'time',
          { title: S.events.since(seconds(effect.time - this.last)) },
          seconds(effect.time - this.started),
        ),
        el('code', {}, type),
        el('span', { class: 'gist' }, gist(data)),
      ),
    );
    if (data.length <= kShownAtOnce) row.append(raw(data));
    else row.addEventListener('toggle', () => row.append(long(data)), { once: true });
    if (this.count % kRows === 0) this.list.append(el('div', { class: 'rows' }));
    this.list.lastElementChild?.append(row);
    this.last = effect.time;
    ++this.count;
  }

  showCount() {
    setText(this.total, S.events.count(this.count + this.late.length));
  }
}

/** @param {Effect} effect event */
const typeOf = (effect) => effect.text.slice(0, effect.text.indexOf('\n'));

export class Events {
  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} count
   * @param {HTMLElement} latest the newest event in a word, for when the list is hidden
   */
  constructor(list, count, latest) {
    this.list = list;
    this.count = count;
    this.latest = latest;
    /** @type {Map<number, Exchange>} the newest request of each turn */
    this.newest = new Map();
    /** @type {Map<number, number>} requests of each turn */
    this.attempts = new Map();
    /** @type {Exchange[]} that wait for rows, the newest last */
    this.late = [];
    this.timer = 0;
    this.total = 0;
    this.clear();
  }

  /**
   * @param {Effect} effect
   * @param {boolean} [many] more than are looked at: their rows are made when there is time
   */
  apply(effect, many = false) {
    switch (effect.kind) {
      case 'http_start':
        return this.start(effect);
      case 'turn_head':
        this.newest.get(effect.id)?.head(effect);
        return;
      case 'event':
        return this.event(effect, many);
    }
  }

  /** @param {Effect} effect */
  start(effect) {
    const streams = /^(POST \/v1beta\/interactions|GET \/parley\/streams\/\S+)\n/.test(effect.text);
    const attempt = streams ? (this.attempts.get(effect.arg) ?? 0) + 1 : 0;
    const exchange = new Exchange(effect.arg, attempt, effect);
    if (streams) {
      this.attempts.set(effect.arg, attempt);
      this.newest.set(effect.arg, exchange);
    }
    if (!this.list.querySelector('.exchange')) this.list.replaceChildren();
    this.list.append(exchange.element);
  }

  /**
   * @param {Effect} effect
   * @param {boolean} many
   */
  event(effect, many) {
    const exchange = this.newest.get(effect.id);
    if (!exchange) return;
    ++this.total;
    if (!many && !exchange.late.length) {
      exchange.add(effect);
      exchange.showCount();
    } else {
      if (!exchange.late.length) this.late.push(exchange);
      exchange.late.push(effect);
      this.timer ||= setTimeout(() => this.showLate());
    }
    if (many) return;
    setText(this.count, S.events.count(this.total));
    setText(this.latest, typeOf(effect));
  }

  /** The counts of what was applied as many, and the first rows. */
  showLate() {
    for (const exchange of this.late) exchange.showCount();
    const last = this.late.at(-1)?.late.at(-1);
    setText(this.count, S.events.count(this.total));
    if (last) setText(this.latest, typeOf(last));
    this.makeRows();
  }

  /** Rows, the newest first, as long as nobody has to wait for them. */
  makeRows() {
    const until = performance.now() + kSliceMs;
    while (this.late.length && performance.now() < until) {
      const exchange = /** @type {Exchange} */ (this.late.at(-1));
      for (const effect of exchange.late.splice(0, kSlice)) exchange.add(effect);
      if (!exchange.late.length) this.late.pop();
    }
    this.timer = this.late.length ? setTimeout(() => this.makeRows(), kPauseMs) : 0;
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.late = [];
    this.newest.clear();
    this.attempts.clear();
    this.total = 0;
    setText(this.count, S.events.none);
    setText(this.latest, '');
    this.list.replaceChildren(el('p', { class: 'empty' }, S.events.empty));
  }
}

/** @param {string} data */
function raw(data) {
  return el('pre', { dir: 'auto' }, data);
}

/**
 * A long one: as JSON with its long strings folded, on demand raw and piece by piece, since the
 * browser takes seconds to lay out megabytes.
 * @param {string} data
 */
function long(data) {
  const json = data.length <= kPieces * kParsed ? parseJson(data) : undefined;
  const shown = raw(shorten(json === undefined ? data : prettyJson(json), kShownAtOnce));
  const more = el('button', { type: 'button' }, S.events.raw(size(data.length)));
  let at = 0;
  more.addEventListener('click', () => {
    if (at === 0) shown.textContent = '';
    shown.append(data.slice(at, at + kParsed));
    at += kParsed;
    if (at >= data.length) more.remove();
    else setText(more, S.events.more(size(data.length - at)));
  });
  const copy = actionButton('copy', S.copy);
  copy.addEventListener('click', () => (copy.dataset.text = data), { once: true });
  return el('div', {}, shown, el('div', { class: 'buttons' }, more, copy));
}

/**
 * What an event is about, in a line.
 * @param {string} data
 */
function gist(data) {
  if (data.length > kParsed) return size(data.length);
  const event = parseJson(data);
  if (typeof event !== 'object' || event === null) return shorten(data, 160);
  const index = event.index === undefined ? '' : `#${event.index} `;
  const about = event.delta ?? event.step ?? event.interaction ?? event.error ?? event;
  const text =
    about.text ?? about.content?.text ?? about.arguments ?? about.message ?? about.signature ?? about.status ?? '';
  const shown = typeof text === 'string' ? text : JSON.stringify(text);
  return shorten(`${index}${about.type ? `${about.type} ` : ''}${JSON.stringify(shown).slice(1, -1)}`, 160);
}
