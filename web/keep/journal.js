// The journals of conversations: entries as the core gave them, in order, in IndexedDB.
//
// What is not there yet is in the tail. A copy of the tail in localStorage, which is written at
// once, bridges the moment until the transaction is through; the next owner takes it up. It outlives
// the page, but not a browser that is killed, which writes it to disk seconds later. Where IndexedDB
// is refused or full the tail simply stays, and the copy is what there is.

import { Records } from './records.js';
import { kSpace, recall, remember } from './storage.js';

const kLimits = {
  gather: 100, // ms to wait for more from the network before it is written
  tryAgain: 20000, // ms, after a failure
  copied: 256 * 1024, // characters
  written: 512 * 1024, // characters in a transaction: they are copied at once, in the page's thread
};

/** @typedef {import('./records.js').Piece} Piece */

export class Journals {
  /**
   * @param {import('./database.js').Database} database
   * @param {import('../tabs/tabs.js').Tabs} tabs
   * @param {(error: unknown) => void} trouble something could not be kept
   * @param {Partial<typeof kLimits>} [limits]
   */
  constructor(database, tabs, trouble, limits = {}) {
    this.database = database;
    this.tabs = tabs;
    this.trouble = trouble;
    this.limits = { ...kLimits, ...limits };
    /** @type {Map<string, Journal>} */
    this.all = new Map();
  }

  /** @param {string} id */
  of(id) {
    const known = this.all.get(id);
    if (known) return known;
    const journal = new Journal(this, id);
    this.all.set(id, journal);
    return journal;
  }

  /** The page may go away at any moment. */
  secure() {
    for (const journal of this.all.values()) {
      journal.secure();
      void journal.flush();
    }
  }
}

export class Journal {
  /**
   * @param {Journals} shared
   * @param {string} id
   */
  constructor(shared, id) {
    this.shared = shared;
    this.id = id;
    this.records = new Records(shared.database, id); // in the database
    /** @type {string[]} entries after them */
    this.tail = [];
    this.copied = 0; // the copy reaches to this entry
    this.copy = ''; // as this tab wrote it
    this.failed = false; // the last write did
    this.removed = false;
    /** @type {Timer} */
    this.timer = 0;
    /** @type {Promise<boolean> | null} */
    this.writing = null;
    /** @type {{left: number, kept: (kept: boolean) => void}[]} who waits for so many of the tail to be kept */
    this.waiting = [];
    /** @type {Promise<Piece> | null} what the next read(0) answers */
    this.ahead = null;
    /** @type {(() => void) | null} another tab wrote where this one wanted to */
    this.conflict = null;
  }

  get length() {
    return this.records.length + this.tail.length;
  }

  /** @param {string[]} entries */
  append(entries) {
    for (const entry of entries) this.tail.push(entry);
    this.timer ||= setTimeout(() => this.flush(), this.shared.limits.gather);
  }

  /**
   * Puts the copy in place, at once.
   * @returns {boolean} whether nothing would be lost now
   */
  secure() {
    if (!this.tail.length || this.copied === this.length) return true;
    const fits = this.tail.reduce((sum, entry) => sum + entry.length, 0) <= this.shared.limits.copied;
    if (!fits && !this.failed) return false;
    // Without its end a conversation must not go on by itself: it may have gone on already.
    const first = this.records.length;
    const copy = JSON.stringify(fits ? { first, entries: this.tail } : { first, entries: [], cut: true });
    if (!remember(copyName(this.id), copy)) return false;
    this.copy = copy;
    this.copied = this.length;
    return fits;
  }

  /**
   * Writes what there is at once: to the database, or where that fails to the copy. Where nothing can
   * be kept, that counts as kept: the chat goes on all the same.
   * @returns {Promise<boolean>} false: another tab wrote, or nobody wants it any more
   */
  keep() {
    return new Promise((kept) => {
      if (this.removed) return kept(false);
      if (!this.tail.length) return kept(true);
      this.waiting.push({ left: this.tail.length, kept });
      if (this.shared.database.refused) {
        this.secure();
        this.settle(Infinity);
      }
      void this.flush();
    });
  }

