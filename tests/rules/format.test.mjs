// The form of every source is a tool's business; `prettier` and `clang-format` mend what is found.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import prettier from 'prettier';

import { cpp, files, read, root } from './sources.mjs';
import { Stamp, hashOfFiles } from './stamp.mjs';

const kColumns = 120;

const kRules = ['.prettierrc.json', 'tests/rules/package-lock.json'];

const scripts = files.filter((path) => /\.(m?js|css|d\.ts)$/.test(path));

test('C++ is as clang-format has it', () => {
  assert.ok(cpp.length > 0);
  const { status, stderr, error } = spawnSync('clang-format', ['--dry-run', '--Werror', ...cpp], { cwd: root });
  assert.ifError(error);
  const off = new Set([...String(stderr).matchAll(/^(\S+?):\d+:\d+: error/gm)].map(([, path]) => path));
  assert.deepEqual([...off], [], `to mend it: clang-format -i ${[...off].join(' ')}`);
  assert.equal(status, 0, String(stderr));
});

test('JavaScript and style sheets are as prettier has them', async () => {
  assert.ok(scripts.length > 0);
  const off = [];
  for (const path of scripts) {
    const stamp = new Stamp(`prettier/${path}`, hashOfFiles([path, ...kRules]));
    if (stamp.holds) continue;
    const options = await prettier.resolveConfig(join(root, path));
    if (await prettier.check(read(path), { ...options, filepath: path })) stamp.put();
    else off.push(path);
  }
  assert.deepEqual(off, [], `to mend it: tests/rules/node_modules/.bin/prettier --write ${off.join(' ')}`);
});

// prettier wraps neither strings nor comments.
test(`no line of JavaScript or of a style sheet is longer than ${kColumns} columns`, () => {
  const long = scripts.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => ([...line].length > kColumns ? [`${path}:${index + 1}`] : [])),
  );
  assert.deepEqual(long, []);
});
