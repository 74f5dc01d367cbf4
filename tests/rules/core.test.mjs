// The core decides, the page draws: what is decided in C++, where properties and fuzzers reach it, is not
// decided again in JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { files, read } from './sources.mjs';

const modules = files.filter((path) => path.startsWith('web/') && path.endsWith('.js') && path !== 'web/build.mjs');

/** Places where modules of the page have what the pattern says. @param {RegExp} pattern */
const found = (pattern) =>
  modules.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );

test('no module of the page knows the types of events: wasm/answer/ has them, and the grammar of a stream', () => {
  assert.ok(modules.length > 50);
  assert.deepEqual(
    found(/\b(interaction|step|content)\.(created|in_progress|status_update|complete)|'(step|content)\./),
    [],
  );
  assert.deepEqual(
    found(/\b(not_started|never_stopped|no_terminal)\b(?!:)/),
    [],
    'a sentence for a breach, and no more',
  );
});

test('no module of the page follows turns up or down their tree: wasm/turns/ tells where each one stands', () => {
  assert.deepEqual(found(/\.(after|parents?|latest|used)\.get\(/), []);
});
