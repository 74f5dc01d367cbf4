// Runs the test suites that are built, one after another, and counts their test cases. Those that keep
// but one processor busy run with the next one like them, and what only takes its time with one that
// often waits.
//
//   node toolchains/suites.mjs suite...
//
// A suite that crashes, hangs, or in which no test ran, counts as a failure. Each says its seconds; at
// the end stand the ten slowest tests. The last line is "N passed, N failed"; the exit code is 0 when
// all passed and there was at least one.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { ctest, exitCode, live, tap } from './tally.mjs';

/**
 * isSingle: keeps one processor busy. beside: the suite with which it runs, taking what that leaves.
 * @typedef {{
 *   what: string, command: [string, string[]], count: import('./tally.mjs').Count, isSingle?: true, beside?: string,
 * }} Suite
 */

/** @param {string} folder */
const testsOf = async (folder) =>
  (await readdir(`tests/${folder}`))
    .filter((name) => /\.test\.m?js$/.test(name))
    .map((name) => `tests/${folder}/${name}`);

/**
 * One process a file.
 * @param {string[]} files
 * @param {number} beside how many at once
 * @param {string[]} options of node
 * @returns {[string, string[]]}
 */
const nodeTest = (files, beside, options = []) => [
  process.execPath,
  [...options, '--test', '--test-reporter=tap', `--test-concurrency=${beside}`, ...files],
];

/**
 * @param {string} build
 * @param {string[]} options which of its tests
 * @returns {[string, string[]]}
 */
const ctestOf = (build, ...options) => ['ctest', ['--test-dir', build, '-V', '-j2', '--timeout', '300', ...options]];

/** @type {Record<string, Suite>} */
const suites = {
  rules: { what: 'rules of the house, lint and format', command: nodeTest(await testsOf('rules'), 2), count: tap },
  lint: {
    what: 'lint and format alone',
    command: nodeTest(
      ['format', 'lint', 'tidy'].map((name) => `tests/rules/${name}.test.mjs`),
      2,
    ),
    count: tap,
  },
  types: {
    what: 'types of all JavaScript',
    command: ['npm', ['--prefix', 'tests/rules', 'run', '--silent', 'types']],
    count: exitCode,
    isSingle: true,
  },
  native: { what: 'native, with sanitizers', command: ctestOf('build/asan', '-j3', '-LE', 'fuzz'), count: ctest },
  node: { what: 'the native ones under node', command: ctestOf('build/wasm'), count: ctest, isSingle: true },
  tools: { what: 'tools, native against node', command: nodeTest(await testsOf('tools'), 2), count: tap },
  wasm: { what: 'boundary and transport', command: nodeTest(await testsOf('wasm'), 2), count: tap },
  page: {
    what: "the page's modules under node",
    command: nodeTest(await testsOf('page'), 3, ['--import', './tests/page/register.mjs']),
    count: tap,
  },
  tsan: { what: 'the proxy, with the thread sanitizer', command: ctestOf('build/tsan'), count: ctest },
  fuzz: {
    what: 'fuzzing, ten seconds a target',
    command: ['nice', [...ctestOf('build/asan', '-L', 'fuzz')].flat()],
    count: ctest,
    beside: 'browser',
  },
  proxy: { what: 'the proxy as it is delivered', command: nodeTest(await testsOf('proxy'), 1), count: tap },
  sdk: { what: 'official SDKs against the proxy', command: nodeTest(await testsOf('sdk'), 2), count: tap },
  browser: { what: 'the page in Chromium', command: [process.execPath, ['tests/browser/run.mjs']], count: tap },
  firefox: { what: 'its essentials in Firefox', command: nodeTest(await testsOf('firefox'), 1), count: tap },
  live: {
    what: 'the real service; costs some cents, on your key',
    command: ['tests/live/run', ['--test-reporter=tap']],
    count: live,
  },
};

const kLongest = 30 * 60_000; // ms; the longest one takes a tenth of that on two cores
const kGrace = 10_000;
const kSlowest = 10; // tests that are named at the end

/** @type {Set<number>} what has been started, and all that it started in turn */
const groups = new Set();
/** @param {number} group @param {NodeJS.Signals} signal */
const end = (group, signal) => groups.has(group) && process.kill(-group, signal);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    groups.forEach((group) => end(group, signal));
    process.exit(1);
  });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} path of its log
 * @returns {Promise<number>} its exit code
 */
function logged(program, args, path) {
  return new Promise((resolve) => {
    const log = createWriteStream(path);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const group = child.pid ?? 0;
    let tooLong = setTimeout(() => {
      log.write(`\nended: it took more than ${kLongest / 60_000} minutes\n`);
      end(group, 'SIGTERM');
      tooLong = setTimeout(() => end(group, 'SIGKILL'), kGrace);
    }, kLongest);
    if (group) groups.add(group);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on('error', (error) => log.write(`${error}\n`));
    child.on('close', (code) => {
      clearTimeout(tooLong);
      groups.delete(group);
      log.end(() => resolve(code ?? 1));
    });
  });
}

/** @param {string} name @param {Suite} suite */
async function run(name, { what, command: [program, args], count }) {
  console.log(`\n== ${name}: ${what}`);
  const path = `build/test/${name}.log`;
  const started = Date.now();
  const code = await logged(program, args, path);
  const log = await readFile(path, 'utf8');
  const tally = count(log, code);
  if (code !== 0 && tally.failed === 0) {
    tally.failed = 1;
    tally.show.push(...log.split('\n').slice(-60), `${program} ended with exit code ${code}`);
  }
  if (tally.passed + tally.failed === 0) {
    tally.failed = 1;
    tally.show.push('No test ran.');
  }
  if (tally.failed > 0) console.log([...tally.show.slice(-400), `All of it: ${path}`].join('\n'));
  for (const note of tally.notes ?? []) console.log(note);
  const seconds = (Date.now() - started) / 1000;
  const skipped = tally.skipped ? `, ${tally.skipped} skipped` : '';
  console.log(`${name}: ${tally.passed} of ${tally.passed + tally.failed} passed${skipped} (${seconds.toFixed(1)} s)`);
  return { ...tally, seconds };
}

await mkdir('build/test', { recursive: true });
const total = { passed: 0, failed: 0, seconds: 0 };
/** @type {{suite: string, name: string, seconds: number}[]} */
const times = [];
/** @type {string[][]} those that run at once */
const rounds = [];
const wanted = process.argv.slice(2);
for (const name of wanted) {
  const last = rounds.at(-1);
  if (wanted.includes(suites[name].beside ?? '')) continue;
  const others = wanted.filter((each) => suites[each].beside === name);
  if (others.length) rounds.push([...others, name]);
  else if (last?.length === 1 && suites[last[0]].isSingle && suites[name].isSingle) last.push(name);
  else rounds.push([name]);
}
for (const names of rounds) {
  const tallies = await Promise.all(names.map((name) => run(name, suites[name])));
  tallies.forEach(({ passed, failed, seconds, times: each }, at) => {
    total.passed += passed;
    total.failed += failed;
    total.seconds += seconds;
    times.push(...each.map((time) => ({ suite: names[at], ...time })));
  });
}
times.sort((a, b) => b.seconds - a.seconds);
console.log(`\nThe slowest of all tests, which took ${total.seconds.toFixed(0)} s together:`);
for (const { suite, name, seconds } of times.slice(0, kSlowest)) {
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${suite}: ${name}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
