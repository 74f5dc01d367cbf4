// Attachments of drafts, so that a reload does not lose them. They are too large for localStorage,
// which only remembers that there are some. Where IndexedDB is refused they last as long as the page.

import { Database } from '../keep/database.js';
import { kSpace, recall, remember } from '../keep/storage.js';

const kStore = 'files'; // by draft
const kLayout = { name: `${kSpace}-drafts`, stores: { [kStore]: {} } };

export class KeptFiles {
  /**
   * @param {(error: Error) => void} trouble they cannot be kept: said once
   * @param {number} [patience] ms to open the database
   */
  constructor(trouble, patience) {
    this.trouble = trouble;
    this.isSaid = false;
    this.database = new Database(kLayout, patience);
    /** @type {Promise<unknown>} one after another */
    this.last = Promise.resolve();
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
      .catch((error) => {
        if (!this.isSaid) this.trouble(error);
        this.isSaid = true;
      });
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   */
  run(mode, ask) {
    return this.database.run([kStore], mode, (transaction) => ask(transaction.objectStore(kStore)));
  }
}
