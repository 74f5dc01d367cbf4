// The proxy itself is killed and started again: what became of a turn is learned from the API, or
// it is said that it could not be learned. Nothing is silently sent twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, kPatience, Proxy, proxy as upstream, slowed } from './support.js';
import { sent, streamIds } from './truth.js';
import { Wire } from './wire.js';

begin(); // the demo outlives the proxy in front of it

/**
 * A proxy that can be killed, and the page that it serves.
 * @param {import('node:test').TestContext} t
 */
async function open(t) {
  const wire = await Wire.start();
  const start = (port = 0) => Proxy.start(['--upstream', upstream.url, '--allow-host', `127.0.0.1:${wire.port}`], port);
  let proxy = await start();
  wire.target = proxy.port;
  const context = await browser.newContext();
  context.setDefaultTimeout(kPatience);
  const chat = new Chat(context, await context.newPage(), wire.url);
  t.after(async () => {
    await chat.close();
    await wire.close();
    await proxy.stop();
  });
  await slowed(chat.page);
  await chat.page.goto(chat.url);
  await chat.connection.and(chat.page.locator('[data-state=idle]')).waitFor();
  return {
    chat,
    wire,
    kill: () => proxy.stop('SIGKILL'),
    restart: async () => void (proxy = await start(proxy.port)),
    /** Until the proxy has all of a stream, whoever reads it. @param {string} id */
    read: (id) => sent(proxy.url, id),
  };
}

/** @param {string} id @returns {Promise<any>} what upstream says of it, or null */
async function interaction(id) {
  const response = await fetch(`${upstream.url}/v1beta/interactions/${id}`);
  return response.ok ? response.json() : null;
}

/** The interaction of a turn, as the page has learned. @param {Chat} chat @param {number} turn */
const idOf = async (chat, turn) =>
  (await chat
    .turn(turn)
    .getByTitle(/Copy interaction id/)
    .getAttribute('data-text')) ?? '';

/** Until upstream has noticed that nobody listens, and has forgotten it. @param {string} id */
async function forgotten(id) {
  for (const end = Date.now() + kPatience; await interaction(id); ) {
    assert.ok(Date.now() < end, `${id} is still there`);
  }
}

/** @param {any} resource */
function textOf(resource) {
  /** @type {{type: string, content: {text: string}[]}[]} */
  const steps = resource.steps;
  return steps
    .filter(({ type }) => type === 'model_output')
    .flatMap(({ content }) => content)
    .map(({ text }) => text)
    .join('');
}

/** Requests for what upstream knows of it. @param {Chat} chat @param {string} id */
const looked = (chat, id) =>
  chat.requests.filter((request) => request.method() === 'GET' && request.url().endsWith(`/v1beta/interactions/${id}`));

test('killed when upstream had finished: the stored interaction is asked for, and is the answer', async (t) => {
  const { chat, wire, kill, restart, read } = await open(t);
  await chat.send('echo: one');
  await chat.state(1, 'done');
  const gate = upstream.gate(5);
  await chat.send(`${gate} demo:long 20 Two`);
  await chat.says(2, 'word5');
  const id = await idOf(chat, 2);
  wire.down();
  await gate.open();
  await read(streamIds(chat.requests)[1]);
  await kill();
  await restart();
  wire.up = true;
  await chat.state(2, 'done');
  assert.ok(looked(chat, id).length > 0);
  const resource = await interaction(id);
  assert.equal(resource?.status, 'completed');
  assert.match(textOf(resource), /word20/);
  assert.equal(await chat.answer(2), textOf(resource));
  assert.equal(chat.posts.length, 2);
  await chat.send('echo: three');
  await chat.state(3, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, id);
});

test('killed in mid-answer, and upstream forgot it: that is said, and the chat goes on', async (t) => {
  const { chat, kill, restart } = await open(t);
  await chat.send('echo: one');
  await chat.state(1, 'done');
  await chat.send(`${upstream.gate(5)} demo:long 20 Two`);
  await chat.says(2, 'word5');
  const [first, second] = [await idOf(chat, 1), await idOf(chat, 2)];
  await kill();
  await forgotten(second);
  await restart();
  await chat.state(2, 'failed');
  assert.match(await chat.failure(2), /broke off/);
  assert.ok(looked(chat, second).length > 0);
  assert.equal(chat.posts.length, 2);
  await chat.send('echo: three');
  await chat.state(3, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, first);
});

test('killed before anything came back: it may have been billed, nothing goes out again', async (t) => {
  const { chat, kill, restart } = await open(t);
  /** @type {[boolean, number][]} bound to a run of the proxy, and what was answered */
  const answers = [];
  chat.page.on('response', (response) => {
    const request = response.request();
    if (request.method() === 'POST') {
      answers.push([request.headers()['parley-instance'] !== undefined, response.status()]);
    }
  });
  const gate = upstream.gate(0);
  await chat.send(`${gate} Hello`);
  await gate.reached();
  await chat.state(1, 'sending');
  const lost = chat.page.waitForEvent('requestfailed', (request) => request.method() === 'POST');
  await kill();
  // Chromium sends a POST again by itself where a connection that it had used before breaks off without an answer.
  // That must find nobody: the next run would take it for a new one, since it is bound to none.
  await lost;
  await restart();
  await chat.state(1, 'failed');
  assert.match(await chat.failure(1), /may have been billed/);
  // The one that was tried again was bound to the run of the proxy that is gone.
  assert.deepEqual(answers, [[true, 412]]);
  await chat.send('echo: two');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    [`${gate} Hello`, `${gate} Hello`, 'echo: two'],
  );
});

test('killed and back before the browser sees it: what that sends again goes nowhere', async (t) => {
  const { chat, wire, kill, restart } = await open(t);
  const gate = upstream.gate(0);
  await chat.send(`${gate} Hello`);
  await gate.reached();
  wire.lingers = true;
  await kill();
  await restart();
  wire.lingers = false;
  wire.cut();
  await chat.state(1, 'failed');
  assert.match(await chat.failure(1), /may have been billed/);
  assert.equal(await gate.reached(), 1);
});

for (const finished of [true, false]) {
  const what = finished ? 'had finished: the answer is there' : 'had not: it is said, and the queue waits';
  test(`killed while the page was closed, and upstream ${what} when the page is opened`, async (t) => {
    const { chat, kill, restart, read } = await open(t);
    const gate = upstream.gate(5);
    const message = `${gate} demo:long 20 Hello`;
    await chat.send(message);
    await chat.says(1, 'word5');
    const id = await idOf(chat, 1);
    await chat.send('echo: next');
    await chat.queues(1);
    const address = chat.page.url();
    await chat.page.goto('about:blank');
    if (finished) {
      await gate.open();
      await read(streamIds(chat.requests)[0]);
      await kill();
    } else {
      await kill();
      await forgotten(id);
    }
    await restart();
    await chat.page.goto(address);
    if (finished) {
      await chat.state(1, 'done');
      assert.equal(await chat.answer(1), textOf(await interaction(id)));
    } else {
      await chat.state(1, 'failed');
      await chat.queues(1);
      await chat.turn(1).getByRole('button', { name: 'Skip' }).click();
    }
    assert.ok(looked(chat, id).length > 0);
    await chat.state(2, 'done');
    assert.deepEqual(
      chat.posts.map((body) => body.input),
      [message, 'echo: next'],
    );
  });
}
