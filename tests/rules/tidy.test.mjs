// No fault that clang-tidy knows in what is delivered: .clang-tidy says which. (Of the tests, sanitizers
// see more when they run, and looking at them takes as long again.) Needs a configured build/tidy, where
// sources are put together into units: what they include, which is most of what there is to look at, is
// looked at once. A unit is looked at again when a source of it, a header that one includes, its flags or
// the rules have changed.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, posix, relative } from 'node:path';
import { test } from 'node:test';

import { cpp, files, includes, root } from './sources.mjs';
import { Stamp, hashOf, hashOfFiles } from './stamp.mjs';

const kBuild = 'build/tidy';
// Emscripten knows how these are compiled.
const kElsewhere = ['wasm/edge/archive.cpp', 'wasm/edge/boundary.cpp', 'wasm/edge/transport.cpp'];

/** @type {{file: string, command: string}[]} */
const compiled = JSON.parse(readFileSync(join(root, kBuild, 'compile_commands.json'), 'utf8'));
const units = compiled
  .map(({ file, command }) => ({ file, command, sources: sourcesOf(file) }))
  .filter(({ sources }) => sources.every((source) => files.includes(source) && !source.startsWith('tests/')));
const version = execFileSync('clang-tidy', ['--version']);

/** What CMake put together into this file, or the file. @param {string} file */
function sourcesOf(file) {
  const put = file.endsWith('.cxx') ? readFileSync(file, 'utf8').matchAll(/^#include "(.+)"$/gm) : [[file, file]];
  return [...put].map(([, path]) => relative(root, path));
}

/** Sources and the project's headers that they reach, by way of others, too. @param {(typeof units)[0]} unit */
function reached({ sources, command }) {
  const folders = [...command.matchAll(/-I(\S+)/g)].map(([, path]) => relative(root, path));
  const seen = new Set(sources);
  for (const path of seen) {
    for (const { name } of includes(path)) {
      const places = [posix.dirname(path), ...folders].map((folder) => posix.join(folder, name));
      const found = places.find((place) => files.includes(place));
      if (found) seen.add(found);
    }
  }
  return [...seen];
}

/** Changes with all that the outcome depends on. @param {(typeof units)[0]} unit */
const keyOf = (unit) => hashOf([version, unit.command, hashOfFiles(['.clang-tidy', ...reached(unit)])]);

/** What clang-tidy says of a unit, or nothing. @param {string} file @returns {Promise<string>} */
function look(file) {
  // Its own warnings are those of another compiler; whether they are errors is not asked here.
  const args = ['--quiet', '--extra-arg=-w', '-p', kBuild, file];
  return new Promise((resolve) => {
    execFile('clang-tidy', args, { cwd: root, maxBuffer: 1 << 26 }, (error, out) =>
      resolve(error ? out.trim() || String(error) : ''),
    );
  });
}

test('clang-tidy finds no fault', async () => {
  const delivered = cpp.filter((path) => path.endsWith('.cpp') && !path.startsWith('tests/'));
  const known = new Set(units.flatMap(({ sources }) => sources));
  assert.deepEqual(
    delivered.filter((path) => !known.has(path)),
    kElsewhere,
  );
  const changed = units
    .map((unit) => ({ ...unit, stamp: new Stamp(`tidy/${relative(root, unit.file)}`, keyOf(unit)) }))
    .filter(({ stamp }) => !stamp.holds);
  /** @type {string[]} */
  const faults = [];
  const worker = async () => {
    for (let next = changed.pop(); next; next = changed.pop()) {
      const said = await look(next.file);
      if (said) faults.push(said);
      else next.stamp.put();
    }
  };
  await Promise.all(cpus().map(worker));
  assert.deepEqual(faults, []);
});
