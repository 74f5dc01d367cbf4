// Small things the browser remembers. Storage may be refused or full; then they are forgotten.

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(`parley.${name}`) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} name
 * @param {string} value empty forgets it
 * @returns {boolean} whether it is kept
 */
export function remember(name, value) {
  try {
    if (value) localStorage.setItem(`parley.${name}`, value);
    else localStorage.removeItem(`parley.${name}`);
    return true;
  } catch {
    return false; // the page works without
  }
}
