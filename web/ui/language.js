// The language of the page: the user's choice, or the first of the browser's that is there. English
// is in the modules themselves; any other one is loaded before the first text is shown.

import { merge } from '../settings/merge.js';
import { recall } from '../keep/storage.js';

const tags = [recall('language'), ...navigator.languages].map((tag) => tag.slice(0, 2));
const wanted = tags.find((tag) => tag === 'en' || tag === 'de');

/** @type {Record<string, any>} by the name of the module that they are for */
let texts = {};
if (wanted === 'de') {
  try {
    texts = (await import('../languages/de.js')).texts;
    document.documentElement.lang = 'de';
  } catch {
    // Then in English: the texts could not be loaded.
  }
}

const sign = (0.5).toLocaleString(document.documentElement.lang).charAt(1);

/**
 * A number as the language of the page writes it.
 * @param {number} number
 * @param {number} digits after the decimal sign
 */
export const fixed = (number, digits) => number.toFixed(digits).replace('.', sign);

/**
 * @template T
 * @param {string} name of a group of texts
 * @param {T} english
 * @returns {T} in the language of the page
 */
export const translated = (name, english) => merge(english, texts[name] ?? {});
