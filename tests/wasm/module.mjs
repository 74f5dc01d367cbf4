// Loads modules that the build made and talks to them as the page does.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Where the Emscripten build is; toolchains/test says so.
const build = resolve(process.env.PARLEY_WASM_BUILD ?? new URL('../../build/wasm', import.meta.url).pathname);

/**
 * @param {string} name
 * @param {object} options of the module
 * @returns {Promise<any>}
 */
export async function load(name, options = {}) {
  const factory = (await import(pathToFileURL(`${build}/${name}.mjs`).href)).default;
  return factory({ wasmBinary: await readFile(`${build}/${name}.wasm`), ...options });
}

/**
 * @param {any} module
 * @param {number} address
 */
export function c_string(module, address) {
  const bytes = module.HEAPU8.subarray(address);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

/** @typedef {{kind: string, id: number, arg: number, time: number, bytes: Uint8Array}} Entry */

/**
 * `size` bytes of records (wasm/edge/boundary.h) at `address`.
 * @param {any} module
 * @param {number} address
 * @param {number} size
 * @param {string[]} names of their kinds
 * @returns {Generator<Entry>}
 */
export function* records(module, address, size, names) {
  const view = new DataView(module.HEAPU8.buffer, address, size);
  for (let at = 0; at < size; ) {
    const length = view.getUint32(at + 12, true);
    yield {
      kind: names[view.getUint32(at, true)],
      id: view.getUint32(at + 4, true),
      arg: view.getUint32(at + 8, true),
      time: view.getFloat64(at + 16, true),
      bytes: module.HEAPU8.slice(address + at + 24, address + at + 24 + length),
    };
    at += (24 + length + 7) & ~7;
  }
}

export const text = (/** @type {{bytes: Uint8Array}} */ record) => new TextDecoder().decode(record.bytes);

/**
 * {"open":0,...} to ["open",...].
 * @param {Record<string, number>} numbers
 */
export function by_number(numbers) {
  /** @type {string[]} */
  const names = [];
  for (const [name, number] of Object.entries(numbers)) names[number] = name;
  return names;
}

/**
 * Lets the event loop run until `condition` gives something; its own deadline is the test's.
 * @template T
 * @param {() => T} condition
 * @param {AbortSignal} [signal]
 */
export async function until(condition, signal) {
  for (;;) {
    const result = condition();
    if (result) return result;
    if (signal?.aborted) throw new Error('never came: ' + condition);
    await new Promise((next) => setImmediate(next));
  }
}
