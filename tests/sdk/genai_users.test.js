// The official SDK with a user's token where it wants a key.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { GoogleGenAI } from '@google/genai';

import { collect, kBinary, kModel, rejection, startProxy } from './support.js';

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {string} */
let folder;
/** @type {any[]} */
let clients;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
  const made = ['anna', 'bob'].map((name) => execFileSync(kBinary, ['token', name], { encoding: 'utf8' }).split('\n'));
  await writeFile(path.join(folder, 'users'), made.map(([, line]) => `${line}\n`).join(''));
  proxy = await startProxy(['--demo', '--demo-pace', '0', '--users', path.join(folder, 'users')], {
    STATE_DIRECTORY: folder,
  });
  clients = made.map(([apiKey]) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: proxy.url } }));
});
after(async () => {
  await proxy?.stop();
  await rm(folder, { recursive: true });
});

test('a token is a key, also for streams and models; another word is none', async () => {
  const [anna] = clients;
  const events = await collect(await anna.interactions.create({ model: kModel, input: 'echo: hers', stream: true }));
  assert.equal(events.map((event) => event.delta?.text ?? '').join(''), 'hers');
  const [first] = await collect(await anna.models.list());
  assert.match(first.name, /^models\//);
  /** @type {any} */
  const stranger = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: proxy.url } });
  const refused = await rejection(stranger.interactions.create({ model: kModel, input: 'hello' }));
  assert.equal(refused.status, 401);
  assert.match(refused.message, /token/);
});

test('what one made can be read, chained on and deleted by him alone', async () => {
  const [anna, bob] = clients;
  const made = await anna.interactions.create({ model: kModel, input: 'My dog is called Rex' });
  const chained = { model: kModel, input: 'And?', previous_interaction_id: made.id };
  for (const attempt of [
    () => bob.interactions.get(made.id),
    () => bob.interactions.delete(made.id),
    () => bob.interactions.cancel(made.id),
    () => bob.interactions.create(chained),
  ]) {
    assert.equal((await rejection(attempt())).status, 404);
  }
  assert.equal((await anna.interactions.get(made.id)).id, made.id);
  assert.equal((await anna.interactions.create(chained)).status, 'completed');
});
