// The real proxy with its demo, ended by process id. It knows no browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Gate } from './gate.js';

export const kRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const kBinary = path.resolve(process.env.PARLEY_BIN ?? path.join(kRoot, 'build/release/parley'));

// A run that is cut short leaves nothing behind.
/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** A running parley. */
export class Proxy {
  /**
   * @param {string[]} flags
   * @param {number} port
   * @param {Record<string, string>} variables of its environment, beside ours
   */
  static async start(flags = [], port = 0, variables = {}) {
    if (!existsSync(kBinary)) throw new Error(`no ${kBinary}: build first, or set PARLEY_BIN`);
    const environment = { ...process.env };
    for (const name of Object.keys(environment)) {
      if (/^(PARLEY_|GEMINI_API_KEY|GOOGLE_API_KEY|CREDENTIALS_DIRECTORY)/.test(name)) delete environment[name];
    }
    const page = process.env.PARLEY_WEB ? ['--web-root', process.env.PARLEY_WEB] : [];
    const live = flags.includes('--upstream');
    if (live) environment.GEMINI_API_KEY = 'a-key-that-the-demo-accepts';
    const child = spawn(kBinary, [...(live ? [] : ['--demo']), '--port', String(port), ...page, ...flags], {
      env: { ...environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    let errors = '';
    child.stderr.on('data', (bytes) => (errors += bytes));
    const lines = createInterface({ input: child.stdout });
    /** @type {string[]} */
    const said = [];
    lines.on('line', (line) => said.push(line));
    let demo = '';
    lines.on('line', (line) => (demo ||= /^demo upstream on (http\S+)/.exec(line)?.[1] ?? ''));
    const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [`it ended: ${errors}`])]);
    const url = /listening on (http\S+)/.exec(line)?.[1];
    if (!url) throw new Error(`parley did not start: ${line}`);
    return new Proxy(child, url.replace(/\/$/, ''), demo, lines, said);
  }

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {string} url
   * @param {string} demo where its gates are opened; both lines come at once
   * @param {import('node:readline').Interface} lines what it prints
   * @param {string[]} said what it has printed
   */
  constructor(child, url, demo, lines, said) {
    this.child = child;
    this.url = url;
    this.demo = demo;
    this.lines = lines;
    this.said = said;
    this.port = Number(new URL(url).port);
  }

  /**
   * A gate in one of the demo's answers: after so many words (0: before the head of the response),
   * after the first thought, or at the end.
   * @param {number | 'thinking' | 'end'} place
   */
  gate(place = 1) {
    if (!this.demo) throw new Error('this proxy has no demo of its own');
    return new Gate(this.demo, place);
  }

  /** What it prints, once it has. @param {RegExp} line of which the first group is the result */
  async says(line) {
    for (;;) {
      const found = line.exec(this.said.join('\n'))?.[1];
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`parley ended and never said ${line}`);
      await Promise.race([once(this.lines, 'line'), once(this.child, 'exit')]);
    }
  }

  /** @param {NodeJS.Signals} signal */
  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}
