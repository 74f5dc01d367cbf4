// The real proxy with its demo, as SDKs meet it: a base URL and a word for a key.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Gate } from '../browser/gate.js';
import './fetch.js';

const kRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const kBinary = path.resolve(process.env.PARLEY_BIN ?? path.join(kRoot, 'build/release/parley'));

export const kPatience = 20000; // ms for anything that is waited for
export const kModel = 'gemini-3.8-flash';
export const kAgent = 'deep-research-preview-04-2026';
/** A function tool as the wire has it. */
export const kWeather = {
  type: 'function',
  name: 'getWeather',
  description: 'The weather at a place',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};

const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts parley on a free port. Environment variables of the caller's do not reach it.
 * @param {string[]} flags
 * @param {Record<string, string>} [environment]
 * @returns {Promise<{url: string, gate: (place?: number) => Gate, stop: () => Promise<void>}>}
 */
export async function startProxy(flags = ['--demo', '--demo-pace', '0'], environment = {}) {
  const child = spawn(kBinary, ['--port', '0', '--log-level', 'error', ...flags], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += bytes));
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  let demo = '';
  lines.on('line', (line) => (demo ||= /^demo upstream on (http\S+)/.exec(line)?.[1] ?? ''));
  const [line] = await Promise.race([once(lines, 'line'), exit.then(() => [`it ended: ${errors}`])]);
  const url = /listening on (http\S+)/.exec(line)?.[1].replace(/\/$/, '');
  if (!url) throw new Error(`parley did not start: ${line}`);
  const stop = async () => {
    child.kill('SIGTERM');
    await exit;
    children.delete(child);
  };
  return { url, gate: (place = 1) => new Gate(demo, place), stop };
}

/**
 * An upstream that only listens: it keeps every byte and every connection, says `reply` to the head
 * of a connection's request, and then closes it or leaves it open.
 * @param {string} reply
 * @param {{open: boolean}} afterwards
 */
export async function listen(reply, { open }) {
  const server = net.createServer();
  /** @type {{bytes: string, closed: Promise<unknown>}[]} */
  const connections = [];
  server.on('connection', (socket) => {
    const connection = { bytes: '', closed: once(socket, 'close') };
    connections.push(connection);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const before = connection.bytes.includes('\r\n\r\n');
      connection.bytes += bytes.toString('latin1');
      if (before || !connection.bytes.includes('\r\n\r\n')) return;
      if (open) socket.write(reply);
      else socket.end(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${/** @type {net.AddressInfo} */ (server.address()).port}`,
    connections,
    stop: () => server.close(),
  };
}

/** @template T @param {AsyncIterable<T>} stream @returns {Promise<T[]>} */
export async function collect(stream) {
  const all = [];
  for await (const item of stream) all.push(item);
  return all;
}

/** What a promise was rejected with. @param {Promise<unknown>} promise @returns {Promise<any>} */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`not rejected, but: ${JSON.stringify(value)}`);
}
