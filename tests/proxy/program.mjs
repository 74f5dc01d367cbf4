// The delivered program in a process of its own, and servers to stand for the API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';

export const kProgram = process.env.PARLEY ?? 'build/release/parley';
export const kKey = 'AIzaSyDelivered-Key_0123456789abcdefABC';

/** @typedef {Record<string, string>} Env */
/** @typedef {import('node:child_process').ChildProcessByStdio<null, Readable, Readable>} Child */
/** @typedef {import('node:stream').Readable} Readable */
/** @typedef {import('node:test').TestContext} Context */
/** @typedef {Awaited<ReturnType<typeof start>>} Running */

/**
 * Runs to its end.
 * @param {string[]} args
 * @param {Env} [env]
 */
export async function run(args, env = {}) {
  const child = spawn(kProgram, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const [code] = await once(child, 'close');
  return { code, out: output.out, err: output.err };
}

/** @param {Child} child */
function collect(child) {
  const output = { out: '', err: '' };
  child.stdout.on('data', (bytes) => (output.out += bytes));
  child.stderr.on('data', (bytes) => (output.err += bytes));
  return output;
}

/**
 * Runs until stop(); every test stops what it starts.
 * @param {Context} t
 * @param {string[]} args
 * @param {Env} [env]
 */
export async function start(t, args, env = {}) {
  const child = spawn(kProgram, ['--port', '0', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const closed = once(child, 'close');
  t.after(() => child.kill('SIGKILL'));
  while (!output.out.includes('\n')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => false), closed.then(() => true)]);
    if (ended) throw new Error(`parley ended: ${output.err}`);
  }
  const line = output.out.slice(0, output.out.indexOf('\n'));
  const url = line.match(/https?:\S+/)?.[0] ?? '';
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    child.kill(signal);
    const [code] = await closed;
    return code;
  };
  return { child, line, url, output, stop };
}

/** @param {import('node:net').Server} server */
export const portOf = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

/**
 * @param {Context} t
 * @param {http.RequestListener} handler
 */
export async function serve(t, handler) {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server)}`;
}
