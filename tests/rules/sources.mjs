// The repository's own files, by path from its root: no build needed.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const not_ours = new Set(['build', 'node_modules', '.git']);

/**
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* walk(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (not_ours.has(entry.name)) continue;
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

export const files = [...walk('')].sort();
export const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');

/**
 * At least one: a rule about no file would always hold.
 * @param {string} folder
 */
export function in_folder(folder) {
  const inside = files.filter((path) => path.startsWith(`${folder}/`));
  if (inside.length === 0) throw new Error(`nothing is in ${folder}`);
  return inside;
}

export const cpp = files.filter((path) => /\.(cpp|h)$/.test(path));

// [{name, quoted}] in the order of the file.
export const includes = (/** @type {string} */ path) =>
  [...read(path).matchAll(/^\s*#\s*include\s*(["<])([^">]+)[">]/gm)].map(([, mark, name]) => ({
    name,
    quoted: mark === '"',
  }));

// [{path, later}] of the project's own modules that a module imports; later: by import(). What
// comments name, and packages, are not among them.
export const imports = (/** @type {string} */ path) => {
  const text = read(path);
  return ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName, pos }) => ({
      path: posix.join(posix.dirname(path), fileName),
      later: /\bimport\s*\(\s*$/.test(text.slice(0, pos)),
    }));
};

/**
 * What is in a folder and its rooms. The demo upstream is a house of its own.
 * @param {string} folder
 */
export const in_rooms = (folder) => in_folder(folder).filter((path) => !path.startsWith('proxy/demo/'));

/**
 * The header in folder `sources` that a source or a test belongs to: turn_queue.cpp,
 * turn_queue_table.cpp and turn_queue_test.cpp to turn_queue.h. null: to none.
 * @param {string} path
 * @param {string} sources
 */
export function header_of(path, sources) {
  const words = basename(path)
    .replace(/\.\w+$/, '')
    .split('_');
  for (; words.length > 0; words.pop()) {
    const header = in_rooms(sources).find((file) => basename(file) === `${words.join('_')}.h`);
    if (header) return header;
  }
  return null;
}
