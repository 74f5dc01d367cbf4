// What is in the page's database, past the modules that write it.

/**
 * @param {string} store
 * @returns {Promise<any[]>} its records, in order of their keys
 */
export const stored = (store) => inStore(store, 'readonly', (objects) => objects.getAll());

/** Changes it as nothing of the page would. @param {string} store @param {(objects: IDBObjectStore) => void} change */
export const damage = (store, change) => inStore(store, 'readwrite', change);

/**
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(objects: IDBObjectStore) => IDBRequest | void} work
 * @returns {Promise<any>}
 */
async function inStore(store, mode, work) {
  const { promise, resolve, reject } = deferred();
  const opening = indexedDB.open('parley');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    const transaction = database.transaction([store], mode);
    const request = work(transaction.objectStore(store));
    transaction.onabort = () => reject(transaction.error);
    transaction.oncomplete = () => {
      database.close();
      resolve(request?.result);
    };
  };
  return promise;
}

/** A promise that is kept from outside. */
export function deferred() {
  /** @type {(value?: any) => void} */
  let resolve = () => {};
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((keep, breakIt) => {
    resolve = keep;
    reject = breakIt;
  });
  return { promise, resolve, reject };
}

/**
 * Ways in which a browser refuses IndexedDB at once, each put in force by its call.
 * @type {Record<string, () => void>}
 */
export const refusals = {
  'is not there': () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true }),
  throws: () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  },
  fails: () => {
    IDBFactory.prototype.open = () => {
      const request = /** @type {any} */ ({ error: new DOMException('broken', 'UnknownError') });
      queueMicrotask(() => request.onerror());
      return request;
    };
  },
};
