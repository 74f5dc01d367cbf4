// All conversations of this tab: the one that is shown, and those that run on behind it.

import { Budget } from '../tabs/budget.js';
import { randomId } from '../core/core.js';
import { tell } from '../ui/bus.js';
import { Conversation } from './conversation.js';
import { Database } from '../keep/database.js';
import { Journals } from '../keep/journal.js';
import { Library } from '../keep/library.js';
import { Owner } from './owner.js';
import { Reader } from './reader.js';
import { makeLocks, Tabs } from '../tabs/tabs.js';

const kLookMs = 250; // between two wishes of a reader that the owner hands on what it has
const kRescanMs = 10000;
const kStopMs = 3000; // to learn what a stop did

/**
 * What the page wants to hear.
 * @typedef {{
 *   effects: (live: Conversation, effects: import('../core/core.js').Effect[], unfocused: Element | null) => void,
 *   listed: () => void,
 *   announce: (text: string) => void,
 *   trouble: (error: unknown) => void,
 *   damaged: (live: Conversation) => void,
 *   switched: (live: Conversation, before: Conversation | null) => void,
 * }} Hooks
 */

export class Conversations {
  /** @param {Hooks} hooks */
  constructor(hooks) {
    /** @type {import('../core/core.js').Core} from start() on */
    this.core = /** @type {any} */ (null);
    this.hooks = hooks;
    /** @type {Map<string, Conversation>} */
    this.lives = new Map();
    /** @type {Conversation | null} */
    this.shown = null;
    this.instance = '';
    this.held = true; // what is to be sent waits: the proxy has not answered yet, or does not any more
    this.looked = 0;
    this.scanned = 0;
    this.database = new Database();
    this.tabs = new Tabs();
    this.locks = makeLocks(this.tabs);
    this.library = new Library(this.database, this.tabs, hooks.trouble, () => this.listed());
    this.journals = new Journals(this.database, this.tabs, hooks.trouble);
    this.budget = new Budget(this.tabs, this.locks, {
      learn: () => void this.pump(),
      unpark: () => this.unparkNext(),
      anyParked: () => [...this.lives.values()].some((live) => live.parked.length > 0),
    });
    this.tabs.on('grown', ({ id }) => {
      const journal = this.journals.all.get(id);
      if (journal) journal.ahead = null;
      void this.lives.get(id)?.role.grown();
    });
    this.tabs.on('order', ({ id, word, inputs }) => this.lives.get(id)?.owner?.obey(word, inputs));
    this.tabs.on('obeyed', ({ id, word }) => this.lives.get(id)?.orders.get(word)?.safe());
    this.tabs.on('refused', ({ id, word, why }) => this.lives.get(id)?.orders.get(word)?.failed(new Error(why)));
    this.tabs.on('owned', ({ id }) => this.lives.get(id)?.role.forward());
    this.tabs.on('look', ({ id }) => this.handOn(id));
    this.tabs.on('removed', ({ id }) => {
      this.drop(id);
      tell('deleted', id);
    });
    this.secure = this.secure.bind(this);
    addEventListener('pagehide', this.secure);
  }

  /** All of them are let go of. */
  destroy() {
    for (const live of [...this.lives.values()]) live.destroy();
    this.lives.clear();
    removeEventListener('pagehide', this.secure);
    this.tabs.destroy();
  }

  /** The page may go away at any moment. */
  secure() {
    for (const live of this.lives.values()) live.pump();
    this.journals.secure();
  }

  /**
   * Before that nothing can be opened.
   * @param {Promise<import('../core/core.js').Core>} loading
   * @param {string} id of the conversation that will be, or empty
   */
  async start(loading, id) {
    if (id) this.journals.of(id).readAhead();
    [this.core] = await Promise.all([loading, this.library.load()]);
    void this.resume();
  }

  // --- which one is shown

  /**
   * Shows a kept conversation.
   * @param {string} id
   */
  open(id) {
    const live = this.lives.get(id) ?? this.begin((each) => new Reader(each), id);
    this.show(live);
    return live;
  }

