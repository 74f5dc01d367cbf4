// A box in a LAN and the browsers of those who use it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kAddress, runInLan, testInLan } from './lan.js';
import { Chat, kRoot, launch, Proxy } from './support.js';

runInLan(import.meta.url, 'a box that others use, in a network of its own');

/** @param {import('node:test').TestContext} t @param {string[]} flags */
async function open(t, ...flags) {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const variables = { STATE_DIRECTORY: folder };
  const proxy = await Proxy.start(['--host', '0.0.0.0', '--demo-pace', '0', ...flags], 0, variables);
  t.after(() => proxy.stop());
  const browser = await launch();
  t.after(() => browser.close());
  return { proxy, browser, url: `${new URL(proxy.url).protocol}//${kAddress}:${proxy.port}` };
}

testInLan('one command shares it: whoever has the link is in, nobody else', async (t) => {
  const { proxy, browser, url } = await open(t);
  const link = await proxy.says(/^(http\S+#token=\S+)$/m);
  assert.ok(link.startsWith(`${url}/`), link);
  assert.equal((await fetch(`${url}/parley/config`)).status, 401);
  assert.equal((await fetch(`http://127.0.0.1:${proxy.port}/parley/config`)).status, 401);
  const chat = await Chat.open(browser, link);
  t.after(() => chat.close());
  await chat.send('echo: shared');
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), 'shared');
});

for (const [how, flags, isSecure] of /** @type {[string, string[], boolean][]} */ ([
  ['over plain http, where all works but what a secure context is for', [], false],
  ['over TLS', ['--tls-self-signed'], true],
])) {
  testInLan(`two users, each in his browser, ${how}`, (t) => twoUsers(t, flags, isSecure));
}

/** @param {import('node:test').TestContext} t @param {string[]} flags @param {boolean} isSecure */
async function twoUsers(t, flags, isSecure) {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const made = ['anna', 'bob'].map((name) =>
    execFileSync(path.join(kRoot, 'build/release/parley'), ['token', name], { encoding: 'utf8' }).split('\n'),
  );
  const file = path.join(folder, 'users');
  await writeFile(file, made.map(([, line]) => `${line}\n`).join(''));
  const { browser, url, proxy } = await open(t, '--users', file, ...flags);
  const [anna, bob] = await Promise.all(
    made.map(([token]) => Chat.open(browser, `${url}/sign_in.html#token=${token}`, { ignoreHTTPSErrors: true })),
  );
  t.after(() => Promise.all([anna.close(), bob.close()]));
  assert.equal(await anna.page.evaluate(() => isSecureContext), isSecure);
  const gate = proxy.gate(5);
  await anna.send(`${gate} demo:long 20 Hers`);
  await anna.says(1, 'word5');
  await bob.send('echo: his');
  await bob.state(1, 'done');
  await anna.page.reload();
  await gate.open();
  await anna.state(1, 'done');
  assert.equal(anna.posts.filter((body) => body.input).length, 1);
  assert.match(await anna.answer(1), /word1 .*word20/s);
  assert.equal(await bob.page.getByText('Hers').count(), 0);
  if (isSecure) await anna.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // Over plain http without the clipboard's own interface.
  await anna.turn(1).getByRole('button', { name: 'Copy answer' }).click();
  await anna.page.getByText('Copied').first().waitFor();
  // What she made is not there for him, by whatever name he asks.
  const [stream] = anna.requests.map((request) => request.headers()['parley-stream']).filter(Boolean);
  const asked = await bob.page.evaluate(async (id) => (await fetch(`/parley/streams/${id}`)).status, stream);
  assert.equal(asked, 404);
}
