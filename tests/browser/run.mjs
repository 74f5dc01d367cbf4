// Runs the tests of the page: one browser for all files, several files side by side; after them,
// alone, those that measure time (*_timed.test.js).
//
//   node run.mjs [file...]        PARLEY_SLOW=4: with the page's processor slowed four times
//
// Prints TAP, as node's test runner does.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
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

const stop = new AbortController();

/**
 * @param {string[]} files
 * @param {number} concurrency
 */
async function report(files, concurrency) {
  if (!files.length) return;
  const events = run({ files, concurrency, signal: stop.signal }).on('test:fail', () => (process.exitCode = 1));
  for await (const text of tap(/** @type {any} */ (events))) process.stdout.write(text);
}

const server = await launchShared();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stop.abort();
    void server.kill().finally(() => process.exit(1));
  });
try {
  process.env.PARLEY_BROWSER = server.wsEndpoint();
  await report(
    files.filter((file) => !isTimed(file)),
    kBeside,
  );
  await report(files.filter(isTimed), 1);
} finally {
  await server.close();
}
