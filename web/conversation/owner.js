// Owns a conversation: only here do inputs reach the core as inputs, the journal is written, and requests
// go out. One tab at a time does.

import { randomId } from '../core/core.js';
import { merged } from '../core/effects.js';
import { tell } from '../ui/bus.js';
import { Role } from './role.js';

/** @typedef {import('./role.js').Order} Order */

const kForHost = new Set(['journal', 'keep', 'room', 'room_left']);
const kBurst = 600; // effects that are more than a glance
const kSliceMs = 10; // of a frame, for what the core has done

export class Owner extends Role {
  /**
   * @param {import('./conversation.js').Conversation} conversation
   * @param {import('../tabs/tabs.js').Hold | null} hold of the lock; null: nobody else can know of this
   *     conversation yet
   */
  constructor(conversation, hold = null) {
    super(conversation);
    this.hold = hold;
    this.taken = false; // it has opened it
    this.given = 0; // entries of the journal that the core gave
    this.instance = ''; // of the proxy, as last given to the core
    this.held = false; // likewise
    /** @type {Map<string, boolean>} orders of other tabs, and whether each is done; else it is under way */
    this.known = new Map();
    /** @type {Set<number>} turns that were parked by the budget */
    this.unread = new Set();
    /** @type {Map<number, {turn: number, stream: import('../tabs/budget.js').Stream}>} by request */
    this.streams = new Map();
    conversation.quiet = false;
    conversation.journal.conflict = () => conversation.lost();
  }

  /** Of a conversation that is new. */
  async begin() {
    const { conversation } = this;
    conversation.loaded = true;
    this.hold = await conversation.all.locks.try(conversation.lockName);
    if (conversation.isOver) this.hold?.release();
  }

  /** Of one that is there: takes up what was under way. */
  goOn() {
    const { conversation } = this;
    const { all, id, orders, view } = conversation;
    all.tabs.post('owned', { id });
    if (conversation.damaged) all.damaged(conversation);
    const waits = [...view.turns.values()].some(({ state }) => state === 'waiting');
    if (conversation.busy || view.queue.length || (waits && this.isForeign)) this.open();
    for (const [word, order] of orders) this.take(word, order);
    all.changed(conversation, []);
  }

  /** Lets go of it; what runs goes on unread in the proxy. */
  destroy() {
    const { journal, isLost } = this.conversation;
    if (!isLost) this.pump();
    journal.conflict = null;
    for (const { stream } of this.streams.values()) stream.leave();
    this.streams.clear();
    if (isLost) this.hold?.release();
    else void journal.flush().finally(() => this.hold?.release());
  }

  // --- what the core must know

  /** Where part of the journal is lost nobody knows what was sent since: nothing goes on by itself there, either. */
  get isForeign() {
    const { all, damaged, id } = this.conversation;
    return damaged || (all.library.records.get(id)?.foreign ?? false);
  }

  /** From here on the journal is this tab's to write. */
  open() {
    if (this.taken) return;
    this.taken = true;
    const { all, fed, session } = this.conversation;
    const { own, other } = all.core.protocol.open_as;
    const foreign = this.isForeign;
    if (all.held) this.tellHeld(); // before anything could go out
    session.input('open', { arg: foreign ? other : own, text: randomId() });
    this.tellInstance();
    if (fed) session.input('replayed');
    if (!all.held && fed) this.tellHeld();
    if (foreign) void this.settleIn();
  }

  /** The key that a conversation from elsewhere was given is in its journal, and stays. */
  async settleIn() {
    const { all, id, journal } = this.conversation;
    this.pump();
    if (await journal.keep()) void all.library.update(id, { foreign: false });
  }

  /** Which run of the proxy this is, unless the core knows. */
  tellInstance() {
    const { all, session } = this.conversation;
    if (!this.taken || !all.instance || all.instance === this.instance) return;
    this.instance = all.instance;
    session.input('instance', { text: all.instance });
  }

  /** Whether what is to be sent waits until the proxy is in reach. */
  tellHeld() {
    const { all, session } = this.conversation;
    this.held = all.held;
    session.input('hold', { arg: Number(this.held) });
  }

  // --- doing

  /**
   * @param {string} word
   * @param {Order} order
   */
  take(word, order) {
    this.carryOut(order).catch(order.failed);
  }

