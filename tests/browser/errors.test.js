// What goes wrong is said plainly, can be retried, and loses nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, chat, Proxy, proxy } from './support.js';

begin({ each: true });

/** @param {number} number */
const error = (number) => chat.turn(number).locator('[data-part=error]');
/** @param {number} number @param {string} name */
const press = (number, name) => chat.turn(number).getByRole('button', { name, exact: true }).click();

test('a refusal shows the status, the code and the words of the service, and the raw body', async () => {
  await chat.send('demo:400 x');
  await chat.state(1, 'failed');
  const text = await chat.failure(1);
  assert.match(text, /HTTP 400/);
  assert.match(text, /invalid_request/);
  await error(1).locator('summary').click();
  assert.match(await error(1).locator('pre').innerText(), /"error"/);
  await chat.model.fill('no-such-model');
  await chat.send('Hello');
  await chat.state(2, 'failed');
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('Hello again');
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts.map((body) => body.model).slice(1), ['no-such-model', 'gemini-3.8-flash']);
});

test('a failure holds the queue until Retry or Skip; the failed turn is no parent', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  const gate = proxy.gate();
  await chat.send(`demo:error ${gate} Two`);
  await chat.answering(2);
  await chat.send('demo:500 once Three');
  await chat.send('Four');
  await chat.queues(2);
  await gate.open();
  await chat.state(2, 'failed');
  assert.match(await chat.failure(2), /gateway_timeout/);
  assert.notEqual(await chat.answer(2), '', 'what arrived stays');
  assert.equal(await chat.queued.count(), 2);
  assert.equal(chat.posts.length, 2);
  await press(2, 'Skip');
  await chat.state(3, 'failed');
  assert.equal(await chat.queued.count(), 1);
  await press(3, 'Retry');
  await chat.state(3, 'done');
  assert.equal(await error(3).count(), 0);
  await chat.state(4, 'done');
  assert.deepEqual(chat.posts.map((body) => body.input).slice(2), [
    'demo:500 once Three',
    'demo:500 once Three',
    'Four',
  ]);
  assert.equal(chat.posts[2].previous_interaction_id, chat.posts[1].previous_interaction_id);
  assert.ok(chat.posts[2].previous_interaction_id);
  assert.equal(await chat.turns.count(), 4);
});

test('a proxy that is killed in mid-answer is said to be gone, texts stay, and a new one is found', async () => {
  const own = await Proxy.start(['--demo-pace', '0']);
  const other = await Chat.open(browser, own.url);
  /** @type {Proxy | undefined} */
  let next;
  try {
    const held = `${own.gate()} demo:long 5 x`;
    await other.send(held);
    await other.answering(1);
    await other.send('Second');
    await other.queues(1);
    await other.box.fill('half a thought');
    await own.stop('SIGKILL');
    await other.connection.filter({ hasText: /not reachable|Reconnecting/ }).waitFor();
    assert.equal(await other.answer(1), 'word1');
    assert.equal(await other.queued.count(), 1);
    assert.equal(await other.box.inputValue(), 'half a thought');

    next = await Proxy.start(['--demo-pace', '0'], own.port);
    await other.state(1, 'failed');
    assert.match(await other.failure(1), /cut|broke off/);
    await other.turn(1).getByRole('button', { name: 'Skip' }).click();
    await other.state(2, 'done');
    assert.deepEqual(
      other.posts.map((body) => body.input),
      [held, 'Second'],
    );
    assert.equal(await other.box.inputValue(), 'half a thought');
  } finally {
    await other.close();
    await own.stop();
    await next?.stop();
  }
});

test('what goes wrong where nobody waits for it is shown, once, and the page goes on', async () => {
  const line = chat.page.locator('#say');
  await chat.page.evaluate(() => void Promise.reject(new Error('left alone')));
  await line.filter({ hasText: 'That did not work: left alone' }).waitFor();
  await chat.page.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('thrown later');
      }),
  );
  await line.filter({ hasText: 'That did not work: thrown later' }).waitFor();
  await chat.send('echo: one');
  await chat.state(1, 'done');
  assert.equal(await line.isVisible(), false);
  await chat.page.evaluate(() => void Promise.reject(new Error('left alone')));
  await chat.page.evaluate(() => void Promise.reject(new Error('and once more')));
  await line.filter({ hasText: 'and once more' }).waitFor();
  assert.deepEqual(
    chat.problems.filter((problem) => !/left alone|thrown later|once more/.test(problem)),
    [],
  );
});

test('a command that fails says so, and the next one works', async () => {
  await chat.page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new Error('no room for the file');
    };
  });
  await chat.send('echo: one');
  await chat.state(1, 'done');
  const list = chat.page.getByRole('navigation', { name: 'Conversations' });
  await list.locator('[data-action=more]').click();
  await list.getByRole('button', { name: 'Export' }).click();
  await chat.page.locator('#say').filter({ hasText: 'That did not work: no room for the file' }).waitFor();
  await chat.send('echo: two');
  await chat.state(2, 'done');
});

test('what goes wrong while a dialog is open is said in it, and above the box when it is closed', async () => {
  const { page } = chat;
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByLabel('System instruction').waitFor();
  await page.evaluate(() => void Promise.reject(new Error('lightning')));
  const line = page.locator('#say').filter({ hasText: 'lightning' });
  await line.waitFor();
  const isOnTop = () =>
    line.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
  assert.ok(await isOnTop());
  await dialog.getByText('lightning').first().waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('#composer > #say').waitFor();
  assert.ok(await isOnTop());
});
