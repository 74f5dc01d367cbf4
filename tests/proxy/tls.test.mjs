// The delivered program at https: its first line, its certificates, and what SIGHUP does to them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import { run, start } from './program.mjs';

/** @param {import('node:test').TestContext} t */
async function folderOf(t) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/**
 * A request by one who trusts this certificate, and no other.
 * @param {string} url
 * @param {string} ca
 * @param {https.RequestOptions} [options]
 * @param {string} [body]
 */
async function ask(url, ca, options = {}, body) {
  const request = https.request(url, { ca, agent: false, ...options });
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const data of response) text += data;
  return { status: response.statusCode, text, complete: response.complete };
}

/** What a new connection is shown. @param {string} url */
async function fingerprintAt(url) {
  const { port } = new URL(url);
  const socket = tls.connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** @param {Awaited<ReturnType<typeof start>>} parley @param {RegExp} text */
async function says(parley, text) {
  while (!text.test(parley.output.err)) await once(parley.child.stderr, 'data');
  return parley.output.err.match(text) ?? [];
}

const kFingerprint = /TLS certificate SHA-256 fingerprint ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\n/;

test('a certificate of its own making is the same at each start, and who knows it trusts it', async (t) => {
  const folder = await folderOf(t);
  const env = { XDG_STATE_HOME: folder };
  const file = join(folder, 'parley', 'tls-self-signed.pem');
  const flags = ['--demo', '--demo-pace', '0', '--tls-self-signed'];
  const parley = await start(t, flags, env);
  assert.match(parley.line, /^parley \S+ listening on https:\/\/127\.0\.0\.1:\d+ \(demo\)$/);
  const [, fingerprint] = await says(parley, kFingerprint);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const pem = await readFile(file, 'utf8');
  assert.equal(await fingerprintAt(parley.url), fingerprint);
  assert.equal((await ask(`${parley.url}/healthz`, pem)).text, 'ok\n');
  // By name as well, which a small machine may not resolve.
  const { host } = new URL(parley.url.replace('127.0.0.1', 'localhost'));
  const named = await ask(`${parley.url}/healthz`, pem, { servername: 'localhost', headers: { host } });
  assert.equal(named.status, 200);

  const answer = await ask(
    `${parley.url}/v1beta/interactions`,
    pem,
    { method: 'POST', headers: { 'content-type': 'application/json', origin: parley.url } },
    JSON.stringify({ model: 'gemini-3.8-flash', input: 'hello', stream: true }),
  );
  assert.equal(answer.status, 200);
  assert.ok(answer.complete);
  assert.match(answer.text, /event: done\ndata: \[DONE\]\n\n$/);

  const plain = await fetch(`${parley.url.replace('https', 'http')}/healthz`);
  assert.equal(plain.status, 400);
  assert.equal((await plain.json()).error.message, `This port speaks TLS: open ${parley.url}/ instead.`);
  assert.equal(plain.headers.get('strict-transport-security'), null);

  assert.equal(await parley.stop(), 0);
  const again = await start(t, flags, env);
  assert.equal((await says(again, kFingerprint))[1], fingerprint);
  assert.equal(await readFile(file, 'utf8'), pem);
  assert.equal(await again.stop(), 0);
});

test('SIGHUP takes a pair of files as it is now; what is no pair is said, and the old one stays', async (t) => {
  const folder = await folderOf(t);
  /** @type {string[]} two pairs, as the program makes them itself */
  const pairs = [];
  for (const name of ['one', 'two']) {
    const maker = await start(t, ['--demo', '--tls-self-signed'], { STATE_DIRECTORY: join(folder, name) });
    await maker.stop();
    pairs.push(join(folder, name, 'tls-self-signed.pem'));
  }
  const cert = join(folder, 'cert.pem');
  await copyFile(pairs[0], cert);
  const parley = await start(t, ['--demo', '--tls-cert', cert, '--tls-key', cert]);
  const first = await fingerprintAt(parley.url);
  const kept = new https.Agent({ keepAlive: true, maxSockets: 1 });
  const ca = await readFile(pairs[0], 'utf8');
  assert.equal((await ask(`${parley.url}/`, ca, { agent: kept })).status, 200);

  await copyFile(pairs[1], cert);
  parley.child.kill('SIGHUP');
  await says(parley, /SIGHUP: new connections get the certificate as it is now\n/);
  const second = await fingerprintAt(parley.url);
  assert.notEqual(second, first);
  assert.equal((await ask(`${parley.url}/`, ca, { agent: kept })).status, 200); // on the connection of before
  kept.destroy();
  await assert.rejects(ask(`${parley.url}/healthz`, ca));

  await writeFile(cert, 'nothing of use');
  parley.child.kill('SIGHUP');
  await says(parley, /SIGHUP: there is no certificate in \S+cert\.pem.* Going on with the certificate of before\.\n/);
  assert.equal(await fingerprintAt(parley.url), second);
  assert.equal(await parley.stop(), 0);
});

test('a certificate that cannot be used ends the start with a sentence', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'cert.pem');
  await writeFile(file, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  await chmod(file, 0o600);
  /** @type {[number, RegExp, string[]][]} */
  const cases = [
    [1, /^parley: a certificate in \S+cert\.pem is damaged\./, ['--tls-cert', file, '--tls-key', file]],
    [1, /^parley: cannot read the certificate \/nowhere: No such file/, ['--tls-cert', '/nowhere', '--tls-key', file]],
    [2, /^parley: --tls-cert and --tls-key need each other/, ['--tls-cert', file]],
    [2, /exclude each other/, ['--tls-cert', file, '--tls-key', file, '--tls-self-signed']],
  ];
  for (const [code, message, args] of cases) {
    const result = await run(['--demo', '--port', '0', ...args]);
    assert.equal(result.code, code, `${args}: ${result.err}`);
    assert.match(result.err, message);
    assert.equal(result.out, '');
  }
});