  /**
   * @param {number} written of the tail
   * @param {boolean} [kept]
   */
  settle(written, kept = true) {
    for (const each of this.waiting) each.left -= written;
    for (const each of this.waiting) if (each.left <= 0) each.kept(kept);
    this.waiting = this.waiting.filter(({ left }) => left > 0);
  }

  /** @returns {Promise<boolean>} whether all there was is in the database */
  flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.tail.length || this.removed) return this.writing ?? Promise.resolve(true);
    this.writing ??= this.write().finally(() => (this.writing = null));
    return this.writing;
  }

  async write() {
    const { tabs, trouble, limits } = this.shared;
    while (this.tail.length && !this.removed) {
      let size = 0;
      const beyond = this.tail.findIndex(({ length }) => (size += length) > limits.written);
      const entries = this.tail.slice(0, beyond < 0 ? undefined : Math.max(1, beyond));
      try {
        if (!(await this.records.add(entries))) {
          this.settle(Infinity, false);
          this.conflict?.();
          return false;
        }
      } catch (error) {
        this.failed = true;
        this.secure();
        this.settle(Infinity);
        trouble(error);
        this.timer ||= setTimeout(() => this.flush(), limits.tryAgain);
        return false;
      }
      this.failed = false;
      this.tail.splice(0, entries.length);
      this.settle(entries.length);
      if (!this.tail.length) this.dropCopy();
      tabs.post('grown', { id: this.id });
    }
    return true;
  }

  /** Reads it before somebody asks. */
  readAhead() {
    this.ahead = this.readFrom(0);
  }

  /**
   * Entries from number `from` on. What cannot be read is left out.
   * @param {number} from
   * @returns {Promise<Piece>}
   */
  read(from) {
    const { ahead } = this;
    this.ahead = null;
    return !from && ahead ? ahead : this.readFrom(from);
  }

  /** @param {number} from @returns {Promise<Piece>} */
  async readFrom(from) {
    await this.flush();
    const piece = await this.records.read(from);
    for (const entry of this.tail.slice(Math.max(0, from - this.records.length))) piece.entries.push(entry);
    return piece;
  }

  /** All entries, for who only looks. @returns {Promise<string[]>} */
  async all() {
    await this.flush();
    const { entries } = await new Records(this.shared.database, this.id).read(0);
    return [...entries, ...this.tail];
  }

  /**
   * What the owner before left in the copy and not in the database; for the new owner, once
   * everything else has been read.
   * @returns {Piece}
   */
  takeCopy() {
    /** @type {any} */
    let copy = null;
    try {
      copy = JSON.parse(recall(copyName(this.id)) || 'null');
    } catch {
      // Not readable: nothing to take up.
    }
    if (!Array.isArray(copy?.entries) || !(copy.first >= 0) || this.tail.length) return { entries: [], damaged: false };
    const known = this.records.length - copy.first;
    const entries = copy.entries.slice(Math.max(0, known));
    const damaged = known < 0 || (copy.cut === true && known <= 0);
    if (entries.length) {
      this.append(entries);
      this.copied = this.length;
      void this.flush();
    } else if (!damaged) {
      this.dropCopy();
    }
    return { entries, damaged };
  }

  dropCopy() {
    this.copied = 0;
    this.copy = '';
    remember(copyName(this.id), '');
  }

  /** What was not saved counts no more: another tab owns the conversation. */
  forget() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.tail = [];
    this.settle(Infinity, false);
    if (this.copy && recall(copyName(this.id)) === this.copy) this.dropCopy(); // or it would come back
    this.copied = 0;
    this.records = new Records(this.shared.database, this.id);
  }

  /** For good. */
  async remove() {
    this.removed = true;
    this.forget();
    this.shared.all.delete(this.id);
    await this.writing;
    this.dropCopy();
    await this.records.remove();
  }
}

const kCopy = 'tail.';

/** @param {string} id */
const copyName = (id) => kCopy + id;

/** Conversations that left a copy. @returns {string[]} */
export function copiedIds() {
  try {
    const prefix = `${kSpace}.${kCopy}`;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}