  /** Shows a new one. */
  fresh() {
    this.show(this.begin((each) => new Owner(each)));
  }

  /**
   * @param {(conversation: Conversation) => import('./role.js').Role} roleOf
   * @param {string} [id]
   * @param {Conversation['orders']} [orders]
   */
  begin(roleOf, id = randomId(), orders) {
    const live = new Conversation(this, id, roleOf, orders);
    this.lives.set(id, live);
    return live;
  }

  /** @param {Conversation} live */
  show(live) {
    const before = this.shown;
    if (before === live) return;
    this.shown = live;
    this.hooks.switched(live, before);
    this.look();
    this.tidy();
    this.listed();
  }

  /** The user sees what is shown. */
  look() {
    const live = this.shown;
    if (!live || document.hidden) return;
    for (const turn of live.parked) live.owner?.unpark(turn);
    if (this.library.records.get(live.id)?.unread) void this.library.update(live.id, { unread: false });
  }

  /** What is neither shown nor running is let go of. */
  tidy() {
    for (const live of this.lives.values()) {
      if (live === this.shown || live.orders.size || !live.loaded || (live.owner && live.busy)) continue;
      this.lives.delete(live.id);
      live.destroy();
    }
  }

  /** A journal goes with its conversation, once all of it is in the database. @param {string} id */
  async leave(id) {
    const journal = this.journals.all.get(id);
    await journal?.flush();
    if (!this.lives.has(id) && !journal?.tail.length) this.journals.all.delete(id);
  }

  /** What ran when its tab went away runs on here, unless another tab has it. */
  async resume() {
    this.scanned = Date.now();
    for (const { id, busy } of [...this.library.records.values()]) {
      if (!busy || this.lives.has(id)) continue;
      const hold = await this.locks.try(`conversation.${id}`);
      if (hold && this.lives.has(id)) hold.release();
      else if (hold) this.begin((each) => new Reader(each, { hold }), id);
    }
  }

  /**
   * Deleted, here or in another tab.
   * @param {string} id
   */
  drop(id) {
    const live = this.lives.get(id);
    if (!live) return;
    if (live === this.shown) this.fresh();
    this.lives.delete(id);
    live.orders.clear();
    live.journal.removed = true;
    live.destroy();
  }

  /**
   * Another tab owns it: this one reads from the beginning.
   * @param {Conversation} live
   */
  renew(live) {
    const reader = this.begin((each) => new Reader(each), live.id, live.orders);
    reader.role.forward();
    if (live === this.shown) this.show(reader);
    live.destroy();
  }

  // --- what is done with kept ones

  /**
   * All entries of a journal, those included that are not kept yet.
   * @param {string} id
   */
  async entriesOf(id) {
    const live = this.lives.get(id);
    live?.pump();
    if (live?.role.entries) return live.role.entries;
    const entries = await this.journals.of(id).all();
    void this.leave(id);
    return entries;
  }

  /**
   * Ids of its interactions at the API that no other conversation needs.
   * @param {string} id
   */
  async interactionsOf(id) {
    const shared = await this.library.interactionsBeside(id);
    let live = this.lives.get(id);
    if (!live?.loaded) {
      live = new Conversation(this, id, (each) => new Reader(each, { isLookingOn: true }));
      await live.ready;
      live.destroy();
    }
    return [...live.interactions].filter((interaction) => !shared.has(interaction));
  }

  /**
   * Takes in entries from elsewhere as a new conversation, and shows it.
   * @param {string} title
   * @param {string[]} entries
   * @param {Partial<import('../keep/library.js').Record>} more that is known of it
   */
  async adopt(title, entries, more) {
    const id = randomId();
    const journal = this.journals.of(id);
    journal.append(entries);
    void this.library.update(id, { ...more, title, named: title !== '', foreign: true });
    await journal.flush();
    await this.open(id).ready;
  }

