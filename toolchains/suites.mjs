// Runs the test suites that are built, one after another, and counts their test cases.
//
//   node toolchains/suites.mjs [suite...]
//
// Without names: all but `live`, which asks the real service.
// A suite that crashes, hangs, or in which no test ran, counts as a failure. The last line is
// "N passed, N failed"; the exit code is 0 when all passed and there was at least one.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';

const tests_of = async (folder) =>
  (await readdir(`tests/${folder}`).catch(() => []))
    .filter((name) => /\.test\.m?js$/.test(name))
    .map((name) => `tests/${folder}/${name}`);

// One process a file, one file at a time: two cores, and some tests measure time.
const node_test = async (folder) => [
  process.execPath,
  ['--test', '--test-reporter=tap', '--test-concurrency=1', ...(await tests_of(folder))],
];
const ctest = (build) => ['ctest', ['--test-dir', build, '-V', '--timeout', '900']];

// In the order in which a newcomer wants to know; `rules` first because it is quick.
const suites = {
  rules: { what: 'rules of dependence', command: await node_test('rules'), count: count_tap },
  types: {
    what: "types of the page's modules",
    command: ['npm', ['--prefix', 'web', 'run', '--silent', 'check']],
    count: count_exit,
  },
  native: { what: 'native, with sanitizers', command: ctest('build/asan'), count: count_ctest },
  node: { what: 'the same under node', command: ctest('build/wasm'), count: count_ctest },
  tools: { what: 'tools, native against node', command: await node_test('tools'), count: count_tap },
  wasm: { what: 'boundary and transport', command: await node_test('wasm'), count: count_tap },
  proxy: { what: 'the proxy as it is delivered', command: await node_test('proxy'), count: count_tap },
  sdk: { what: 'official SDKs against the proxy', command: await node_test('sdk'), count: count_tap },
  browser: { what: 'the page in Chromium', command: await node_test('browser'), count: count_tap },
  firefox: { what: 'its essentials in Firefox', command: await node_test('firefox'), count: count_tap },
  live: {
    what: 'the real service; costs some cents, on your key',
    command: ['tests/live/run', ['--test-reporter=tap']],
    count: count_live,
  },
};

// --- counting; each gives {passed, failed} and the lines worth showing when something failed;
// `notes` are worth showing always.

function count_exit(log, code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, show: log.split('\n') };
}

// node's TAP: the summary counts test cases, not files or suites.
function count_tap(log) {
  const number = (name) => Number(log.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
  const show = [];
  let indent = -1; // of the failed test whose description is being shown
  for (const line of log.split('\n')) {
    const at = line.search(/\S/);
    if (/^\s*not ok /.test(line)) indent = at;
    else if (at >= 0 && at <= indent) indent = -1;
    if (indent >= 0) show.push(line);
  }
  return {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped'),
    show,
  };
}

// Where the demo differs is worth showing when all is well, too.
function count_live(log, code) {
  const notes = log.split('\n').filter((line) => /^\s*# (the demo differs|not deleted)/.test(line));
  return { ...count_tap(log, code), notes: notes.map((line) => line.trim()) };
}

// ctest -V: "3: " in front of what test 3 says. A program of doctest sums up its cases; any other
// is one case. One that ends badly after it summed up well (a sanitizer, a crash) has failed too.
function count_ctest(log) {
  const result = { passed: 0, failed: 0, skipped: 0, show: [] };
  const summaries = new Map();
  const said = new Map();
  for (const line of log.split('\n')) {
    const output = line.match(/^(\d+): ?(.*)$/);
    if (output) {
      const [, test, text] = output;
      said.set(test, [...(said.get(test) ?? []), text]);
      const cases = text.match(/^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped/);
      if (cases) summaries.set(test, cases.slice(1).map(Number));
      continue;
    }
    const end = line.match(/^ *\d+\/\d+ Test +#(\d+): (\S+) \.+ *(.*?) +[\d.]+ sec/);
    if (!end) continue;
    const [, test, name, how] = end;
    const good = how === 'Passed';
    const [passed, failed, skipped] = summaries.get(test) ?? [good ? 1 : 0, good ? 0 : 1, 0];
    result.passed += passed;
    result.failed += failed + (!good && failed === 0 ? 1 : 0);
    result.skipped += skipped;
    if (!good) result.show.push(`${name}: ${how}`, ...(said.get(test) ?? []).slice(-60));
  }
  return result;
}

// --- running

const kLongest = 60 * 60_000; // ms; the longest one takes a third of that on two cores
const kGrace = 10_000;

// What has been started, and all that it started in turn.
const groups = new Set();
const end = (group, signal) => groups.has(group) && process.kill(-group, signal);
const end_all = (signal) => groups.forEach((group) => end(group, signal));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    end_all(signal);
    process.exit(1);
  });
}

async function run(name, { what, command: [program, args], count }) {
  console.log(`\n== ${name}: ${what}`);
  const path = `build/test/${name}.log`;
  const started = Date.now();
  const code = await new Promise((resolve) => {
    const log = createWriteStream(path);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let tooLong = setTimeout(() => {
      log.write(`\n${name} was ended: it took more than ${kLongest / 60_000} minutes\n`);
      end(child.pid, 'SIGTERM');
      tooLong = setTimeout(() => end(child.pid, 'SIGKILL'), kGrace);
    }, kLongest);
    if (child.pid) groups.add(child.pid);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on('error', (error) => log.write(`${error}\n`));
    child.on('close', (code) => {
      clearTimeout(tooLong);
      groups.delete(child.pid);
      log.end(() => resolve(code ?? 1));
    });
  });
  const log = await readFile(path, 'utf8');
  const result = count(log, code);
  if (code !== 0 && result.failed === 0) {
    result.failed = 1;
    result.show.push(...log.split('\n').slice(-60), `${program} ended with exit code ${code}`);
  }
  if (result.passed + result.failed === 0) {
    result.failed = 1;
    result.show.push('No test ran.');
  }
  if (result.failed > 0) console.log([...result.show.slice(-400), `All of it: ${path}`].join('\n'));
  for (const note of result.notes ?? []) console.log(note);
  const skipped = result.skipped ? `, ${result.skipped} skipped` : '';
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const all = result.passed + result.failed;
  console.log(`${name}: ${result.passed} of ${all} passed${skipped} (${seconds} s)`);
  return result;
}

const all = Object.keys(suites).filter((name) => name !== 'live');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all;
await mkdir('build/test', { recursive: true });
const total = { passed: 0, failed: 0 };
for (const name of wanted) {
  const { passed, failed } = await run(name, suites[name]);
  total.passed += passed;
  total.failed += failed;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
