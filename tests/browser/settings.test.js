// What goes along with a message: chosen in the Settings, frozen when the message is queued.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const button = (name) => chat.page.getByRole('button', { name, exact: true });
const dialog = () => chat.page.getByRole('dialog', { name: 'Settings' });

/** The body without what every request has. */
const settings = (at) => {
  const { input, stream, previous_interaction_id: previous, ...rest } = chat.posts[at];
  return rest;
};

test('nothing is sent along unless it is asked for', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  assert.deepEqual(Object.keys(settings(0)), ['model']);
});

test('each choice becomes a member of the request, from the next message on', async () => {
  await chat.send('demo:long 100000 x');
  await chat.answering(1);
  await chat.send('Queued before');
  await button('Settings').click();
  await chat.page.getByLabel('Summaries of thoughts').check();
  await chat.page.getByLabel('Thinking level').selectOption('low');
  await chat.page.getByLabel('Google Search').check();
  await chat.page.getByLabel('Code execution').check();
  await chat.page.getByLabel('URL context').check();
  await chat.page.getByLabel('System instruction').fill('Be brief.');
  await chat.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming', 'Esc closed the dialog and nothing else');
  await chat.send('Queued after');
  await chat.queued.first().getByRole('button', { name: 'Send now' }).click();
  await chat.state(3, 'done');
  assert.deepEqual(Object.keys(settings(1)), ['model']);
  const { model, ...chosen } = settings(2);
  assert.deepEqual(chosen, {
    generation_config: { thinking_level: 'low', thinking_summaries: 'auto' },
    system_instruction: 'Be brief.',
    tools: [{ type: 'google_search' }, { type: 'code_execution' }, { type: 'url_context' }],
  });
});

test('background needs an answer that is stored, and says so by being out of reach', async () => {
  await button('Settings').click();
  const background = chat.page.getByLabel('Run in the background');
  await background.check();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  assert.ok(await background.isDisabled());
  await dialog().getByText('The whole history is sent again').waitFor();
  await button('Close').click();
  await chat.send('One');
  await chat.state(1, 'done');
  const { model, ...chosen } = settings(0);
  assert.deepEqual(chosen, { store: false });
  await button('Settings').click();
  await chat.page.getByLabel('Store answers at the service').check();
  await button('Close').click();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(settings(1).background, true);
  assert.equal(settings(1).store, true);
});

test('the choices are the defaults of the next visit, and the focus comes back', async () => {
  await button('Settings').focus();
  await chat.page.keyboard.press('Enter');
  await chat.page.getByLabel('System instruction').fill('Be brief.');
  await chat.page.keyboard.press('Escape');
  assert.ok(await button('Settings').evaluate((element) => element === document.activeElement));
  await chat.page.reload();
  await chat.ready();
  await chat.send('One');
  await chat.page.waitForFunction(() => document.querySelector('[data-turn-state=done]'));
  assert.equal(settings(0).system_instruction, 'Be brief.');
});

test('a parent that the service no longer knows: one question, then the history goes along', async () => {
  await chat.send('demo:forget My name is Ada.');
  await chat.state(1, 'done');
  await chat.send('What is my name?');
  await chat.state(2, 'waiting');
  await chat.turn(2).getByText('no longer knows').waitFor();
  await button('Send it along').click();
  await chat.state(2, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, undefined);
  assert.deepEqual(chat.posts[2].input.map((step) => step.type).filter((type) => type !== 'thought'), [
    'user_input',
    'model_output',
    'user_input',
  ]);
  assert.match(await chat.answer(2), /Ada/);
  await chat.send('demo:forget Three');
  await chat.state(3, 'done');
  await chat.send('Four');
  await chat.state(4, 'done');
  await chat.turn(4).getByText('as agreed before').waitFor();
});

test('whoever does not want the history sent along says no, and nothing is sent', async () => {
  await chat.send('demo:search-bug One');
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'waiting');
  await button('No').click();
  await chat.state(2, 'failed');
  assert.equal(chat.posts.length, 2);
});
