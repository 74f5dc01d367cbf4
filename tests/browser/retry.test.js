// A busy service: waited for, or not, as the user likes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat } from './support.js';

begin({ whole: true, each: true });

/** @param {number} number @param {string} name */
const button = (number, name) => chat.turn(number).getByRole('button', { name, exact: true });
/** Until the line of a turn says so. @param {number} number @param {string} text */
const says = (number, text) =>
  chat.until(
    ([number, text]) => document.querySelector(`[data-turn="${number}"] .state`)?.textContent === text,
    [number, text],
  );

test('the wait that the service asks for counts down, then the message goes again by itself', async () => {
  await chat.page.clock.install();
  await chat.load();
  await chat.send('demo:429 200 once Hello');
  await chat.state(1, 'failed');
  await chat
    .turn(1)
    .getByText(/^Next try in (200|199|19\d) s$/)
    .waitFor();
  await chat.send('Behind');
  await chat.queues(1);
  await chat.page.clock.fastForward(100_000);
  await chat
    .turn(1)
    .getByText(/^Next try in (100|9\d|8\d) s$/)
    .waitFor();
  assert.equal(chat.posts.length, 1);
  assert.equal(await chat.queued.count(), 1, 'the line waits for it');
  await chat.page.clock.fastForward(100_000);
  await chat.state(1, 'done');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['demo:429 200 once Hello', 'demo:429 200 once Hello', 'Behind'],
  );
  assert.ok(chat.posts[2].previous_interaction_id);
});

test('the wait can be cancelled, or not be waited for', async () => {
  await chat.page.clock.install();
  await chat.load();
  await chat.send('demo:429 200 once Hello');
  await button(1, 'Cancel retry').click();
  await says(1, 'Failed');
  assert.equal(await button(1, 'Cancel retry').count(), 0);
  // Another one that is waited for, and as long: by then the time of the first has come, too.
  await chat.box.fill('demo:429 200 once Other');
  await chat.box.press('Control+Enter');
  await button(2, 'Retry now').waitFor();
  await chat.page.clock.fastForward(201_000);
  await chat.state(2, 'done');
  await chat.send('demo:429 200 once Third');
  await button(3, 'Retry now').click();
  await chat.state(3, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input.slice(-5)),
    ['Hello', 'Other', 'Other', 'Third', 'Third'],
    'the first was not sent again',
  );
  await button(1, 'Retry').click();
  await chat.state(1, 'done');
});
