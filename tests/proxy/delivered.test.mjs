// The program as it is delivered: its command line, its first line, its signals, its log, the page
// inside it. What it does with requests is tested natively.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const kProgram = process.env.PARLEY ?? 'build/release/parley';
const kKey = 'AIzaSyDelivered-Key_0123456789abcdefABC';
const kPrompt = 'a-prompt-that-nobody-may-log';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
});
after(() => rm(folder, { recursive: true }));

/** @typedef {Record<string, string>} Env */
/** @typedef {import('node:child_process').ChildProcessByStdio<null, Readable, Readable>} Child */
/** @typedef {import('node:stream').Readable} Readable */
/** @typedef {import('node:test').TestContext} Context */

/**
 * Runs to its end.
 * @param {string[]} args
 * @param {Env} [env]
 */
async function run(args, env = {}) {
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
async function start(t, args, env = {}) {
  const child = spawn(kProgram, ['--port', '0', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const closed = once(child, 'close');
  t.after(() => child.kill('SIGKILL'));
  while (!output.out.includes('\n')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => false), closed.then(() => true)]);
    if (ended) throw new Error(`parley ended: ${output.err}`);
  }
  const line = output.out.slice(0, output.out.indexOf('\n'));
  const url = line.match(/http:\S+/)?.[0] ?? '';
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    child.kill(signal);
    const [code] = await closed;
    return code;
  };
  return { child, line, url, output, stop };
}

/** @param {http.Server | net.Server} server */
const portOf = (server) => /** @type {net.AddressInfo} */ (server.address()).port;

/**
 * @param {Context} t
 * @param {http.RequestListener} handler
 */
async function serve(t, handler) {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server)}`;
}

test('without a key: the demo, said in the first line', async (t) => {
  const parley = await start(t, ['--demo-pace', '0']);
  assert.match(parley.line, /^parley \d+\.\d+\.\d+ listening on http:\/\/127\.0\.0\.1:\d+ \(demo\)$/);
  const config = await (await fetch(`${parley.url}/parley/config`)).json();
  assert.equal(config.mode, 'demo');
  while (parley.output.out.split('\n').length < 3) await once(parley.child.stdout, 'data');
  const demo = /^demo upstream on (http:\/\/127\.0\.0\.1:\d+)$/.exec(parley.output.out.split('\n')[1])?.[1];
  const gate = await fetch(`${demo}/demo/gates/delivered`);
  assert.deepEqual(await gate.json(), { open: false, reached: 0 });
  for (const method of ['GET', 'POST']) {
    assert.equal((await fetch(`${parley.url}/demo/gates/delivered`, { method })).status, 404, method);
  }
  assert.deepEqual(await (await fetch(`${demo}/demo/gates/delivered`)).json(), { open: false, reached: 0 });
  // It answers Parley, and nobody else.
  for (const headers of [{ 'x-goog-api-key': 'any' }, { origin: 'http://evil.example' }, { host: 'evil.example' }]) {
    for (const path of ['/v1beta/models', '/demo/gates/delivered']) {
      if (path.startsWith('/demo') && 'x-goog-api-key' in headers) continue;
      const request = http.get(`${demo}${path}`, { headers });
      const [response] = await once(request, 'response');
      response.resume();
      assert.equal(response.statusCode, 403, `${path} ${JSON.stringify(headers)}`);
      assert.equal(response.headers['access-control-allow-origin'], undefined);
    }
  }
  const answer = await fetch(`${parley.url}/v1beta/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gemini-3.8-flash', input: 'hello', stream: true }),
  });
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /event: done\ndata: \[DONE\]\n\n$/);
  assert.equal(await parley.stop(), 0);
});

