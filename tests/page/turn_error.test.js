// What goes wrong is said plainly: what it was, what came back, what can be done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './document.js';
import { openTalks } from './talk.js';

const { begin } = await openTalks();

/**
 * The words that are shown for a message that fails.
 * @param {string} message
 * @param {string} [behind] what waits then
 */
async function failure(message, behind = '', settings = { model: 'gemini-3.8-flash' }) {
  const talk = begin();
  talk.settings(settings);
  talk.send(message);
  if (behind) talk.send(behind);
  await talk.state(1, 'failed');
  const turn = talk.turn(1);
  const box = turn.element.querySelector('[data-part=error]');
  assert.ok(box);
  await until(() => box.querySelector('.what')); // it is loaded when it comes to that
  const part = (/** @type {string} */ name) => box.querySelector(name)?.textContent ?? '';
  turn.tick(Date.now());
  return {
    talk,
    what: part('.what'),
    said: part('.said'),
    advice: part('.advice'),
    raw: part('details pre'),
    status: turn.status.textContent ?? '',
    /** @type {string[]} */
    buttons: [...box.querySelectorAll('button')]
      .filter(({ hidden }) => !hidden)
      .map(({ textContent }) => textContent ?? ''),
  };
}

test('a refusal: status, code, words of the service and the raw body', async () => {
  const { what, said, advice, raw, buttons, talk } = await failure('demo:400 x', 'Behind it');
  assert.equal(what, 'HTTP 400 \u00b7 invalid_request');
  assert.equal(said, 'The request is invalid.');
  assert.match(advice, /refused as it was/);
  assert.equal(JSON.parse(raw).error.code, 'invalid_request');
  assert.deepEqual(buttons, ['Retry', 'Skip']);
  assert.equal(talk.said.at(-1), 'The answer failed. The request is invalid.');
});

test('a busy service says how long, and the message goes again by itself', async () => {
  const { what, advice, status, buttons, talk } = await failure('demo:429 200 once Hello', 'Behind it');
  assert.match(what, /^HTTP 429/);
  assert.match(advice, /Retry in 200 s/);
  assert.equal(status, 'Next try in 200 s');
  assert.deepEqual(buttons, ['Retry now', 'Cancel retry', 'Skip']);
  const turn = talk.turn(1);
  turn.tick(turn.retryAt - 1500);
  assert.equal(turn.status.textContent, 'Next try in 2 s');
  turn.tick(turn.retryAt + 1500);
  assert.equal(turn.status.textContent, 'Next try in 0 s');
  talk.do('stop', { id: 1 });
  assert.equal(turn.status.textContent, 'Failed');
  assert.deepEqual(
    [...turn.element.querySelectorAll('[data-part=error] button')].map((button) => button.hasAttribute('hidden')),
    [false, true, false],
  );
});

test("a day's quota is not waited for, and is called so", async () => {
  const { advice, status, buttons } = await failure('demo:429 1 daily Hello', 'Behind it');
  assert.match(advice, /Today's quota is used up/);
  assert.equal(status, 'Failed');
  assert.deepEqual(buttons, ['Retry', 'Skip']);
});

test('an answer that ends too early, a page of HTML, an unknown model, a key that is none', async () => {
  assert.match((await failure('demo:lost x')).said, /broke off/);
  const html = await failure('demo:html x');
  assert.match(html.what, /HTTP 502/);
  assert.match(html.raw, /<html|<!DOCTYPE/i);
  const unknown = await failure('Hello', '', { model: 'no-such-model' });
  assert.match(unknown.what, /HTTP 404/);
  assert.match(unknown.advice, /not known there/);
  assert.match((await failure('demo:401 x')).advice, /API key/);
  assert.match((await failure('demo:500 x')).advice, /A retry often helps/);
});

test('Retry sends the same message again, and only that, and takes back what was said', async () => {
  const { talk } = await failure('demo:500 once Hello');
  talk.do('retry', { id: 1 });
  await talk.state(1, 'done');
  assert.equal(talk.turn(1).element.querySelector('[data-part=error]'), null);
  assert.deepEqual(
    talk.posts.map((body) => body.input),
    ['demo:500 once Hello', 'demo:500 once Hello'],
  );
  assert.equal(talk.view.turns.size, 1);
});

test('an error event in mid-stream keeps what arrived, and the turn is no parent', async () => {
  const talk = begin();
  talk.send('One');
  talk.send('demo:error Two');
  talk.send('Three');
  await talk.state(2, 'failed');
  await until(() => talk.turn(2).error?.textContent?.includes('gateway_timeout'));
  assert.notEqual(talk.answer(2), '');
  assert.deepEqual(talk.view.queuedTexts(), ['Three']);
  assert.equal(talk.seen.elements.paused.hidden, false);
  assert.equal(talk.posts.length, 2);
  talk.do('skip', { id: 2 });
  await talk.state(3, 'done');
  assert.equal(talk.posts[2].previous_interaction_id, talk.id(1));
});
