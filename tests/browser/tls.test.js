// The page over https, by a proxy with a certificate of its own making.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { begin, browser, Chat, Proxy, proxy } from './support.js';

/** @type {string} */
let state;
begin({
  start: async () => {
    state = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
    return Proxy.start(['--demo-pace', '0', '--tls-self-signed'], 0, { XDG_STATE_HOME: state });
  },
});
after(() => rm(state, { recursive: true }));

test('one chats, stops, and reloads in the midst of an answer, as over plain http', async (t) => {
  assert.match(proxy.url, /^https:/);
  const chat = await Chat.open(browser, proxy.url, { ignoreHTTPSErrors: true });
  t.after(() => chat.close());
  assert.equal(await chat.page.evaluate(() => isSecureContext), true);
  await chat.send('Hello');
  await chat.state(1, 'done');

  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Go on`);
  await chat.says(2, 'word5');
  await chat.page.reload();
  await chat.says(2, 'word5');
  await gate.open();
  await chat.state(2, 'done');
  assert.match(await chat.answer(2), /word20/);

  await chat.send(`${proxy.gate(1)} demo:long 5 And on`);
  await chat.answering(3);
  await chat.stopButton.click();
  await chat.state(3, 'stopped');
  assert.equal(await chat.answer(3), 'word1');
  await chat.send('After');
  await chat.state(4, 'done');
  assert.equal(chat.posts.length, 4);
  for (const request of chat.requests) assert.match(request.url(), new RegExp(`^(${proxy.url}/|blob:)`));
  // A certificate that somebody has only waved through is none for a service worker: Chromium says so, and the page
  // does without.
  assert.deepEqual(
    chat.problems.filter((text) => !/error occurred when fetching the script/.test(text)),
    [],
  );
});
