// No fault that clang-tidy knows in what is delivered: .clang-tidy says which. (Of the tests, sanitizers
// see more when they run, and looking at them takes as long again.) Needs a configured build/tidy. A
// source is looked at again when it, a header that it includes, its flags or the rules have changed.
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
const kElsewhere = ['wasm/edge/boundary.cpp', 'wasm/edge/transport.cpp'];

/** @type {{file: string, command: string}[]} */
const compiled = JSON.parse(readFileSync(join(root, kBuild, 'compile_commands.json'), 'utf8'));
const commands = new Map(compiled.map(({ file, command }) => [relative(root, file), command]));
const version = execFileSync('clang-tidy', ['--version']);

/** A source and the project's headers that it reaches, by way of others, too. @param {string} source */
function reached(source) {
  const folders = [...(commands.get(source) ?? '').matchAll(/-I(\S+)/g)].map(([, path]) => relative(root, path));
  const seen = new Set([source]);
  for (const path of seen) {
    for (const { name } of includes(path)) {
      const places = [posix.dirname(path), ...folders].map((folder) => posix.join(folder, name));
      const found = places.find((place) => files.includes(place));
      if (found) seen.add(found);
    }
  }
  return [...seen];
}

/** Changes with all that the outcome depends on. @param {string} source */
const keyOf = (source) =>
  hashOf([version, commands.get(source) ?? '', hashOfFiles(['.clang-tidy', ...reached(source)])]);

/** What clang-tidy says of a source, or nothing. @param {string} source @returns {Promise<string>} */
function look(source) {
  // Its own warnings are those of another compiler; whether they are errors is not asked here.
  const args = ['--quiet', '--extra-arg=-w', '-p', kBuild, source];
  return new Promise((resolve) => {
    execFile('clang-tidy', args, { cwd: root, maxBuffer: 1 << 26 }, (error, out) =>
      resolve(error ? out.trim() || String(error) : ''),
    );
  });
}

test('clang-tidy finds no fault', async () => {
  const delivered = cpp.filter((path) => path.endsWith('.cpp') && !path.startsWith('tests/'));
  const sources = delivered.filter((path) => commands.has(path));
  const unknown = delivered.filter((path) => !commands.has(path));
  assert.deepEqual(unknown, kElsewhere);
  const changed = sources
    .map((source) => ({ source, stamp: new Stamp(`tidy/${source}`, keyOf(source)) }))
    .filter(({ stamp }) => !stamp.holds);
  /** @type {string[]} */
  const faults = [];
  const worker = async () => {
    for (let next = changed.pop(); next; next = changed.pop()) {
      const said = await look(next.source);
      if (said) faults.push(said);
      else next.stamp.put();
    }
  };
  await Promise.all(cpus().map(worker));
  assert.deepEqual(faults, []);
});
