// Attachments of drafts, so that a reload does not lose them. They are too large for localStorage,
// which only remembers that there are some. Where IndexedDB is refused they last as long as the page.

import { recall, remember } from '../keep/storage.js';

const kStore = 'files';

export class KeptFiles {
  constructor() {
    /** @type {Promise<IDBDatabase> | null} */
    this.database = null;
    /** @type {Promise<unknown>} one after another */
    this.last = Promise.resolve();
  }

  open() {
    this.database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('parley-drafts', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(kStore);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.database;
  }

  /**
   * @param {string} draft
   * @returns {Promise<import('./attachment.js').Attachment[]>}
   */
  async get(draft) {
    if (!recall(`files.${draft}`)) return [];
    try {
      await this.last;
      return (await this.run('readonly', (store) => store.get(draft))) ?? [];
    } catch {
      return [];
    }
  }

  /**
   * @param {string} draft
   * @param {import('./attachment.js').Attachment[]} attachments
   */
  put(draft, attachments) {
    // Whether there is anything to delete is known once what was to be kept before is.
    this.last = this.last
      .then(async () => {
        if (!attachments.length && !recall(`files.${draft}`)) return;
        await this.run('readwrite', (store) =>
          attachments.length ? store.put(attachments, draft) : store.delete(draft),
        );
        remember(`files.${draft}`, attachments.length ? 'yes' : '');
      })
      .catch(() => {});
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  async run(mode, ask) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([kStore], mode);
      const request = ask(transaction.objectStore(kStore));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}
