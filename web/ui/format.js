// Numbers and JSON as people read them.

import { fixed } from './language.js';

/** @param {number} ms */
export function seconds(ms) {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${fixed(s, 2)} s`;
  if (s < 100) return `${fixed(s, 1)} s`;
  return `${Math.round(s)} s`;
}

/** How long something has been going on. @param {number} ms */
export function elapsed(ms) {
  const s = Math.floor(Math.max(0, ms) / 1000);
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  return min < 60 ? `${min} min ${s % 60} s` : `${Math.floor(min / 60)} h ${min % 60} min`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${fixed(bytes / 1000, 1)} KB`;
  return `${fixed(bytes / 1e6, 1)} MB`;
}

/**
 * @param {string} text
 * @param {number} limit
 */
export function shorten(text, limit) {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

/**
 * JSON text as a value, or undefined.
 * @param {string} text
 * @returns {any}
 */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const kLongString = 600;

/**
 * Indented JSON in which long strings (signatures, base64) are folded to their size.
 * @param {unknown} value
 */
export function prettyJson(value) {
  return JSON.stringify(
    value,
    (_key, item) =>
      typeof item === 'string' && item.length > kLongString ? `${item.slice(0, 80)}… (${size(item.length)})` : item,
    2,
  );
}

/** @param {string} id an interaction id, 70 characters long as a rule */
export function shortId(id) {
  return id.length <= 16 ? id : `${id.slice(0, 6)}…${id.slice(-6)}`;
}
