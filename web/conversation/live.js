// A conversation that is open in this tab: its core, its journal and who owns it.
//
// One tab owns a conversation: only there do inputs reach the core as inputs, and requests go out.
// Every other tab reads the journal as it grows and asks the owner to do what its user wants. All
// begin as readers; the one that gets the lock is the owner, and takes up what was under way.

import { randomId } from '../core/core.js';
import { merged } from '../core/effects.js';
import { Display } from './display.js';
import { loadReading } from '../chat/text_block.js';

/**
 * @typedef {{kind: string, id?: number, arg?: number, text?: string}} Input
 * @typedef {{inputs: Input[], applied: boolean, safe: () => void}} Order
 */

export class Live extends Display {
  /**
   * @param {import('./conversations.js').Conversations} page
   * @param {string} id
   * @param {import('../tabs/tabs.js').Hold | 'new' | 'reader' | null} hold of the lock, if it is already
   *     there; 'new': nobody else can know of this conversation yet; 'reader': not wanted
   * @param {Map<string, Order>} orders what the user wants and is not safe yet, by a random word
   */
  constructor(page, id, hold = null, orders = new Map()) {
    super(
      (text) => this.quiet || page.announce(this, text),
      async (turn) => this.owner && (await import('../tabs/notify.js')).notify(turn),
      (effects, unfocused) => page.changed(this, effects, unfocused),
    );
    this.page = page;
    this.id = id;
    this.journal = page.journals.of(id);
    this.quiet = true; // what is replayed is not announced
    this.orders = orders;
    /** @type {Set<string>} orders of other tabs that were carried out */
    this.known = new Set();
    this.closed = new AbortController();
    this.lockName = `conversation.${id}`;
    this.conversation = page.core.create();
    // The network and timers make it want something, also where there are no frames.
    this.conversation.wanted = () => queueMicrotask(() => this.pump());
    this.fed = 0; // entries of the journal that the core was given
    this.given = 0; // entries that it gave
    /** @type {Map<number, {turn: number, stream: import('../tabs/budget.js').Stream}>} by request */
    this.streams = new Map();
    this.owner = false;
    this.taken = false; // this owner has opened it
    this.loaded = false;
    this.damaged = false;
    this.instance = ''; // of the proxy, as last given to the core
    this.settings = ''; // likewise
    this.held = false; // likewise
    /** @type {Set<number>} parked by the budget */
    this.unread = new Set();
    /** @type {Promise<void>} one reading after another */
    this.reading = Promise.resolve();
    this.hold = typeof hold === 'string' ? null : hold;
    this.reads = hold === 'reader'; // and nothing else
    /** @type {Promise<void>} all that was there is shown */
    this.ready = hold === 'new' ? this.begin() : this.load();
  }

  // --- reading

  /** A conversation that nobody else can know of yet. */
  async begin() {
    this.loaded = true;
    this.becomeOwner();
    this.hold = await this.page.locks.try(this.lockName);
    if (this.closed.signal.aborted) this.hold?.release();
  }

  async load() {
    this.damaged = this.page.library.records.get(this.id)?.damaged ?? false;
    loadReading().catch(() => {}); // while the journal is read
    await this.catchUp();
    this.loaded = true;
    this.page.changed(this, []);
    if (!this.reads) this.own().catch(() => {}); // closed before it came to that
  }

  /** Feeds what the journal has and the core has not. */
  catchUp() {
    this.reading = this.reading.then(async () => {
      if (this.owner || this.closed.signal.aborted) return;
      const piece = await this.journal.read(this.fed);
      if (!this.closed.signal.aborted) this.feed(piece);
    });
    return this.reading;
  }

  /** @param {import('../keep/journal.js').Piece} piece @returns {import('../core/core.js').Effect[]} of its last part */
  feed({ entries, damaged }) {
    this.damaged ||= damaged;
    this.quiet = !this.loaded;
    const many = entries.length > kMany;
    /** @type {import('../core/core.js').Effect[]} */
    let effects = [];
    // Piece by piece: the effects of all would take many times the memory of the journal.
    for (let at = 0; at < entries.length; at += kMany) {
      const piece = entries.slice(at, at + kMany);
      for (const entry of piece) {
        const sound = typeof entry === 'string' && this.conversation.input('journal_entry', { text: entry }, false);
        this.damaged ||= !sound;
      }
      this.fed += piece.length;
      effects = merged(this.events.trace(this.conversation.drain()));
      if (at + kMany < entries.length) this.apply(effects, many);
      else this.show(effects, many);
    }
    return effects;
  }

  // --- owning

  async own() {
    const signal = this.closed.signal;
    this.hold ??= await this.page.locks.wait(this.lockName, signal, () => this.lost());
    if (!signal.aborted) await this.catchUp();
    if (signal.aborted) return this.hold.release();
    this.feed(this.journal.takeCopy());
    this.becomeOwner();
    this.page.tabs.post('owned', { id: this.id });
    if (this.damaged) this.page.damaged(this);
    if (this.busy || this.view.queue.length) this.take();
    for (const order of this.orders.values()) void this.carryOut(order);
    this.page.changed(this, []);
  }

  becomeOwner() {
    this.owner = true;
    this.quiet = false;
    this.journal.conflict = () => this.lost();
  }

