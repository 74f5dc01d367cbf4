// What comes from outside may have any shape: a member is taken for what it should be, or for nothing.

/** @param {unknown} value @returns {string} of a text or a number */
export function wordOf(value) {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** @param {unknown} value @returns {number} */
export function numberOf(value) {
  return Number(wordOf(value)) || 0;
}

/** @param {unknown} value @returns {any[]} */
export function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {any} whose members can be asked for */
export function objectOf(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/**
 * @template T
 * @param {Record<string, T>} table
 * @param {unknown} name
 * @returns {T | undefined} what stands there under that name, and not what every object has
 */
export function named(table, name) {
  const word = wordOf(name);
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** @param {unknown} value @returns {URL | null} an address on the web */
export function webAddress(value) {
  try {
    const address = new URL(wordOf(value));
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null;
  }
}