test('the page inside, compressed, with its policy', async (t) => {
  const parley = await start(t, ['--demo']);
  const page = await fetch(`${parley.url}/`, { headers: { 'accept-encoding': 'br' } });
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('content-encoding'), 'br');
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/);
  for (const name of ['permissions-policy', 'cross-origin-opener-policy', 'x-frame-options', 'referrer-policy'])
    assert.ok(page.headers.has(name), name);
  const html = await page.text();
  const names = [...html.matchAll(/(?:src|href)="([^":#]+)"/g)].map((match) => match[1]);
  assert.ok(names.length > 0);
  for (const name of names) {
    const file = await fetch(new URL(name, `${parley.url}/`));
    assert.equal(file.status, 200, name);
    assert.match(file.headers.get('cache-control') ?? '', /immutable/, name);
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff', name);
    assert.equal(file.headers.has('content-security-policy'), false, name);
    const again = await fetch(file.url, { headers: { 'if-none-match': file.headers.get('etag') ?? '' } });
    assert.equal(again.status, 304, name);
  }
  const worker = await fetch(`${parley.url}/worker.js`);
  assert.match(worker.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  assert.equal(await parley.stop('SIGINT'), 0);
});

test("the key is in no byte that leaves, other than upstream's request", async (t) => {
  /** @type {unknown[]} */
  const seen = [];
  const upstream = await serve(t, (request, response) => {
    seen.push(request.headers['x-goog-api-key']);
    request.resume();
    const body = JSON.stringify({ error: { message: `bad key ${kKey}` } });
    response.writeHead(400, { 'x-echo': kKey, 'content-length': body.length });
    for (const byte of body) response.write(byte); // each in a segment of its own, if TCP likes
    response.end();
  });
  const file = join(folder, 'key');
  await writeFile(file, `${kKey}\n`);
  /** @type {[string[], Env][]} */
  const ways = [
    [['--api-key-file', file], {}],
    [[], { GEMINI_API_KEY: kKey }],
    [[], { GOOGLE_API_KEY: kKey, GEMINI_API_KEY: '' }],
    [[], { PARLEY_API_KEY_FILE: file, GEMINI_API_KEY: 'another' }],
  ];
  for (const [args, env] of ways) {
    const parley = await start(t, ['--upstream', upstream, '--log-format', 'json', ...args], env);
    assert.match(parley.line, /\(live\)$/);
    let bytes = '';
    for (const [method, target, body] of [
      ['GET', '/'],
      ['GET', '/parley/config'],
      ['GET', `/v1beta/models?key=${kKey}&pageSize=1`],
      ['POST', '/v1beta/interactions', JSON.stringify({ model: 'm', input: kPrompt })],
      ['GET', '/v1beta/interactions/v1_an-id-that-nobody-may-log'],
      ['GET', '/metrics'],
      ['BREW', '/'],
    ]) {
      const socket = net.connect(Number(new URL(parley.url).port), '127.0.0.1');
      socket.write(
        `${method} ${target} HTTP/1.1\r\nHost: ${new URL(parley.url).host}\r\nConnection: close\r\n` +
          (body ? `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n` : '') +
          `\r\n${body ?? ''}`,
      );
      socket.on('data', (data) => (bytes += data));
      await once(socket, 'close');
    }
    assert.equal(await parley.stop(), 0);
    assert.match(bytes, /bad key \*+/);
    for (const text of [bytes, parley.output.out, parley.output.err]) {
      assert.ok(!text.includes(kKey), text);
    }
    for (const secret of [kPrompt, 'an-id-that', 'pageSize']) {
      assert.ok(!parley.output.err.includes(secret), parley.output.err);
    }
    const entries = parley.output.err.split('\n').filter((line) => line.startsWith('{'));
    assert.equal(entries.length, 7);
    assert.equal(JSON.parse(entries[3]).route, 'interactions.create');
    assert.equal(JSON.parse(entries[3]).status, 400);
  }
  assert.equal(seen.length, 12);
  assert.ok(seen.every((key) => key === kKey));
});

test('the environment shows no key while it runs', async (t) => {
  const parley = await start(t, ['--upstream', 'http://127.0.0.1:1'], { GEMINI_API_KEY: kKey });
  const environ = await readFile(`/proc/${parley.child.pid}/environ`, 'latin1');
  assert.ok(environ.includes('GEMINI_API_KEY='), 'that is where it was');
  assert.ok(!environ.includes(kKey));
  assert.equal(await parley.stop(), 0);
});

test('two keys that differ are warned about', async (t) => {
  const parley = await start(t, ['--upstream', 'http://127.0.0.1:1'], {
    GEMINI_API_KEY: 'one-key',
    GOOGLE_API_KEY: 'two-key',
  });
  assert.match(parley.output.err, /GEMINI_API_KEY and GOOGLE_API_KEY differ/);
  assert.doesNotMatch(parley.output.err, /(one|two)-key/);
  assert.equal(await parley.stop(), 0);
});

test('what keeps it from starting is said, with what to do', async (t) => {
  const busy = net.createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  t.after(() => busy.close());
  const empty = join(folder, 'empty');
  const bad = join(folder, 'bad');
  await writeFile(empty, '');
  await writeFile(bad, 'two words');
  /** @type {[number, RegExp, string[], Env?][]} */
  const cases = [
    [1, /another port/, ['--demo', '--port', String(portOf(busy))]],
    [1, /no-such-file/, ['--api-key-file', join(folder, 'no-such-file')]],
    [1, /empty/, ['--api-key-file', empty]],
    [1, /spaces/, ['--api-key-file', bad]],
    [1, /directory/, ['--api-key-file', folder]],
    [1, /GEMINI_API_KEY/, ['--upstream', 'https://localhost']],
    [1, /--demo/, ['--demo=false']],
    [1, /--upstream-ca/, ['--upstream-ca', empty, '--port', '0'], { GEMINI_API_KEY: kKey }],
    [2, /--users/, ['--host', '0.0.0.0']],
    [2, /no flag --nonsense/, ['--nonsense']],
    [2, /not yet available/, ['--users', 'file']],
    [2, /not yet available/, ['token', 'me']],
    [2, /PARLEY_PORT/, [], { PARLEY_PORT: 'x' }],
  ];
  if (process.getuid?.() !== 0) {
    const closed = join(folder, 'closed');
    await writeFile(closed, kKey);
    await chmod(closed, 0);
    cases.push([1, /Permission denied/, ['--api-key-file', closed]]);
  }
  for (const [code, message, args, env] of cases) {
    const result = await run(args, env);
    assert.equal(result.code, code, `${args}: ${result.err}`);
    assert.match(result.err, message);
    assert.match(result.err, /^parley: /);
    assert.equal(result.out, '');
    assert.ok(!result.err.includes(kKey));
  }
});

test('version, help and the configuration in force, without secrets', async () => {
  assert.match((await run(['--version'])).out, /^parley \d+\.\d+\.\d+\n$/);
  assert.match((await run(['--help'])).out, /--replay-ttl SECONDS/);
  const config = await run(['--print-config', '--max-body=7'], {
    GEMINI_API_KEY: kKey,
    PARLEY_MAX_STREAMS: '9',
  });
  assert.equal(config.code, 0);
  assert.match(config.out, /^--max-body=7$/m);
  assert.match(config.out, /^--max-streams=9$/m);
  assert.match(config.out, /hidden, from GEMINI_API_KEY/);
  assert.ok(!config.out.includes(kKey) && !config.err.includes(kKey));
});

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
  const path = join(folder, 'log');
  execFileSync('mkfifo', [path]);
  const log = openSync(path, constants.O_RDWR);
  t.after(() => closeSync(log));
  const child = spawn(kProgram, ['--port', '0', '--demo', '--metrics'], { stdio: ['ignore', 'pipe', log] });
  t.after(() => child.kill('SIGKILL'));
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

test('SIGHUP, which a closed terminal sends, ends nothing', async (t) => {
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

test('with few descriptors some streams are refused, and nothing else suffers', async (t) => {
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

test('files from disk, as they are now', async (t) => {
  const file = join(folder, 'index.html');
  await writeFile(file, 'one');
  const parley = await start(t, ['--demo', '--web-root', folder]);
  assert.equal(await (await fetch(parley.url)).text(), 'one');
  await writeFile(file, 'two');
  assert.equal(await (await fetch(parley.url)).text(), 'two');
  assert.equal((await fetch(`${parley.url}/none.js`)).status, 404);
  assert.equal(await parley.stop(), 0);
});
