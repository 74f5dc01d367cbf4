// Small things the browser remembers. Storage may be refused or full; then they are forgotten.
// Each user of a Parley that has users has his own, and nobody sees those of another one.

const kUserName = 'parley-user';

function readUser() {
  try {
    return localStorage.getItem(kUserName) ?? '';
  } catch {
    return '';
  }
}

/** Who uses this page, as far as it knows; empty where there are no users. */
export const kUser = readUser();

/** What names of all that is kept begin with (ui/theme.js). */
export const kSpace = kUser ? `parley@${kUser}` : 'parley';

/**
 * From the next load on.
 * @param {string} user
 * @returns {boolean} whether it is kept
 */
export function rememberUser(user) {
  try {
    if (user) localStorage.setItem(kUserName, user);
    else localStorage.removeItem(kUserName);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(`${kSpace}.${name}`) ?? '';
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
    if (value) localStorage.setItem(`${kSpace}.${name}`, value);
    else localStorage.removeItem(`${kSpace}.${name}`);
    return true;
  } catch {
    return false; // the page works without
  }
}
