// Order in the house: nothing without its test, nothing forgotten in a list, nothing that only
// works on one machine.
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';

import { cpp, files, header_of, in_folder, in_rooms, read } from './sources.mjs';

const kLongFile = 400; // lines

// Longer, and by how much they may be: they can only get shorter.
const kLonger = new Map([['tests/unit/session_property_test.cpp', 422]]);

/** @type {Record<string, string>} tested otherwise, and where */
const tested_elsewhere = {
  'wasm/edge/archive.cpp': 'tests/wasm/archive.test.mjs',
  'wasm/edge/boundary.cpp': 'tests/wasm/boundary.test.mjs',
  'wasm/edge/transport.cpp': 'tests/wasm/transport.test.mjs',
  'proxy/main.cpp': 'tests/proxy',
};

test('every source of the core and the proxy has its test', () => {
  const bare = [];
  for (const [sources, tests] of [
    ['wasm', 'tests/unit'],
    ['proxy', 'tests/proxy'],
  ]) {
    const tested = new Set(
      in_folder(tests)
        .filter((path) => path.endsWith('_test.cpp'))
        .map((path) => header_of(path, sources)),
    );
    for (const path of in_rooms(sources).filter((path) => path.endsWith('.cpp'))) {
      const elsewhere = tested_elsewhere[path];
      const found = elsewhere
        ? files.some((file) => file === elsewhere || file.startsWith(`${elsewhere}/`))
        : tested.has(header_of(path, sources) ?? path);
      if (!found) bare.push(path);
    }
  }
  assert.deepEqual(bare, []);
});

test('every C++ source is in a list of its CMakeLists.txt', () => {
  const lists = files.filter((path) => posix.basename(path) === 'CMakeLists.txt');
  const listed = (/** @type {string} */ path) => {
    const stem = posix.basename(path, '.cpp').replace(/_(test|fuzz)$/, '(_$1)?');
    const name = new RegExp(`(^|[\\s(/])${stem}(\\.cpp)?([\\s)]|$)`, 'm');
    const part = path.split('/')[0];
    const near = lists.filter((list) => !list.includes('/') || list.startsWith(`${part}/`));
    return near.some((list) => name.test(read(list)));
  };
  const sources = cpp.filter((path) => path.endsWith('.cpp'));
  assert.deepEqual(
    sources.filter((path) => !listed(path)),
    [],
  );
});

test('lock files name no package host', () => {
  const locks = files.filter((path) => posix.basename(path) === 'package-lock.json');
  assert.ok(locks.length > 0);
  for (const path of locks) {
    for (const [name, entry] of Object.entries(JSON.parse(read(path)).packages)) {
      assert.ok(!('resolved' in entry), `${path}: ${name} has "resolved"`);
    }
  }
});

test('C++ sources are ASCII, and no line is longer than 100 columns', () => {
  const odd = [];
  for (const path of cpp) {
    for (const [number, line] of read(path).split('\n').entries()) {
      const long = line.length > 100 && !line.includes('R"'); // JSON is not wrapped
      if (long || !/^[\t\x20-\x7e]*$/.test(line)) odd.push(`${path}:${number + 1}: ${line}`);
    }
  }
  assert.deepEqual(odd, []);
});

test('no file is too long to read in a sitting', () => {
  const lengths = new Map(
    files.filter((path) => /\.(cpp|h|m?js|css)$/.test(path)).map((path) => [path, read(path).split('\n').length - 1]),
  );
  const long = [...lengths].filter(([path, lines]) => lines > (kLonger.get(path) ?? kLongFile));
  assert.deepEqual(long, [], 'can it be split by noun?');
  const short = [...kLonger.keys()].filter((path) => !(Number(lengths.get(path)) > kLongFile));
  assert.deepEqual(short, [], 'need no exception any more');
});
