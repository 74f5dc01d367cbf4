// Runs the tests of the page: one browser for all files (and one with windows for those that need it), several
// files side by side; after them, alone, those that measure time (*_timed.test.js).
//
//   node run.mjs [file...]        PARLEY_SLOW=4: with the page's processor slowed four times
//
// Prints TAP, as node's test runner does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchShared } from './support.js';

const kBeside = 3; // files; most of their time they wait
// What takes longest begins first, so that no long one is left over at the end.
const kLong = [
  'killed_browser',
  'chaos',
  'reading_look',
  'look',
  'inspector_look',
  'look_states',
  'tabs',
  'numbers',
  'offline',
  'order',
];

const here = path.dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const isTimed = (/** @type {string} */ file) => file.endsWith('_timed.test.js');
const place = (/** @type {string} */ file) => {
  const at = kLong.indexOf(path.basename(file, '.test.js'));
  return at < 0 ? kLong.length : at;
};
const files = named.length
  ? named.map((file) => path.resolve(file))
  : readdirSync(here)
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => path.join(here, name))
      .sort((one, other) => place(one) - place(other));

/**
 * @param {string[]} some
 * @param {number} beside
 */
async function run(some, beside) {
  if (!some.length) return 0;
  const runner = ['--test', '--test-reporter=tap', `--test-concurrency=${beside}`, ...some];
  const [PARLEY_BROWSER, PARLEY_BROWSER_WHOLE] = servers.map((server) => server.wsEndpoint());
  const env = { ...process.env, PARLEY_BROWSER, PARLEY_BROWSER_WHOLE };
  const child = spawn(process.execPath, runner, { stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

const servers = await launchShared();
const end = () => Promise.all(servers.map((server) => server.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end().finally(() => process.exit(1)));
try {
  const beside = await run(
    files.filter((file) => !isTimed(file)),
    kBeside,
  );
  const alone = await run(files.filter(isTimed), 1);
  process.exitCode = beside || alone;
} finally {
  await Promise.all(servers.map((server) => server.close()));
}
