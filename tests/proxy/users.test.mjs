// Users of the delivered program: tokens and invitations, a file that is read anew, a token of the run.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { once } from 'node:events';
import { run, start } from './program.mjs';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
});
after(() => rm(folder, { recursive: true }));

/** @param {string} url @param {string} token */
const status = async (url, token) =>
  (await fetch(`${url}/v1beta/models`, { headers: { authorization: `Bearer ${token}` } })).status;

/** @param {import('./program.mjs').Running} parley @param {string} text */
async function says(parley, text) {
  while (!parley.output.err.includes(text)) await once(parley.child.stderr, 'data');
}

test('a fresh token, and its line for the file', async () => {
  const { code, out, err } = await run(['token', 'anna']);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.match(out, /^parley_[\w-]{44}\nanna sha256:[0-9a-f]{64}\n$/);
  assert.notEqual((await run(['token', 'anna'])).out, out);
  const refused = await run(['token']);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /name of a user/);
});

test('an invitation is a link, its code, and the line for the file', async () => {
  const { code, out } = await run(['invite', 'bob', 'https://parley.example/']);
  assert.equal(code, 0);
  const [link, ...lines] = out.trimEnd().split('\n');
  assert.match(link, /^https:\/\/parley\.example\/sign_in\.html#token=parley_[\w-]{44}$/);
  assert.match(lines.pop() ?? '', /^bob sha256:[0-9a-f]{64}$/);
  assert.ok(lines.length > 15);
  assert.match(lines.join(''), /^[\u2580\u2584\u2588 ]+$/);
  assert.match((await run(['invite', 'bob', '--port', '9'])).out, /^http:\/\/127\.0\.0\.1:9\/sign_in/);
});

test('the file is read anew at SIGHUP; a broken one changes nothing and is named with its line', async (t) => {
  const [anna, bob] = await Promise.all(
    ['anna', 'bob'].map(async (name) => (await run(['token', name])).out.split('\n')),
  );
  const file = join(folder, 'users');
  await writeFile(file, `${anna[1]}\n`);
  const parley = await start(t, ['--demo', '--demo-pace', '0', '--users', file], { STATE_DIRECTORY: folder });
  assert.equal(await status(parley.url, anna[0]), 200);
  assert.equal(await status(parley.url, bob[0]), 401);
  await writeFile(file, `${anna[1]}\nbob nonsense\n`);
  parley.child.kill('SIGHUP');
  await says(parley, `${file}:2: `);
  assert.equal(await status(parley.url, anna[0]), 200);
  await writeFile(file, `${bob[1]}\n`);
  parley.child.kill('SIGHUP');
  await says(parley, 'these are the users');
  assert.equal(await status(parley.url, anna[0]), 401);
  assert.equal(await status(parley.url, bob[0]), 200);
  assert.equal(await parley.stop(), 0);
  for (const secret of [anna[0], bob[0]]) assert.ok(!parley.output.err.includes(secret));
});

test('without a usable file it does not start', async () => {
  const missing = join(folder, 'none');
  const { code, err } = await run(['--demo', '--port', '0', '--users', missing]);
  assert.equal(code, 1);
  assert.match(err, new RegExp(`^parley: ${missing}: No such file`, 'm'));
});

test('whose an interaction is and what it took stays known, without its id', async (t) => {
  const [token, line] = (await run(['token', 'anna'])).out.split('\n');
  const file = join(folder, 'users-state');
  await writeFile(file, `${line}\n`);
  const parley = await start(t, ['--demo', '--demo-pace', '0', '--users', file], { XDG_STATE_HOME: folder });
  const answer = await fetch(`${parley.url}/v1beta/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': token },
    body: JSON.stringify({ model: 'gemini-3.8-flash', input: 'hello' }),
  });
  const { id, usage } = await answer.json();
  assert.equal(await parley.stop(), 0);
  const kept = join(folder, 'parley/interactions');
  assert.match(await readFile(kept, 'utf8'), /^(\d+ [0-9a-f]{32} anna \d+\n)+$/);
  const told = await run(['usage'], { XDG_STATE_HOME: folder });
  assert.equal(told.code, 0);
  assert.match(told.out, new RegExp(`^anna +1 +${usage.total_tokens} +1 +${usage.total_tokens}$`, 'm'));
  assert.ok(!(await readFile(kept, 'utf8')).includes(id));
  assert.equal((await stat(kept)).mode & 0o777, 0o600);
});
