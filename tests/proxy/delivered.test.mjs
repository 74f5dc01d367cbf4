// The program as it is delivered: its command line, its first line, its key, the page inside it. What it
// does with requests is tested natively, how it is run in operation.test.mjs.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { kKey, portOf, run, serve, start } from './program.mjs';

const kPrompt = 'a-prompt-that-nobody-may-log';

/** @typedef {import('./program.mjs').Env} Env */

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
});
after(() => rm(folder, { recursive: true }));

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
    [2, /no flag --nonsense/, ['--nonsense']],
    [1, /no-such-file: No such file/, ['--demo', '--users', join(folder, 'no-such-file')]],
    [2, /--tls-key/, ['--tls-cert', 'file']],
    [2, /name of a user/, ['token', 'a b']],
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
