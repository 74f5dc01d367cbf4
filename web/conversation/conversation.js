// A conversation that is open in this tab: its session in the core, its journal, what is seen of it, and
// the role that this tab plays in it. What it takes it gives back in destroy().

import { randomId } from '../core/core.js';
import { merged } from '../core/effects.js';
import { Display } from './display.js';
import { Owner } from './owner.js';

/**
 * @typedef {import('../core/core.js').Effect} Effect
 * @typedef {import('./role.js').Input} Input
 * @typedef {import('./role.js').Order} Order
 * @typedef {import('./role.js').Role} Role
 */

const kMany = 500; // entries that are more than a glance

export class Conversation {
  /**
   * @param {import('./conversations.js').Conversations} all
   * @param {string} id
   * @param {(conversation: Conversation) => Role} roleOf
   * @param {Map<string, Order>} orders what the user wants and is not safe yet, by a random word
   */
  constructor(all, id, roleOf, orders = new Map()) {
    this.all = all;
    this.id = id;
    this.orders = orders;
    this.journal = all.journals.of(id);
    this.quiet = true; // what is replayed is not announced
    this.display = new Display(
      (text) => this.quiet || all.announce(this, text),
      async (turn) => this.owner && (await import('../tabs/notify.js')).notify(id, turn),
    );
    this.session = all.core.create();
    // The network and timers make it want something, also where there are no frames. Where there are, they
    // bring what is left: text that is shown between two of them is laid out once more.
    this.session.wanted = () => queueMicrotask(() => void this.pump(document.hidden));
    this.fed = 0; // entries of the journal that the core was given
    this.loaded = false;
    this.damaged = false;
    this.settings = ''; // of messages, as its owner last gave them to the core
    this.lastSettings = ''; // of a message
    /** @type {Map<number, {state: string, why: string}>} how each turn is connected */
    this.connections = new Map();
    /** @type {Set<number>} stopped, and it is not known yet what that did */
    this.stopping = new Set();
    /** @type {Set<number>} turns whose request was answered by something: they have begun */
    this.begun = new Set();
    /** @type {Set<string>} ids of its interactions at the API */
    this.interactions = new Set();
    this.lockName = `conversation.${id}`;
    this.life = new AbortController();
    this.isLost = false; // to another tab
    this.role = roleOf(this);
    /** @type {Promise<void>} all that was there is shown */
    this.ready = this.role.begin();
  }

  /** Lets go of it; what runs goes on unread in the proxy. */
  destroy() {
    if (this.isOver) return;
    this.role.destroy();
    this.life.abort();
    this.session.close();
    this.display.destroy();
    void this.all.leave(this.id);
  }

  /** Another tab is the owner after all: from the beginning, as a reader. */
  lost() {
    if (this.isOver) return;
    this.isLost = true;
    this.journal.forget();
    for (const order of this.orders.values()) order.applied = false;
    this.all.renew(this);
  }

  get isOver() {
    return this.life.signal.aborted;
  }

  get view() {
    return this.display.view;
  }

  get events() {
    return this.display.events;
  }

  get elements() {
    return this.display.elements;
  }

  /** This tab's ownership of it, if it has it. */
  get owner() {
    return this.role instanceof Owner ? this.role : null;
  }

  // --- doing

  /**
   * Does something, here or in the tab that owns the conversation.
   * @param {Input[]} inputs
   * @returns {Promise<void>} it is safe: a reload does not lose it
   */
  do(inputs) {
    return new Promise((resolve, reject) => {
      const word = randomId();
      const over = () => this.orders.delete(word);
      /** @type {Order} */
      const order = {
        inputs,
        applied: false,
        safe: () => (over(), resolve()),
        failed: (error) => (over(), reject(error)),
      };
      this.orders.set(word, order);
      this.role.take(word, order);
    });
  }

  /**
   * Something of no lasting meaning, only for the owner.
   * @param {string} kind
   * @param {number} [id]
   */
  tell(kind, id) {
    this.owner?.tell(kind, id);
  }

  /** @param {boolean} [whole] see Owner.pump */
  pump(whole) {
    return this.owner?.pump(whole) ?? false;
  }

  // --- seeing

  /**
   * Gives the core entries of the journal.
   * @param {import('../keep/journal.js').Piece} piece
   * @returns {Effect[]} of its last part
   */
  feed({ entries, damaged }) {
    this.damaged ||= damaged;
    this.quiet = !this.loaded;
    const many = entries.length > kMany;
    /** @type {Effect[]} */
    let effects = [];
    // Piece by piece: the effects of all would take many times the memory of the journal.
    for (let at = 0; at < entries.length; at += kMany) {
      const piece = entries.slice(at, at + kMany);
      for (const entry of piece) {
        const sound = typeof entry === 'string' && this.session.input('journal_entry', { text: entry }, false);
        this.damaged ||= !sound;
      }
      this.fed += piece.length;
      effects = merged(this.session.drain());
      if (at + kMany < entries.length) this.apply(effects, many);
      else this.show(effects, many);
    }
    return effects;
  }

  /**
   * @param {Effect[]} effects
   * @param {boolean} many
   */
  show(effects, many) {
    const focused = this.display.focusedInQueue;
    this.apply(effects, many);
    this.view.show();
    const isLost = focused && document.activeElement === document.body;
    this.all.changed(this, effects, isLost ? focused : null);
  }

  /**
   * A part of what is shown then.
   * @param {Effect[]} effects
   * @param {boolean} many
   */
  apply(effects, many) {
    for (const effect of effects) {
      this.display.apply(effect, many);
      this.note(effect);
    }
  }

  /** @param {Effect} effect */
  note(effect) {
    switch (effect.kind) {
      case 'connection':
        this.connections.set(effect.id, { state: effect.state, why: effect.text });
        return;
      case 'turn_state':
        if (effect.state === 'sending') this.begun.delete(effect.id);
        if (effect.text === 'stopping') this.stopping.add(effect.id);
        else this.stopping.delete(effect.id);
        return;
      case 'interaction': {
        const id = this.view.turns.get(effect.id)?.interaction?.id;
        if (typeof id === 'string' && id) this.interactions.add(id);
        return;
      }
      case 'turn_settings':
        this.lastSettings = effect.text;
        return;
      case 'turn_head':
        this.begun.add(effect.id);
        return;
    }
  }

  // --- how it stands

  get empty() {
    return this.view.turns.size === 0;
  }

  /** Something goes on by itself. */
  get busy() {
    return this.view.busy || this.stopping.size > 0 || (this.all.held && this.view.queue.length > 0);
  }

  /** Turns that run on unread, to make room for others and not because the user left them. */
  get parked() {
    return [...(this.owner?.unread ?? [])].filter(
      (turn) => this.connections.get(turn)?.why === 'parked' && this.view.turns.get(turn)?.running,
    );
  }

  /** What the list calls it. */
  get name() {
    return this.all.library.records.get(this.id)?.title || this.title;
  }

  /** The first message in a line. */
  get title() {
    const [first] = this.view.turns.values();
    return first ? titleFrom(first.message) : '';
  }
}

const kTitle = 60; // characters

/** @param {string} message */
function titleFrom(message) {
  const line = message.trim().replace(/\s+/g, ' ');
  return line.length <= kTitle ? line : `${line.slice(0, kTitle).replace(/\s+\S*$/, '')}\u2026`;
}
