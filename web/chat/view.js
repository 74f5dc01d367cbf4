// The conversation as it is seen: takes view effects (wasm/io.h) and applies each to the DOM.

import { Branches } from './branches.js';
import { actionButton, el, setText } from '../ui/dom.js';
import { shortId, size } from '../ui/format.js';
import { wordOf } from '../ui/outside.js';
import { S } from '../ui/strings.js';
import { Turn } from './turn.js';

/**
 * @typedef {import('../core/core.js').Effect} Effect
 * @typedef {{log: HTMLElement, queue: HTMLElement, list: HTMLElement, paused: HTMLElement}} Places
 */

const kProgress = new Set(['step', 'text', 'thought']);

const kLarge = 100000; // bytes of a request
const kNews = 60000; // ms; a journal tells of older things, too

export class View {
  /**
   * @param {Places} places
   * @param {(text: string) => void} announce tells those who cannot see it
   * @param {(turn: Turn) => void} finished a background run is over
   */
  constructor(places, announce, finished) {
    this.places = places;
    this.announce = announce;
    this.finished = finished;
    /** @type {Map<number, Turn>} */
    this.turns = new Map();
    /** @type {Set<Turn>} that effects came for since show() */
    this.touched = new Set();
    /** @type {number[]} queued turns in the order they will go */
    this.queue = [];
    this.branches = new Branches();
  }

  /** @param {Effect} effect */
  apply(effect) {
    this.branches.apply(effect);
    const turn = this.turns.get(effect.id);
    switch (effect.kind) {
      case 'turn_added':
        return this.add(new Turn(effect.id, effect.text));
      case 'queue':
        return this.order(effect.text.split(' ').filter(Boolean).map(Number));
      case 'head':
        return this.setPaused(effect.arg === 1);
      case 'http_start':
        return this.sends(effect);
    }
    if (!turn) return;
    this.touched.add(turn);
    turn.time = Math.max(turn.time, effect.time);
    if (kProgress.has(effect.kind)) turn.sign = effect.time;
    switch (effect.kind) {
      case 'turn_text':
        return turn.setMessage(effect.text);
      case 'turn_settings':
        return turn.setSettings(effect.text);
      case 'turn_removed':
        return this.remove(turn);
      case 'turn_head':
        turn.load = '';
        return;
      case 'turn_state':
        return this.setState(turn, effect);
      case 'turn_parent':
        turn.setParent(effect.arg, effect.text);
        return this.showPlaces();
      case 'turn_reset':
        return turn.reset();
      case 'step':
        return turn.steps.step(effect.arg, effect.text, effect.time);
      case 'text':
        return turn.text(effect.arg, effect.text, effect.time);
      case 'thought':
        return turn.steps.thought(effect.arg, effect.text, effect.time);
      case 'interaction':
        return turn.setInteraction(effect.text);
      case 'turn_error':
        this.announce(S.announce.failed(turn.setError(effect.arg, effect.text)));
        return;
      case 'notice':
        return turn.notice(effect.text);
      case 'retry_at':
        return turn.setRetryAt(effect.arg && effect.time + effect.arg);
      case 'connection':
        turn.connection = effect.text;
    }
  }

  /** What is large takes a while to arrive, and nobody tells how much of it has. @param {Effect} effect */
  sends({ arg, text, time }) {
    const turn = this.turns.get(arg);
    if (!turn) return;
    turn.load = text.length > kLarge ? S.sending(size(text.length)) : ''; // files are base64: a byte a character
    turn.time = Math.max(turn.time, time);
    this.touched.add(turn);
    if (turn.load) this.announce(turn.load);
  }

  /** @param {Turn} turn */
  add(turn) {
    this.turns.set(turn.id, turn);
    this.touched.add(turn);
    this.places.log.append(turn.element);
  }

  /** @param {Turn} turn */
  remove(turn) {
    this.turns.delete(turn.id);
    const item = turn.element.closest('li');
    (item ?? turn.element).remove();
  }

  /**
   * @param {Turn} turn
   * @param {Effect} effect
   */
  setState(turn, effect) {
    const before = turn.state;
    const wasRunning = turn.running;
    turn.setState(effect.state, effect.text, effect.time);
    const isNew = Date.now() - effect.time < kNews;
    if (wasRunning && !turn.running && turn.inBackground && isNew) this.finished(turn);
    if (effect.state === 'sending' && before === 'queued') this.announce(S.announce.answering);
    if (effect.state === 'done') this.announce(S.announce.finished(turn.spoken));
    if (effect.state === 'stopped' && before !== 'stopped') this.announce(S.announce.stopped);
  }

