// How the delivered program is run: signals, a log that nobody reads, few descriptors.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kKey, kProgram, serve, start } from './program.mjs';

test('a signal ends streams too, and quickly', async (t) => {
  const parley = await start(t, ['--demo', '--demo-pace', '10000']);
  const answer = await fetch(`${parley.url}/v1beta/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'parley-stream': 'AAAAAAAAAAAAAAAAAAAAAA' },
    body: JSON.stringify({ model: 'gemini-3.8-flash', input: 'hello', stream: true }),
  });
  const cut = assert.rejects(answer.text());
  const begun = Date.now();
  assert.equal(await parley.stop(), 0);
  assert.ok(Date.now() - begun < 3000);
  await cut;
});

test('standard error that nobody reads keeps no request and no signal waiting', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'log');
  execFileSync('mkfifo', [path]);
  const log = openSync(path, constants.O_RDWR);
  t.after(() => closeSync(log));
  const child = spawn(kProgram, ['--port', '0', '--demo', '--metrics'], { stdio: ['ignore', 'pipe', log] });
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.stdout);
  const [line] = await once(child.stdout, 'data');
  const { port } = new URL(String(line).match(/http:\S+/)?.[0] ?? '');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (/** @type {string} */ target) => {
    const request = http.get({ port, path: target, agent, host: '127.0.0.1', timeout: 5_000 });
    request.on('timeout', () => request.destroy(new Error(`nothing came of ${target}`)));
    const [response] = await once(request, 'response');
    let text = '';
    for await (const data of response) text += data;
    return text;
  };
  let dropped = 0;
  for (let i = 0; dropped === 0 && i < 100; ++i) {
    for (let j = 0; j < 100; ++j) await get('/healthz');
    dropped = Number((await get('/metrics')).match(/^parley_log_lines_dropped_total (\d+)$/m)?.[1] ?? 0);
  }
  assert.ok(dropped > 0);
  agent.destroy();
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
});

test('SIGHUP, which a closed terminal sends, ends nothing', { timeout: 60_000 }, async (t) => {
  const parley = await start(t, ['--demo']);
  parley.child.kill('SIGHUP');
  while (!parley.output.err.includes('SIGHUP')) await once(parley.child.stderr, 'data');
  assert.equal((await fetch(`${parley.url}/healthz`)).status, 200);
  assert.equal(await parley.stop(), 0);
});

test('with --drain answers under way end after SIGTERM, and none begins', async (t) => {
  const parley = await start(t, ['--demo', '--demo-pace', '20', '--drain', '30']);
  const ask = () =>
    fetch(`${parley.url}/v1beta/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'parley-stream': 'AAAAAAAAAAAAAAAAAAAAAA' },
      body: JSON.stringify({ model: 'gemini-3.8-flash', input: 'hello', stream: true }),
    });
  const answer = await ask();
  const stopped = parley.stop();
  await assert.rejects(async () => {
    for (;;) await (await fetch(`${parley.url}/healthz`)).text();
  });
  assert.match(await answer.text(), /event: done\ndata: \[DONE\]\n\n$/);
  assert.equal(await stopped, 0);
});

test('with 2000 connections that ask nothing the page is there at once', { timeout: 60_000 }, async (t) => {
  const parley = await start(t, ['--demo']);
  const port = Number(new URL(parley.url).port);
  /** @type {net.Socket[]} */
  const silent = [];
  t.after(() => silent.forEach((socket) => socket.destroy()));
  while (silent.length < 2000) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {}); // it may be broken off: that is what this is about
    silent.push(socket);
    await once(socket, 'connect');
  }
  const begun = Date.now();
  assert.equal((await fetch(`${parley.url}/`)).status, 200);
  assert.ok(Date.now() - begun < 1000, `${Date.now() - begun} ms`);
  assert.equal(await parley.stop(), 0);
});

test('with few descriptors some streams are refused, and nothing else suffers', { timeout: 60_000 }, async (t) => {
  const upstream = await serve(t, (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  const limited = ['-c', 'ulimit -n 64; exec "$0" "$@"', kProgram, '--port', '0', '--upstream', upstream];
  const child = spawn('sh', limited, { env: { GEMINI_API_KEY: kKey }, stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const url = String(line).match(/http:\S+/)?.[0] ?? '';
  const streams = [];
  for (let i = 0; i < 40; ++i) {
    const aborter = new AbortController();
    const answer = await fetch(`${url}/v1beta/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: aborter.signal,
    });
    streams.push({ answer, aborter });
  }
  const statuses = streams.map(({ answer }) => answer.status);
  assert.ok(statuses.filter((status) => status === 200).length >= 2, `${statuses}`);
  assert.deepEqual([...new Set(statuses)].sort(), [200, 503]);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  for (const { aborter } of streams) aborter.abort();
  let status = 0;
  while (status !== 200) status = (await fetch(`${url}/`)).status;
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
});
