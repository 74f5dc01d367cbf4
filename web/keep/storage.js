// Small things the browser remembers. Storage may be refused or full; then they are forgotten.
// Each user of a Parley that has users has his own, and nobody sees those of another one.

const kUserKey = 'parley-user';

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} key
 * @param {string} value empty forgets it
 * @returns {boolean} whether it is kept
 */
function write(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // the page works without
  }
}

/** Who uses this page, as far as it knows; empty where there are no users. */
export const kUser = read(kUserKey);

/** What names of all that is kept begin with (ui/theme.js). */
export const kSpace = kUser ? `parley@${kUser}` : 'parley';

/** From the next load on. @param {string} user @returns {boolean} whether it is kept */
export const rememberUser = (user) => write(kUserKey, user);

/** @param {string} name */
export const recall = (name) => read(`${kSpace}.${name}`);

/** @param {string} name @param {string} value empty forgets it @returns {boolean} whether it is kept */
export const remember = (name, value) => write(`${kSpace}.${name}`, value);