  /**
   * Queued turns stand in the list at the end of the log, each with what can be done to it. A turn
   * that starts moves up to the others.
   * @param {number[]} ids
   */
  order(ids) {
    this.queue = ids;
    const { log, queue, list } = this.places;
    for (const item of [...list.children]) {
      const id = Number(/** @type {HTMLElement} */ (item).dataset.turn);
      if (ids.includes(id)) continue;
      const turn = this.turns.get(id);
      if (turn) log.append(turn.element);
      item.remove();
    }
    ids.forEach((id, at) => {
      const turn = this.turns.get(id);
      if (!turn) return;
      const item = turn.element.closest('li') ?? this.item(turn);
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    });
    queue.hidden = !ids.length;
    this.showPlaces();
  }

  /** Where each queued turn stands, and what it will continue. */
  showPlaces() {
    this.queue.forEach((id, at) => {
      const turn = this.turns.get(id);
      const place = turn?.element.closest('li')?.querySelector('.place');
      if (turn && place) setText(place, S.place(at + 1, turn.parentTurn, shortId(turn.parentId)));
    });
  }

  /** To be called when effects have been applied. */
  show() {
    for (const turn of this.touched) turn.show();
    this.touched.clear();
    this.showBranches();
  }

  /** Which branch each turn is on. */
  showBranches() {
    const { branches } = this;
    if (!branches.changed) return;
    branches.changed = false;
    const inUse = branches.path(branches.head);
    const children = branches.children();
    for (const [id, turn] of this.turns) {
      const aside = !inUse.has(id);
      const isRunning = turn.running || turn.state === 'queued';
      const versions = children.get(branches.after.get(id) ?? 0) ?? [];
      const branch = !aside ? '' : isRunning || !branches.used.has(id) ? 'parallel' : 'other';
      turn.showBranch(branch, versions);
      void turn.showPlan(!children.has(id));
    }
    for (const id of this.queue) this.showMoves(id);
  }

  /** Which ways a queued turn can move. @param {number} id */
  showMoves(id) {
    const chain = this.branches.chain(id);
    const at = chain.indexOf(id);
    const item = this.turns.get(id)?.element.closest('li');
    for (const button of item?.querySelectorAll('[data-place]') ?? []) {
      const place = at + (button === item?.querySelector('[data-place]') ? -1 : 1);
      button.setAttribute('aria-disabled', String(place < 0 || place >= chain.length));
      /** @type {HTMLElement} */ (button).dataset.place = String(place);
    }
  }

  /** @param {Turn} turn */
  item(turn) {
    return el(
      'li',
      { 'data-turn': turn.id },
      turn.element,
      el(
        'div',
        { class: 'ways' },
        el('span', { class: 'place' }),
        actionButton('move', '\u2191', { 'data-place': 0, 'aria-label': S.moveUp, title: S.moveUp }),
        actionButton('move', '\u2193', { 'data-place': 0, 'aria-label': S.moveDown, title: S.moveDown }),
        actionButton('edit', S.edit),
        actionButton('remove', S.remove),
        actionButton('send-now', S.sendNow),
      ),
    );
  }

  /** @param {boolean} paused the queue waits for the user */
  setPaused(paused) {
    this.places.paused.hidden = !paused;
    setText(this.places.paused, paused ? S.paused : '');
  }

  /** The sandbox of the turn that a message would continue, or empty. */
  get environment() {
    return wordOf(this.turns.get(this.branches.completed(this.branches.head))?.interaction?.environment_id);
  }

  queuedTexts() {
    return this.queue.map((id) => this.turns.get(id)?.message ?? '');
  }

  /** Seconds go on. @param {number} time */
  tick(time) {
    for (const turn of this.turns.values()) {
      if (turn.running || turn.retryAt) turn.tick(time);
    }
  }

  get busy() {
    for (const turn of this.turns.values()) if (turn.running || turn.retryAt) return true;
    return false;
  }

  get running() {
    for (const turn of this.turns.values()) if (turn.running) return true;
    return false;
  }

  destroy() {
    for (const turn of this.turns.values()) turn.destroy();
    this.turns.clear();
    this.touched.clear();
  }
}