  /** @param {Order} order */
  async carryOut(order) {
    if (order.applied) return;
    order.applied = true;
    const { all, journal, session } = this.conversation;
    this.open();
    for (const { kind, ...input } of order.inputs) {
      session.input(kind, input);
      if (kind === 'settings') this.conversation.settings = input.text ?? '';
    }
    this.pump();
    if (journal.secure() && all.locks.sure) order.safe();
    await journal.flush();
    // Not in the database, but as safe as it can be; unless it must be done once more.
    if (order.applied) order.safe();
  }

  /**
   * Another tab wants something: all of it is done, or it hears why not. It may ask more than once.
   * @param {string} word
   * @param {import('./role.js').Input[]} inputs
   */
  obey(word, inputs) {
    const { conversation, known } = this;
    const { all, id } = conversation;
    const safe = () => {
      if (conversation.isLost) return; // who owns it after all is asked as well
      known.set(word, true);
      all.tabs.post('obeyed', { id, word });
    };
    const failed = (/** @type {unknown} */ error) => {
      known.delete(word);
      all.tabs.post('refused', { id, word, why: error instanceof Error ? error.message : String(error) });
    };
    const strange = inputs.find(({ kind }) => !all.core.knows(kind));
    if (strange) {
      tell('otherVersion', 'newer');
      return failed(`no input is called "${strange.kind}" here`);
    }
    if (known.get(word)) return safe();
    if (known.has(word)) return undefined;
    known.set(word, false);
    return this.take(word, { inputs, applied: false, safe, failed });
  }

  /**
   * Something of no lasting meaning.
   * @param {string} kind
   * @param {number} [id]
   */
  tell(kind, id = 0) {
    this.open();
    this.conversation.session.input(kind, { id });
    this.pump();
  }

  // --- seeing

  /**
   * Takes what the core has done.
   * @param {boolean} [whole] all of it; else as much as a frame has time for
   * @returns {boolean} whether there was anything
   */
  pump(whole = true) {
    const { session } = this.conversation;
    const until = performance.now() + kSliceMs;
    let some = false;
    do {
      if (this.conversation.isOver) break;
      some = this.see(session.drainSome()) || some;
    } while (session.more && (whole || performance.now() < until));
    return some;
  }

  /** @param {import('../core/core.js').Effect[]} all that were drained @returns {boolean} whether there was any */
  see(all) {
    const { conversation } = this;
    const { journal, session } = conversation;
    if (!all.length) return false;
    const entries = all.filter(({ kind }) => kind === 'journal').map(({ text }) => text);
    if (entries.length) journal.append(entries);
    this.given += entries.length;
    const kept = all.some(({ kind }) => kind === 'keep') ? journal.keep() : null;
    const effects = all.filter(({ kind }) => !kForHost.has(kind));
    const many = session.more || effects.length > kBurst;
    if (effects.length) conversation.show(many ? merged(effects) : effects, many);
    if (kept) void this.tellKept(kept, this.given);
    this.makeRoom(all);
    return true;
  }

  /**
   * @param {Promise<boolean>} kept
   * @param {number} entries of those that the core gave
   */
  async tellKept(kept, entries) {
    const { conversation } = this;
    if (!(await kept)) return;
    await conversation.all.library.written(conversation.id);
    if (conversation.isOver) return;
    conversation.session.input('kept', { arg: entries });
    this.pump();
  }

  // --- streams

  /** @param {import('../core/core.js').Effect[]} effects */
  makeRoom(effects) {
    const { conversation } = this;
    const { all, begun, session } = conversation;
    for (const { kind, id, arg: turn } of effects) {
      if (kind === 'room') {
        const stream = all.budget.ask({
          post: () => !begun.has(turn),
          looked: () => conversation === all.shown && !document.hidden,
          begin: () => {
            session.input('room', { id });
            this.pump();
          },
          park: () => this.park(turn),
        });
        this.streams.set(id, { turn, stream });
      } else if (kind === 'room_left') {
        this.streams.get(id)?.stream.leave();
        this.streams.delete(id);
      } else if (kind === 'turn_head') {
        for (const each of this.streams.values()) if (each.turn === id) each.stream.head();
      }
    }
  }

  /** @param {number} turn to run on unread */
  park(turn) {
    this.unread.add(turn);
    this.tell('park', turn);
  }

  /** @param {number} turn */
  unpark(turn) {
    this.unread.delete(turn);
    this.tell('unpark', turn);
  }
}
