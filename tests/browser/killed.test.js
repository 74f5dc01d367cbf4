// The proxy itself is killed and started again: what became of a turn is learned from the API, or
// it is said that it could not be learned. Nothing is silently sent twice.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let upstream, browser, proxy, chat;
before(async () => {
  // The demo outlives the proxy in front of it.
  [upstream, browser] = await Promise.all([Proxy.start(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await upstream?.stop();
});
beforeEach(async () => {
  proxy = await Proxy.start(['--upstream', upstream.url]);
  const context = await browser.newContext();
  context.setDefaultTimeout(20000);
  chat = new Chat(context, await context.newPage(), proxy.url);
  await chat.page.goto(chat.url);
  await chat.connection.and(chat.page.locator('[data-state=idle]')).waitFor();
});

async function restart() {
  await proxy.stop('SIGKILL');
  proxy = await Proxy.start(['--upstream', upstream.url], proxy.port);
}

async function end() {
  await chat.close();
  await proxy.stop();
}

test('killed in mid-answer: the stored interaction is asked for, and the chat goes on', async () => {
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send('demo:long 60 demo:cut Two');
  await chat.answering(2);
  await restart();
  await chat.until(() => /done|failed/.test(document.querySelector('article[data-turn="2"]').dataset.turnState));
  const asked = chat.requests.filter(
    (request) => request.method() === 'GET' && /\/v1beta\/interactions\/v1_/.test(request.url()),
  );
  assert.ok(asked.length > 0);
  assert.equal(chat.posts.length, 2);
  const resource = await (
    await fetch(`${upstream.url}/v1beta/interactions/${new URL(asked[0].url()).pathname.split('/').pop()}`)
  ).json();
  const state = await chat.turn(2).getAttribute('data-turn-state');
  if (resource.status === 'completed') {
    assert.equal(state, 'done');
    const text = resource.steps
      .filter(({ type }) => type === 'model_output')
      .flatMap(({ content }) => content)
      .map(({ text }) => text)
      .join('');
    assert.equal(await chat.answer(2), text);
  } else {
    assert.equal(state, 'failed');
    assert.match(await chat.turn(2).locator('[data-part=error]').innerText(), /broke off/);
    await chat.turn(2).getByRole('button', { name: 'Skip' }).click();
  }
  await chat.send('echo: three');
  await chat.state(3, 'done');
  assert.ok(chat.posts[2].previous_interaction_id);
  await end();
});

test('killed before anything came back: it is said that it may have been billed, and nothing goes out again', async () => {
  const refused = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST')
      refused.push([response.request().headers()['parley-instance'] !== undefined, response.status()]);
  });
  const sent = chat.page.waitForRequest((request) => request.method() === 'POST');
  await chat.send('demo:silent 30 Hello');
  await sent;
  await chat.state(1, 'sending');
  await restart();
  await chat.state(1, 'failed');
  assert.match(await chat.turn(1).locator('[data-part=error]').innerText(), /may have been billed/);
  // The one that was tried again was bound to the run of the proxy that is gone.
  for (const answer of refused) assert.deepEqual(answer, [true, 412]);
  await chat.turn(1).getByRole('button', { name: 'Skip' }).click();
  await chat.send('echo: two');
  await chat.state(2, 'done');
  await end();
});

test('killed while the page was closed: the page finds out when it is opened', async () => {
  await chat.send('demo:long 40 demo:cut Hello');
  await chat.answering(1);
  await chat.send('echo: next');
  const address = chat.page.url();
  await chat.page.goto('about:blank');
  await restart();
  await chat.page.goto(address);
  await chat.until(() => /done|failed/.test(document.querySelector('article[data-turn="1"]')?.dataset.turnState));
  if ((await chat.turn(1).getAttribute('data-turn-state')) === 'failed') {
    assert.equal(await chat.queued.count(), 1);
    await chat.turn(1).getByRole('button', { name: 'Skip' }).click();
  }
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:long 40 demo:cut Hello', 'echo: next'],
  );
  await end();
});
