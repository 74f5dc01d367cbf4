// The conversations this browser keeps: what the list shows of each.

import { copiedIds } from './journal.js';

/**
 * @typedef {{
 *   id: string, title: string, named: boolean, pinned: boolean, created: number, updated: number,
 *   busy: boolean, unread: boolean, damaged: boolean, foreign: boolean, theirs: '' | 'ask' | 'no',
 *   choice?: import('../settings/settings.js').Choice, model?: string,
 * }} Record  choice, model: of its next message. foreign: it comes from elsewhere, and has no key of its own yet;
 *     theirs: so do its settings, and the reader has not said that they may be used, or has gone on without them
 */

/** @typedef {{id: string, text: string, interactions?: string[]}} Text */

const kMostText = 200_000; // characters of a conversation that can be searched

export class Library {
  /**
   * @param {import('./database.js').Database} database
   * @param {import('../tabs/tabs.js').Tabs} tabs
   * @param {(error: unknown) => void} trouble something could not be kept
   * @param {() => void} changed
   */
  constructor(database, tabs, trouble, changed) {
    this.database = database;
    this.tabs = tabs;
    this.trouble = trouble;
    this.changed = changed;
    /** @type {Map<string, Record>} */
    this.records = new Map();
    /** @type {Set<string>} ids of records that could not be kept */
    this.unkept = new Set();
    /** @type {Map<string, Text>} by conversation, those that could not be kept */
    this.texts = new Map();
    /** @type {Map<string, Promise<void>>} the newest change of each, on its way to the database */
    this.writing = new Map();
    tabs.on('listed', () => this.load());
  }

  async load() {
    try {
      const records = await this.database.run(['conversations'], 'readonly', (transaction) =>
        transaction.objectStore('conversations').getAll(),
      );
      for (const id of this.records.keys()) if (!this.unkept.has(id)) this.records.delete(id);
      for (const record of records ?? []) {
        if (typeof record?.id === 'string') this.records.set(record.id, { ...blank(record.id), ...record });
      }
    } catch (error) {
      this.trouble(error);
    }
    // The page went away before more than the copy was there.
    for (const id of copiedIds()) if (!this.records.has(id)) this.records.set(id, blank(id));
    this.changed();
  }

  /** Pinned ones first, then as they were last used. */
  sorted() {
    return [...this.records.values()].sort(
      (a, b) => Number(b.pinned) - Number(a.pinned) || b.updated - a.updated || (a.id < b.id ? -1 : 1),
    );
  }

  /**
   * Changes some of what is known of a conversation; makes it known first if need be.
   * @param {string} id
   * @param {Partial<Record>} changes
   */
  async update(id, changes) {
    const known = this.records.get(id);
    if (known && Object.entries(changes).every(([name, value]) => known[/** @type {keyof Record} */ (name)] === value))
      return;
    this.records.set(id, { ...(known ?? blank(id)), ...changes });
    this.changed();
    const writing = this.write(id, changes, known ?? blank(id));
    this.writing.set(id, writing);
    await writing;
    if (this.writing.get(id) === writing) this.writing.delete(id);
  }

  /**
   * What is known of a conversation is in the database, or cannot be: one that is not in the list would
   * not be found again.
   * @param {string} id
   */
  async written(id) {
    if (!this.database.refused) await this.writing.get(id);
  }

  /**
   * @param {string} id
   * @param {Partial<Record>} changes
   * @param {Record} before
   */
  async write(id, changes, before) {
    try {
      await this.database.run(['conversations'], 'readwrite', (transaction) => {
        const store = transaction.objectStore('conversations');
        const request = store.get(id);
        // Another tab may have changed something else in the meantime.
        request.onsuccess = () => store.put({ ...(request.result ?? before), ...changes });
      });
      this.unkept.delete(id);
      this.tabs.post('listed');
    } catch (error) {
      this.unkept.add(id);
      this.trouble(error);
    }
  }

  /** @param {string} id */
  async remove(id) {
    this.records.delete(id);
    this.unkept.delete(id);
    this.texts.delete(id);
    this.changed();
    try {
      await this.database.run(['conversations', 'texts'], 'readwrite', (transaction) => {
        transaction.objectStore('conversations').delete(id);
        transaction.objectStore('texts').delete(id);
      });
      this.tabs.post('listed');
    } catch (error) {
      this.trouble(error);
    }
  }

  /**
   * @param {string} id
   * @param {string} text what a search looks through
   * @param {Iterable<string>} interactions at the API
   */
  async keepText(id, text, interactions) {
    const kept = { id, text: text.slice(0, kMostText).toLowerCase(), interactions: [...interactions] };
    try {
      await this.database.run(['texts'], 'readwrite', (transaction) => {
        transaction.objectStore('texts').put(kept);
      });
      this.texts.delete(id);
    } catch (error) {
      this.texts.set(id, kept);
      this.trouble(error);
    }
  }

  /**
   * Interactions that other conversations continue too: forks share those they began with. Where the
   * database can be read now and then, it has to be: what it does not tell would be lost to others.
   * @param {string} id
   * @returns {Promise<Set<string>>}
   */
  async interactionsBeside(id) {
    /** @type {Text[]} */
    let texts = [];
    try {
      const all = await this.database.run(['texts'], 'readonly', (transaction) =>
        transaction.objectStore('texts').getAll(),
      );
      texts = all ?? [];
    } catch (error) {
      if (!this.database.refused) throw error;
    }
    const others = [...texts, ...this.texts.values()].filter((text) => text.id !== id && this.records.has(text.id));
    return new Set(others.flatMap(({ interactions = [] }) => interactions));
  }

  /**
   * Conversations in whose title or text all the words are.
   * @param {string} query
   * @returns {Promise<Set<string>>}
   */
  async search(query) {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = new Set();
    const look = (/** @type {string} */ id, text = '') => {
      const all = `${this.records.get(id)?.title.toLowerCase() ?? ''}\n${text}`;
      if (terms.every((word) => all.includes(word))) found.add(id);
    };
    for (const id of this.records.keys()) look(id, this.texts.get(id)?.text);
    await this.database
      .run(['texts'], 'readonly', (transaction) => {
        const request = transaction.objectStore('texts').openCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          look(cursor.value.id, cursor.value.text);
          cursor.continue();
        };
      })
      .catch(() => {}); // titles, then
    return found;
  }
}

/**
 * @param {string} id
 * @returns {Record}
 */
function blank(id) {
  const now = Date.now();
  return {
    id,
    title: '',
    named: false,
    pinned: false,
    created: now,
    updated: now,
    busy: false,
    unread: false,
    damaged: false,
    foreign: false,
    theirs: '',
  };
}
