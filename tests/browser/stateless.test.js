// Conversations that the service does not remember: the page sends all of it each time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';
import { loggedData } from './truth.js';

begin();

/**
 * The steps that a turn's stream brought, told by its events as the log shows them.
 * @param {Chat} chat
 * @param {number} turn
 */
async function stepsOf(chat, turn) {
  const data = await loggedData(chat.page, turn);
  /** @type {{type: string, signature: string, text: string}[]} */
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

test('each request has every step so far, signatures untouched, and no parent; a reload forgets none', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  await chat.page.keyboard.press('Escape');
  const messages = ['My name is Ada.', 'demo:unicode Two', 'What is my name?', 'And what is my name now?'];
  /** @type {Awaited<ReturnType<typeof stepsOf>>} */
  const history = [];
  for (const [at, message] of messages.entries()) {
    if (at === 3) {
      await chat.page.reload();
      await chat.ready();
    }
    await chat.send(message);
    await chat.state(at + 1, 'done');
    const { input, store, previous_interaction_id: parent } = chat.posts[at];
    assert.equal(store, false, 'as it was set for this conversation');
    assert.equal(parent, undefined);
    if (at === 0) {
      assert.equal(input, message);
    } else {
      /** @type {{type: string, content?: {text: string}[], signature?: string}[]} */
      const sent = input.slice(0, -1);
      assert.deepEqual(
        sent.map(({ type, content, signature }) => ({
          type,
          signature: signature ?? '',
          text: (content ?? []).map(({ text }) => text).join(''),
        })),
        history,
      );
      assert.equal(input.at(-1).content[0].text, message);
    }
    history.push({ type: 'user_input', signature: '', text: message }, ...(await stepsOf(chat, at + 1)));
  }
  for (const turn of [3, 4]) assert.match(await chat.answer(turn), /Ada/, 'it remembers, told by the history alone');
  assert.ok(
    history.some(({ type, signature }) => type === 'thought' && signature),
    'there were signatures',
  );
});