  /** From here on the journal is this tab's to write. */
  take() {
    if (this.taken) return;
    this.taken = true;
    const { core, library } = this.page;
    const { own, other } = core.protocol.open_as;
    // Where part of the journal is lost nobody knows what was sent since: nothing goes on by itself.
    const foreign = this.damaged || (library.records.get(this.id)?.foreign ?? false);
    if (this.page.held) this.tellHeld(); // before anything could go out
    this.conversation.input('open', { arg: foreign ? other : own, text: randomId() });
    this.tellInstance();
    if (this.fed) this.conversation.input('replayed');
    if (!this.page.held && this.fed) this.tellHeld();
    if (foreign) void this.settleIn();
  }

  /** The key that a conversation from elsewhere was given is in its journal, and stays. */
  async settleIn() {
    this.pump();
    if (await this.journal.keep()) void this.page.library.update(this.id, { foreign: false });
  }

  /** Which run of the proxy this is, unless the core knows. */
  tellInstance() {
    const { instance } = this.page;
    if (!this.taken || !instance || instance === this.instance) return;
    this.instance = instance;
    this.conversation.input('instance', { text: instance });
  }

  /** Whether what is to be sent waits until the proxy is in reach. */
  tellHeld() {
    this.held = this.page.held;
    this.conversation.input('hold', { arg: Number(this.held) });
  }

  /** Another tab is the owner after all: from the beginning, as a reader. */
  lost() {
    if (this.closed.signal.aborted) return;
    this.end();
    this.journal.forget();
    this.hold?.release();
    for (const order of this.orders.values()) order.applied = false;
    this.page.renew(this);
  }

  /** Lets go of it; what runs goes on unread in the proxy. */
  close() {
    this.pump();
    this.end();
    this.events.clear();
    void this.journal.flush().finally(() => this.hold?.release());
  }

  end() {
    this.closed.abort();
    this.conversation.close();
    for (const { stream } of this.streams.values()) stream.leave();
    this.streams.clear();
  }

  // --- doing

  /**
   * Does something, here or in the tab that owns the conversation.
   * @param {Input[]} inputs
   * @returns {Promise<void>} it is safe: a reload does not lose it
   */
  do(inputs) {
    return new Promise((safe) => {
      const word = randomId();
      /** @type {Order} */
      const order = { inputs, applied: false, safe: () => (this.orders.delete(word), safe()) };
      this.orders.set(word, order);
      if (this.owner) void this.carryOut(order);
      else this.forward();
    });
  }

  /** @param {Order} order */
  async carryOut(order) {
    if (order.applied) return;
    order.applied = true;
    this.take();
    for (const { kind, ...input } of order.inputs) this.conversation.input(kind, input);
    this.pump();
    if (this.journal.secure() && this.page.locks.sure) order.safe();
    await this.journal.flush();
    // Not in the database, but as safe as it can be; unless it must be done once more.
    if (order.applied) order.safe();
  }

  forward() {
    for (const [word, { inputs }] of this.orders) {
      this.page.tabs.post('order', { id: this.id, word, inputs });
    }
  }

  /**
   * Another tab wants something.
   * @param {string} word
   * @param {Input[]} inputs
   */
  obey(word, inputs) {
    if (!this.owner) return;
    const safe = () => this.page.tabs.post('obeyed', { id: this.id, word });
    if (this.known.has(word)) return safe();
    this.known.add(word);
    void this.carryOut({ inputs, applied: false, safe });
  }

  /**
   * Something of no lasting meaning, only for the owner.
   * @param {string} kind
   * @param {number} [id]
   */
  tell(kind, id) {
    if (!this.owner) return;
    this.take();
    this.conversation.input(kind, { id: id ?? 0 });
    this.pump();
  }

  // --- seeing

  /** Takes what the core has done. @returns {boolean} whether there was anything */
  pump() {
    if (!this.owner) return false;
    const all = this.events.trace(this.conversation.drain());
    if (!all.length) return false;
    const entries = all.filter(({ kind }) => kind === 'journal').map(({ text }) => text);
    if (entries.length) this.journal.append(entries);
    this.given += entries.length;
    const kept = all.some(({ kind }) => kind === 'keep') ? this.journal.keep() : null;
    const effects = all.filter(({ kind }) => !kForHost.has(kind));
    const many = effects.length > kBurst;
    if (effects.length) this.show(many ? merged(effects) : effects, many);
    if (kept) void this.tellKept(kept, this.given);
    this.makeRoom(all);
    return true;
  }

  /**
   * @param {Promise<boolean>} kept
   * @param {number} entries of those that the core gave
   */
  async tellKept(kept, entries) {
    if (!(await kept)) return;
    await this.page.library.written(this.id);
    if (this.closed.signal.aborted) return;
    this.conversation.input('kept', { arg: entries });
    this.pump();
  }

  /** @param {import('../core/core.js').Effect[]} effects */
  makeRoom(effects) {
    for (const { kind, id, arg: turn } of effects) {
      if (kind === 'room') {
        const stream = this.page.budget.ask({
          post: () => !this.begun.has(turn),
          looked: () => this === this.page.shown && !document.hidden,
          begin: () => {
            this.conversation.input('room', { id });
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

  /** Something goes on by itself. */
  get busy() {
    return this.view.busy || this.stopping.size > 0 || (this.page.held && this.view.queue.length > 0);
  }

  /** Turns that run on unread, to make room for others and not because the user left them. */
  get parked() {
    return [...this.unread].filter(
      (turn) => this.connections.get(turn)?.why === 'parked' && this.view.turns.get(turn)?.running,
    );
  }

  /** What the list calls it. */
  get name() {
    return this.page.library.records.get(this.id)?.title || this.title;
  }
}

const kForHost = new Set(['journal', 'keep', 'room', 'room_left']);
const kMany = 500; // entries that are more than a glance
const kBurst = 3000; // effects at once, likewise
