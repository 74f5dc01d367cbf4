// The stories in tests/transcripts, and the journals of earlier versions beside them, told by
// session_dump natively and under node.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const folder = new URL('../transcripts/', import.meta.url);
const native = process.env.PARLEY_TOOLS ?? 'build/asan/tools';
const node = process.env.PARLEY_NODE_TOOLS ?? 'build/wasm/tools';

const stories = (await readdir(folder, { recursive: true })).filter((name) => /^(journals\/)?\w+\.txt$/.test(name));
assert.ok(stories.some((name) => name.startsWith('journals/')));
assert.ok(stories.length > 0);
for (const name of stories) {
  test(`session_dump tells ${name} as it stands, natively and under node`, async () => {
    const story = await readFile(new URL(name, folder), 'utf8');
    for (const [program, ...args] of [[`${native}/session_dump`], [process.execPath, `${node}/session_dump.mjs`]]) {
      const run = spawnSync(program, args, { input: story, encoding: 'utf8' });
      assert.equal(run.stderr, '');
      assert.equal(run.status, 0);
      assert.equal(run.stdout, story);
    }
  });
}
