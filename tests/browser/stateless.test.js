// Conversations that the service does not remember: the page sends all of it each time.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { loggedData } from './truth.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '0']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
  await chat.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  await chat.page.keyboard.press('Escape');
});
afterEach(() => chat.close());

/** The steps that a turn's stream brought, told by its events as the log shows them. */
async function stepsOf(turn) {
  const data = await loggedData(chat.page, turn);
  const steps = [];
  for (const { event_type: type, index, step, delta } of data
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text))) {
    if (type === 'step.start') steps[index] = { type: step.type, signature: step.signature ?? '', text: '' };
    if (type === 'step.delta') {
      steps[index].signature += delta.signature ?? '';
      steps[index].text += delta.text ?? '';
    }
  }
  return steps;
}

test('each request has every step so far, thought signatures untouched, and no parent', async () => {
  const messages = ['My name is Ada.', 'demo:unicode Two', 'What is my name?'];
  for (const [at, message] of messages.entries()) {
    await chat.send(message);
    await chat.state(at + 1, 'done');
  }
  assert.match(await chat.answer(3), /Ada/, 'it remembers, told by the history alone');
  const history = [];
  for (const [at, message] of messages.entries()) {
    const { input, store, previous_interaction_id: parent } = chat.posts[at];
    assert.equal(store, false);
    assert.equal(parent, undefined);
    if (at === 0) {
      assert.equal(input, message);
    } else {
      assert.deepEqual(
        input.slice(0, -1).map(({ type, content, signature }) => ({
          type,
          signature: signature ?? '',
          text: (content ?? []).map(({ text }) => text).join(''),
        })),
        history,
      );
      assert.equal(input.at(-1).content[0].text, message);
    }
    history.push({ type: 'user_input', signature: '', text: message }, ...(await stepsOf(at + 1)));
  }
  assert.ok(
    history.some(({ type, signature }) => type === 'thought' && signature),
    'there were signatures',
  );
});

test('a reload forgets nothing of it', async () => {
  await chat.send('My name is Ada.');
  await chat.state(1, 'done');
  await chat.page.reload();
  await chat.ready();
  await chat.send('What is my name?');
  await chat.state(2, 'done');
  assert.match(await chat.answer(2), /Ada/);
  assert.equal(chat.posts.at(-1).store, false, 'as it was set for this conversation');
});
