// What a suite's output says: how many test cases passed, failed and were skipped, how long each took,
// and the lines worth showing when something failed.

/**
 * `show`: when something failed; `notes`: always.
 * @typedef {{name: string, seconds: number}} Timed a test case
 * @typedef {{
 *   passed: number, failed: number, skipped: number, times: Timed[], show: string[], notes?: string[],
 * }} Tally
 * @typedef {(log: string, code: number) => Tally} Count
 */

/** A program that is one test case. @type {Count} */
export function exitCode(log, code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, times: [], show: log.split('\n') };
}

/**
 * Node's TAP, also several runs of it one after another: the summaries count test cases, not files or
 * suites.
 * @type {Count}
 */
export function tap(log) {
  const sum = (/** @type {string} */ name) =>
    [...log.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].reduce((total, [, number]) => total + Number(number), 0);
  const show = [];
  /** @type {Timed[]} */
  const times = [];
  let indent = -1; // of the failed test whose description is being shown
  let name = '';
  for (const line of log.split('\n')) {
    const at = line.search(/\S/);
    if (/^\s*not ok /.test(line)) indent = at;
    else if (at >= 0 && at <= indent) indent = -1;
    if (indent >= 0) show.push(line);
    name = /^\s*(?:not )?ok \d+ - (.*)/.exec(line)?.[1] ?? name;
    const ms = /^\s*duration_ms: ([\d.]+)/.exec(line)?.[1];
    if (ms && !/^\/|\.m?js$/.test(name)) times.push({ name, seconds: Number(ms) / 1000 }); // no file
  }
  return { passed: sum('pass'), failed: sum('fail') + sum('cancelled'), skipped: sum('skipped'), times, show };
}

/** Where the demo differs from the service is worth showing when all is well, too. @type {Count} */
export function live(log, code) {
  const notes = log.split('\n').filter((line) => /^\s*# (the demo differs|not deleted)/.test(line));
  return { ...tap(log, code), notes: notes.map((line) => line.trim()) };
}

/**
 * ctest -V: "3: " in front of what test 3 says. A program of doctest sums up its cases; any other is
 * one case. One that ends badly after it summed up well (a sanitizer, a crash) has failed too.
 * @type {Count}
 */
export function ctest(log) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0, skipped: 0, times: [], show: [] };
  /** @type {Map<string, number[]>} */
  const summaries = new Map();
  /** @type {Map<string, string[]>} */
  const said = new Map();
  for (const line of log.split('\n')) {
    const output = /^(\d+): ?(.*)$/.exec(line);
    if (output) {
      const [, test, text] = output;
      said.set(test, [...(said.get(test) ?? []), text]);
      const cases = /^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped/.exec(text);
      if (cases) summaries.set(test, cases.slice(1).map(Number));
      const [, seconds, name] = /^([\d.]+) s: (.*)$/.exec(text) ?? [];
      if (name) tally.times.push({ name, seconds: Number(seconds) });
      continue;
    }
    const end = /^ *\d+\/\d+ Test +#(\d+): (\S+) \.+ *(.*?) +([\d.]+) sec/.exec(line);
    if (!end) continue;
    const [, test, name, how, seconds] = end;
    const good = how === 'Passed';
    const summary = summaries.get(test);
    const [passed, failed, skipped] = summary ?? [good ? 1 : 0, good ? 0 : 1, 0];
    tally.passed += passed;
    tally.failed += failed + (!good && failed === 0 ? 1 : 0);
    tally.skipped += skipped;
    if (!summary) tally.times.push({ name, seconds: Number(seconds) });
    if (!good) tally.show.push(`${name}: ${how}`, ...(said.get(test) ?? []).slice(-60));
  }
  return tally;
}