  /**
   * Nothing of it goes on.
   * @param {string} id
   */
  async stop(id) {
    const live = this.lives.get(id);
    if (!live?.busy) return;
    const running = [...live.view.turns.values()].filter((turn) => turn.running || turn.retryAt);
    void live.do(running.map((turn) => ({ kind: 'stop', id: turn.id })));
    const until = Date.now() + kStopMs;
    while (live.busy && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** @param {string} id */
  async remove(id) {
    this.tabs.post('removed', { id });
    this.drop(id);
    await this.library.remove(id);
    await this.journals.of(id).remove().catch(this.hooks.trouble);
    tell('deleted', id);
  }

  // --- what they tell

  /**
   * @param {Conversation} live
   * @param {string} text
   */
  announce(live, text) {
    if (live === this.shown) this.hooks.announce(text);
  }

  /**
   * @param {Conversation} live
   * @param {import('../core/core.js').Effect[]} effects
   * @param {Element | null} [unfocused] what had the focus and lost it
   */
  changed(live, effects, unfocused = null) {
    if (live.owner && !live.empty) this.keep(live, effects);
    this.hooks.effects(live, effects, unfocused);
  }

  /** @param {Conversation} live */
  damaged(live) {
    if (this.library.records.get(live.id)?.damaged)
      void this.library.update(live.id, { damaged: false }); // said already
    else this.hooks.damaged(live);
  }

  /**
   * What the list shows of it.
   * @param {Conversation} live
   * @param {import('../core/core.js').Effect[]} effects
   */
  keep(live, effects) {
    const known = this.library.records.get(live.id);
    const { busy } = live;
    /** @type {Partial<import('../keep/library.js').Record>} */
    const changes = { busy };
    if (!known?.named) changes.title = live.title;
    const sent = effects.some(({ kind }) => kind === 'turn_added');
    const over = known?.busy && !busy;
    if (sent) changes.updated = Date.now();
    if (over && (live !== this.shown || document.hidden)) changes.unread = true;
    void this.library.update(live.id, changes);
    if (over || (sent && !busy)) void this.library.keepText(live.id, live.display.text, live.interactions);
  }

  listed() {
    this.hooks.listed();
    this.look();
  }

  // --- time goes on

  /** @returns {boolean} whether there was anything, or will be soon */
  pump() {
    let busy = false;
    // Where nothing is seen there are no frames to be kept free.
    for (const live of this.lives.values()) busy = live.pump(document.hidden) || live.busy || busy;
    const now = Date.now();
    const { shown } = this;
    if (shown && !shown.owner && shown.busy && !document.hidden && now - this.looked > kLookMs) {
      this.looked = now;
      this.tabs.post('look', { id: shown.id });
    }
    return busy;
  }

  /** @param {number} now */
  tick(now) {
    for (const live of this.lives.values()) live.role.tick(now);
    this.tidy();
    if (now - this.scanned > kRescanMs) void this.resume();
  }

  /**
   * A reader waits. A hidden tab has no frames and few timers: this is its clock.
   * @param {string} id
   */
  handOn(id) {
    const live = this.lives.get(id);
    if (!live?.owner) return;
    live.pump();
    void live.journal.flush();
  }

  /** The network or the machine is back. */
  online() {
    for (const live of this.lives.values()) if (live.busy) live.tell('online');
  }

  /** @param {string} instance of the proxy */
  setInstance(instance) {
    this.instance = instance;
    for (const live of this.lives.values()) live.owner?.tellInstance();
  }

  /** @param {boolean} held */
  setHeld(held) {
    if (held === this.held) return;
    this.held = held;
    for (const live of this.lives.values()) {
      if (live.owner?.taken) live.owner.tellHeld();
      else if (live.view.queue.length) live.owner?.open();
    }
  }

  // --- streams (Readers of budget.js)

  unparkNext() {
    const lives = [...this.lives.values()].sort((a, b) => Number(b === this.shown) - Number(a === this.shown));
    const live = lives.find(({ parked }) => parked.length);
    live?.owner?.unpark(live.parked[0]);
  }
}
