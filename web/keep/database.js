// IndexedDB in promises.

import { kSpace } from './storage.js';

const kVersion = 1;
const kPatience = 5000; // ms to open: some browsers refuse by never answering

/**
 * One record a conversation in the list, its journal in pieces, and its text for the search.
 * @type {Layout}
 */
const kConversations = {
  name: kSpace,
  stores: {
    conversations: { keyPath: 'id' },
    entries: { keyPath: ['conversation', 'first'] },
    texts: { keyPath: 'id' },
  },
};

/** @typedef {{name: string, stores: Record<string, IDBObjectStoreParameters>}} Layout */

export class Database {
  /**
   * @param {Layout} [layout]
   * @param {number} [patience] ms to open
   */
  constructor(layout = kConversations, patience = kPatience) {
    this.layout = layout;
    this.patience = patience;
    /** @type {Promise<IDBDatabase> | null} */
    this.opening = null;
    this.refused = false; // when it was last opened
  }

  /** @returns {Promise<IDBDatabase>} */
  open() {
    if (!this.opening) {
      const again = () => (this.opening = null);
      this.opening = open(this.layout, again, this.patience);
      this.opening.then(
        () => (this.refused = false),
        () => {
          this.refused = true;
          again();
        },
      );
    }
    return this.opening;
  }

  /**
   * One transaction. Rejects with what aborted it.
   * @template T
   * @param {string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => IDBRequest<T> | void} work its request is the result
   * @returns {Promise<T | undefined>}
   */
  async run(stores, mode, work) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      // Relaxed: as safe as a file that is not synced; a crash of the browser loses nothing.
      const transaction = database.transaction(stores, mode, { durability: 'relaxed' });
      /** @type {IDBRequest<T> | void} */
      let request;
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted.'));
      try {
        request = work(transaction);
      } catch (error) {
        reject(error);
        transaction.abort(); // what was asked for before it threw must not happen alone
      }
    });
  }
}

/**
 * @param {Layout} layout
 * @param {() => void} lost the browser closed it
 * @param {number} patience
 * @returns {Promise<IDBDatabase>}
 */
function open({ name, stores }, lost, patience) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, kVersion);
    const timer = setTimeout(() => reject(new Error('IndexedDB does not answer.')), patience);
    request.onupgradeneeded = () => {
      for (const [store, keys] of Object.entries(stores)) request.result.createObjectStore(store, keys);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      request.result.onclose = lost;
      request.result.onversionchange = () => {
        request.result.close();
        lost();
      };
      resolve(request.result);
    };
  });
}
