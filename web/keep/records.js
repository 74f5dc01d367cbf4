// A journal in IndexedDB: records of entries, each under the number of its first entry, which follow
// on one another.
//
// Entries come a few at a time, and a thousand turns of them would be tens of thousands of records,
// which take longer to read than what is in them. So every now and then the newest records are
// written again as one. A reader that knows the journal up to some entry may find it in the middle of
// a record.

const kMostApart = 64; // records
const kMostTogether = 1024 * 1024; // characters

/** @typedef {{entries: string[], damaged: boolean}} Piece */

export class Records {
  /**
   * @param {import('./database.js').Database} database
   * @param {string} id of the conversation
   */
  constructor(database, id) {
    this.database = database;
    this.id = id;
    this.length = 0; // entries, as far as this tab knows
    /** @type {string[]} entries of the newest records, which are to be written as one */
    this.apart = [];
    this.count = 0; // of these records
    this.size = 0; // characters in them
  }

  /**
   * @param {number} first
   * @param {number} [last]
   */
  range(first, last = Infinity) {
    return IDBKeyRange.bound([this.id, first], [this.id, last]);
  }

  /**
   * Appends. Rejects with what kept it from being written.
   * @param {string[]} entries
   * @returns {Promise<boolean>} false: not written, as another tab has written there
   */
  async add(entries) {
    const { id: conversation, length, apart } = this;
    const together = this.count === kMostApart;
    try {
      await this.database.run(['entries'], 'readwrite', (transaction) => {
        const store = transaction.objectStore('entries');
        if (together) {
          const first = length - apart.length;
          store.delete(this.range(first, length - 1));
          store.add({ conversation, first, entries: apart });
        }
        store.add({ conversation, first: length, entries });
        transaction.commit?.();
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'ConstraintError') return false;
      this.leave(); // less is asked of a database that has no room
      throw error;
    }
    if (together) this.leave();
    this.length += entries.length;
    this.apart.push(...entries);
    this.count += 1;
    for (const entry of entries) this.size += entry.length;
    if (this.size > kMostTogether) this.leave();
    return true;
  }

  /** The newest records stay as they are. */
  leave() {
    this.apart = [];
    this.count = this.size = 0;
  }

  /**
   * Entries from number `from` on. What cannot be read is left out.
   * @param {number} from
   * @returns {Promise<Piece>}
   */
  async read(from) {
    this.leave();
    const { records, damaged } = await this.recordsFrom(from).catch(() => ({
      records: [],
      damaged: from < this.length,
    }));
    /** @type {Piece} */
    const piece = { entries: [], damaged };
    let wanted = from;
    for (const { first, entries } of records) {
      const follows = first === wanted || (first < wanted && !piece.entries.length);
      if (!follows || !Array.isArray(entries)) piece.damaged = true;
      if (Array.isArray(entries))
        for (const entry of entries.slice(Math.max(0, wanted - first))) piece.entries.push(entry);
      const end = first + (Array.isArray(entries) ? entries.length : 1); // 1: where nothing can be read of it
      this.length = end; // which is before `from` where a reader knows of entries that are not written yet
      wanted = Math.max(wanted, end);
    }
    return piece;
  }

  /** @param {number} from */
  async recordsFrom(from) {
    try {
      /** @type {any[]} */
      let records = [];
      await this.database.run(['entries'], 'readonly', (transaction) => {
        const store = transaction.objectStore('entries');
        const within = store.openKeyCursor(this.range(0, from), 'prev');
        within.onsuccess = () => {
          const [, first] = /** @type {[string, number]} */ (within.result?.key ?? [this.id, from]);
          const all = store.getAll(this.range(first));
          all.onsuccess = () => (records = all.result);
        };
      });
      return { records, damaged: false };
    } catch {
      return { records: await this.readable(from), damaged: true };
    }
  }

  /** One of them cannot be read: the others can. @param {number} from */
  async readable(from) {
    const run = (/** @type {(store: IDBObjectStore) => IDBRequest} */ work) =>
      this.database.run(['entries'], 'readonly', (transaction) => work(transaction.objectStore('entries')));
    /** @type {number[]} */
    const firsts = (await run((store) => store.getAllKeys(this.range(0)))).map(
      (/** @type {any[]} */ [, first]) => first,
    );
    const records = [];
    for (const first of firsts.filter((_, at) => !(firsts[at + 1] <= from))) {
      const record = await run((store) => store.get([this.id, first])).catch(() => undefined);
      records.push(record ?? { first });
    }
    return records;
  }

  async remove() {
    await this.database.run(['entries'], 'readwrite', (transaction) => {
      transaction.objectStore('entries').delete(this.range(0));
    });
  }
}
