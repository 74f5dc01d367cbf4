// Texts in the memory of a module.

/**
 * @param {any} module
 * @param {(length: number) => number} room address of so many bytes
 * @param {string} text
 * @returns {number} bytes that were written there
 */
export function writeText(module, room, text) {
  // Most texts are ASCII, and fit as they are.
  let at = room(text.length);
  const { read, written } = encoder.encodeInto(text, module.HEAPU8.subarray(at, at + text.length));
  if (read === text.length) return written;
  const bytes = encoder.encode(text);
  at = room(bytes.length);
  module.HEAPU8.set(bytes, at);
  return bytes.length;
}

/**
 * @param {any} module
 * @param {number} at
 * @param {number} length
 */
export function readText(module, at, length) {
  return length ? decoder.decode(module.HEAPU8.subarray(at, at + length)) : '';
}

// ignoreBOM: a byte order mark at the start of a record is part of the text.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
