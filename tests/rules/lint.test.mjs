// No fault that eslint knows: eslint.config.mjs says which.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ESLint } from 'eslint';

import { files, root } from './sources.mjs';
import { Stamp, hashOfFiles } from './stamp.mjs';

// Types reach from file to file: one stamp for all. What packages declare is in their locks.
const kSources = /\.(m?js|ts)$|(tsconfig|package-lock)\.json$/;

test('eslint finds no fault', async () => {
  const stamp = new Stamp('eslint', hashOfFiles(files.filter((path) => kSources.test(path))));
  if (stamp.holds) return;
  const results = await new ESLint({ cwd: root }).lintFiles(['.']);
  assert.ok(results.length > 0);
  const faults = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath.slice(root.length)}:${line}: ${message} (${ruleId})`),
  );
  assert.deepEqual(faults, []);
  stamp.put();
});
