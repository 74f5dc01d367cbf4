// The conversation as it is seen: takes view effects (wasm/io.h) and applies each to the DOM.

import { actionButton, el, setText } from '../ui/dom.js';
import { parseJson, shortId, size } from '../ui/format.js';
import { S } from '../ui/strings.js';
import { Turn } from './turn.js';

/**
 * @typedef {import('../core/core.js').Effect} Effect
 * @typedef {{log: HTMLElement, queue: HTMLElement, list: HTMLElement, paused: HTMLElement}} Places
 *
 * What a message sent now would do: turns, or 0.
 * @typedef {{parent: number, waits: number, stops: number}} Next
 */

/** @type {typeof import('./aside.js').gatherAside | undefined} once there were some */
let gatherAside;

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
    this.added = 0; // the newest turn, until show()
    this.isSplit = false; // some turn is on another branch
    this.isMoved = false; // turns, or their branches, until show()
    this.retryModel = '';
    /** @type {Map<number, number[]>} turns that follow each, or none (0): versions of one another */
    this.followers = new Map();
    /** @type {Record<string, Next>} by SubmitMode */
    this.continuations = continuationsOf('');
  }

  /** @param {Effect} effect */
  apply(effect) {
    const turn = this.turns.get(effect.id);
    switch (effect.kind) {
      case 'turn_added':
        return this.add(new Turn(effect.id, effect.text));
      case 'queue':
        return this.order(numbersIn(effect.text));
      case 'head':
        return this.setPaused(effect.arg === 1);
      case 'versions':
        return this.setFollowers(effect.id, numbersIn(effect.text));
      case 'next':
        this.continuations = continuationsOf(effect.text);
        return;
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
      case 'turn_held':
        turn.held = effect.arg === 1;
        return this.showPlaces();
      case 'turn_head':
        turn.load = '';
        return;
      case 'turn_state':
        return this.setState(turn, effect);
      case 'turn_blocks':
        return turn.setBlocks(effect.arg === 1);
      case 'turn_request':
        return turn.setRequest(effect.state, effect.time);
      case 'turn_parent':
        turn.setParent(effect.arg, effect.text);
        return this.showPlaces();
      case 'turn_branch':
        this.isSplit ||= effect.state === 'other';
        this.isMoved = true;
        return turn.setBranch(effect.state);
      case 'turn_place':
        turn.place = { number: effect.arg, isLast: effect.text === 'last' };
        return this.showMoves(turn);
      case 'turn_reset':
        return turn.reset();
      case 'step':
        return turn.steps.step(effect.arg, effect.text, effect.time);
      case 'text':
        return turn.steps.text(effect.arg, effect.text);
      case 'thought':
        return turn.steps.thought(effect.arg, effect.text, effect.time);
      case 'interaction':
        return turn.setInteraction(effect.text);
      case 'calls':
        turn.calls = parseJson(effect.text) ?? [];
        return;
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
  sends({ arg, request, time }) {
    const turn = this.turns.get(arg);
    if (!turn) return;
    turn.load = request && request.size > kLarge ? S.sending(size(request.size)) : '';
    turn.time = Math.max(turn.time, time);
    this.touched.add(turn);
    if (turn.load) this.announce(turn.load);
  }

  /** @param {Turn} turn */
  add(turn) {
    turn.retryModel = this.retryModel;
    this.added = turn.id;
    this.isMoved = true;
    this.turns.set(turn.id, turn);
    this.touched.add(turn);
    this.places.log.append(turn.element);
  }

  /**
   * @param {number} id of a turn, or 0
   * @param {number[]} versions that follow it
   */
  setFollowers(id, versions) {
    this.followers.set(id, versions);
    for (const each of [id, ...versions]) {
      const turn = this.turns.get(each);
      if (!turn) continue;
      if (each === id) turn.isFollowed = versions.length > 0;
      else turn.setVersions(versions);
      this.touched.add(turn);
    }
  }

  /** @param {Turn} turn */
  remove(turn) {
    this.isMoved = true;
    this.turns.delete(turn.id);
    this.followers.delete(turn.id);
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
    turn.setState(effect.state, effect.text);
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
    this.isMoved = true;
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
      const item = turn?.element.closest('li');
      const place = item?.querySelector('.place');
      if (!turn || !item || !place) return;
      item.toggleAttribute('data-held', turn.held);
      setText(place, turn.held ? S.held : S.place(at + 1, turn.parentTurn, shortId(turn.parentId)));
    });
  }

  /** To be called when effects have been applied. */
  show() {
    for (const turn of this.touched) turn.show();
    this.touched.clear();
    if (this.isSplit && this.isMoved) void this.gather();
    this.isMoved = false;
    this.showWaiting();
  }

  /** What has come to wait in line. */
  showWaiting() {
    const place = this.queue.indexOf(this.added);
    if (place >= 0) this.announce(S.announce.queued(place + 1));
    this.added = 0;
  }

  /** @param {string} model with which turns would be sent again */
  setRetryModel(model) {
    this.retryModel = model;
    for (const turn of this.turns.values()) turn.setRetryModel(model);
  }

  /** Turns of other branches that stand together become a line. */
  async gather() {
    gatherAside ??= (await import('./aside.js')).gatherAside;
    gatherAside(this.places.log);
  }

  /** Which ways a queued turn can move. @param {Turn} turn */
  showMoves({ element, place }) {
    const buttons = /** @type {HTMLElement[]} */ ([...(element.closest('li')?.querySelectorAll('[data-place]') ?? [])]);
    buttons.forEach((button, at) => {
      const isUp = at === 0;
      button.setAttribute('aria-disabled', String(isUp ? place.number === 0 : place.isLast));
      button.dataset.place = String(place.number + (isUp ? -1 : 1));
    });
  }

  /** @param {Turn} turn */
  item(turn) {
    const action = (/** @type {import('../ui/command.js').Name} */ name, /** @type {string} */ label, more = {}) =>
      actionButton(name, label, { 'aria-describedby': turn.user.id, ...more });
    const move = (/** @type {string} */ arrow, /** @type {string} */ label) =>
      action('move', arrow, { 'data-place': 0, 'aria-label': label, title: label });
    const item = el(
      'li',
      { 'data-turn': turn.id },
      turn.element,
      el(
        'div',
        { class: 'row-actions' },
        el('span', { class: 'place' }),
        move('\u2191', S.moveUp),
        move('\u2193', S.moveDown),
        action('let-go', S.letGo),
        action('edit', S.edit),
        action('remove', S.remove),
        action('send-now', S.sendNow),
      ),
    );
    this.showMoves(turn);
    return item;
  }

  /** @param {boolean} paused the queue waits for the user */
  setPaused(paused) {
    this.places.paused.hidden = !paused;
    setText(this.places.paused, paused ? S.paused : '');
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

/** @param {string} text separated by white space */
const numbersIn = (text) => text.split(/\s/).filter(Boolean).map(Number);

/** @param {string} text of a next effect @returns {Record<string, Next>} */
function continuationsOf(text) {
  const [queued, parallel, interrupt] = [...text.split('\n'), '', ''].map((line) => {
    const [parent = 0, waits = 0, stops = 0] = numbersIn(line);
    return { parent, waits, stops };
  });
  return { queued, parallel, interrupt };
}
