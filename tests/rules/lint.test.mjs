// No fault that eslint knows: eslint.config.mjs says which.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ESLint } from 'eslint';

import { root } from './sources.mjs';

test('eslint finds no fault', async () => {
  const results = await new ESLint({ cwd: root }).lintFiles(['.']);
  assert.ok(results.length > 0);
  const faults = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath.slice(root.length)}:${line}: ${message} (${ruleId})`),
  );
  assert.deepEqual(faults, []);
});
