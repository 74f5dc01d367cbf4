// Stop keeps what arrived and says what became of it at the service.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerText, begin, chat, parseStream, proxy } from './support.js';

begin({ whole: true, each: true });

/** @param {number} number @param {string} what became of it */
async function stopped(number, what) {
  await chat.state(number, 'stopped');
  await chat.turn(number).getByText(what).waitFor();
}

test('a stream is closed upstream, what came stays, and one writes on from the last completed turn', async () => {
  await chat.send('Before');
  await chat.state(1, 'done');
  await chat.send(`${proxy.gate()} demo:long 5 Go on`);
  await chat.answering(2);
  await chat.stopButton.click();
  await stopped(2, 'The connection to the service was closed.');
  const partial = await chat.answer(2);
  assert.equal(partial, 'word1');
  assert.equal(await chat.turn(2).locator('.state').textContent(), 'Stopped');
  await chat.turn(2).getByRole('button', { name: 'Retry' }).waitFor();
  assert.equal(await chat.stopButton.isVisible(), false);

  // Before anything has come Stop works too.
  const silent = proxy.gate(0);
  await chat.send(`${silent} x`);
  await chat.state(3, 'sending');
  await silent.reached();
  await chat.box.press('Escape');
  await stopped(3, 'The connection to the service was closed.');

  await chat.send('After');
  await chat.state(4, 'done');
  assert.equal(await chat.answer(2), partial);
  assert.ok(chat.posts[1].previous_interaction_id);
  assert.equal(chat.posts[3].previous_interaction_id, chat.posts[1].previous_interaction_id);
});

test('a background run is cancelled if the service says so; if not, it runs on and is billed', async () => {
  await chat.page.getByRole('button', { name: 'Settings' }).click();
  await chat.page.getByLabel('Run in the background').check();
  await chat.page.keyboard.press('Escape');
  await chat.send(`demo:cancel-499 ${proxy.gate()} Go on`);
  await chat.answering(1);
  await chat.stopButton.click();
  await stopped(1, 'The service confirmed it.');
  const paths = chat.requests.map((request) => `${request.method()} ${new URL(request.url()).pathname}`);
  assert.ok(paths.some((path) => /^POST .*\/cancel$/.test(path)));

  await chat.page.clock.install();
  const gate = proxy.gate();
  await chat.send(`demo:cancel-404 ${gate} demo:long 5 Go on`);
  await chat.answering(2);
  const look = () => chat.page.waitForResponse((response) => /\/interactions\/[^/]+$/.test(response.url()));
  const cancel = chat.page.waitForResponse(/\/cancel$/);
  let looked = look();
  await chat.stopButton.click();
  assert.equal((await cancel).status(), 404);
  // A cancel may show late: it looks four times. Where the clock jumps before a wait has begun, it is waited for.
  for (const wait of [1000, 2000, 4000]) {
    await looked;
    looked = look();
    await chat.page.clock.fastForward(wait);
  }
  await stopped(2, 'it runs on at the service and is billed.');
  assert.equal(await chat.answer(2), 'word1');
  await gate.open();
  const run = await fetch((await looked).url() + '?stream=true');
  assert.equal(answerText(parseStream(await run.text())), 'word1 word2 word3 word4 word5.', 'it did run on');
});

test('the proxy gone in that moment: it says that it could not be learned', async () => {
  await chat.send(`${proxy.gate()} Go on`);
  await chat.answering(1);
  await chat.page.route(/parley\/streams/, (route) => route.abort());
  await chat.stopButton.click();
  await stopped(1, 'could not be learned');
});

test('an answer that ends early goes on with Continue, as often as it does', async () => {
  await chat.send('demo:continue 3 Tell me');
  const goOn = chat.turn(1).getByRole('button', { name: 'Continue' });
  await chat.state(1, 'waiting');
  await goOn.click();
  await chat.until(() => document.querySelectorAll('.exchange').length === 2);
  await chat.state(1, 'waiting');
  await goOn.click();
  await chat.state(1, 'done');
  assert.ok(chat.posts[1].continuation_token);
  assert.equal(chat.posts[1].input, undefined);
});
