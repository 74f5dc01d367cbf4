// What is loaded when it is first needed.

/**
 * @template T
 * @param {() => Promise<T>} load
 * @param {(error: Error) => void} [failed]
 * @returns {() => Promise<T>} loads it once; where that fails the next one asks again
 */
export function once(load, failed) {
  /** @type {Promise<T> | null} */
  let loading = null;
  return () => {
    if (loading) return loading;
    const begun = (loading = load());
    begun.catch((error) => {
      loading = null;
      failed?.(error);
    });
    return begun;
  };
}
