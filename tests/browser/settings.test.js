// What goes along with a message: chosen in the Settings, frozen when the message is queued. Which choice
// becomes which member is tested in tests/page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ each: true });

/** @param {string} name */
const button = (name) => chat.page.getByRole('button', { name, exact: true });
const dialog = () => chat.page.getByRole('dialog', { name: 'Settings' });

/** The body without what every request has. @param {number} at */
const settings = (at) => {
  const { input, stream, previous_interaction_id: previous, model, ...rest } = chat.posts[at];
  return rest;
};

test('each choice becomes a member of the request, from the next message on; a schema gets JSON', async () => {
  const gate = proxy.gate();
  await chat.send(`${gate} x`);
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
  assert.equal(
    await chat.turn(1).getAttribute('data-turn-state'),
    'streaming',
    'Esc closed the dialog and nothing else',
  );
  await chat.send('Queued after');
  await gate.open();
  await chat.state(3, 'done');
  assert.deepEqual(settings(0), {}, 'nothing is sent along unless it is asked for');
  assert.deepEqual(settings(1), {});
  assert.deepEqual(settings(2), {
    generation_config: { thinking_level: 'low', thinking_summaries: 'auto' },
    system_instruction: 'Be brief.',
    tools: [{ type: 'google_search' }, { type: 'code_execution' }, { type: 'url_context' }],
  });

  await button('Settings').click();
  await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'JSON' });
  const schema = { type: 'object', properties: { name: { type: 'string' }, born_in: { type: 'integer' } } };
  await chat.page.getByLabel('JSON schema').fill(JSON.stringify(schema));
  await button('Close').click();
  await chat.send('Who was "Grace Hopper", born in 1906?');
  await chat.state(4, 'done');
  assert.deepEqual(settings(3).response_format, { type: 'text', mime_type: 'application/json', schema });
  const shown = await chat.turn(4).locator('[data-part=answer]').innerText();
  assert.deepEqual(JSON.parse(shown), { name: 'Grace Hopper', born_in: 1906 });
});

test('a conversation has its own settings, from the first moment on, over a reload; some begin new ones', async () => {
  const instruction = chat.page.getByLabel('System instruction');
  await button('Settings').focus();
  await chat.page.keyboard.press('Enter');
  await instruction.fill('Be brief.');
  await button('Use for new conversations').click();
  await dialog().getByText('New conversations begin with these').waitFor();
  await instruction.fill('Be long.');
  await chat.page.keyboard.press('Escape');
  assert.ok(await button('Settings').evaluate((element) => element === document.activeElement));
  await chat.page.reload();
  await chat.ready();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.deepEqual(settings(0), { system_instruction: 'Be long.' });

  await button('Settings').click();
  await chat.page.getByLabel('Thinking level').selectOption('low');
  await button('Close').click();
  await chat.page.reload();
  await chat.ready();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.deepEqual(settings(1).generation_config, { thinking_level: 'low' }, 'also what no message has used yet');

  await chat.switched(() => button('New conversation').click());
  await chat.send('Other');
  await chat.state(1, 'done');
  assert.deepEqual(settings(2), { system_instruction: 'Be brief.' }, 'and it leaves others alone');
  await button('Settings').click();
  await instruction.fill('x');
  await button('Back to the defaults').click();
  assert.equal(await instruction.inputValue(), 'Be brief.');
});

test('what cannot be is said; the preview is the request that goes out, in its conversation', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.box.fill('Two');
  await button('Settings').click();
  const background = chat.page.getByLabel('Run in the background');
  await background.check();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  assert.ok(await background.isDisabled());
  await dialog().getByText('The whole history is sent again').waitFor();
  await chat.page.getByLabel('Store answers at the service').check();
  await background.uncheck();
  await chat.page.getByLabel('Thinking level').selectOption('low');
  await chat.page.getByLabel('Most tokens', { exact: true }).fill('0');
  assert.equal(await chat.page.getByLabel('Most tokens', { exact: true }).getAttribute('aria-invalid'), 'true');
  await chat.page.getByLabel('Most tokens', { exact: true }).fill('500');
  await dialog().getByText('Sampling (deprecated)').click();
  await chat.page.getByLabel('Temperature').fill('0.5');
  const expert = chat.page.getByLabel('More members (JSON)');
  await expert.fill('{"labels": {"team": "a"}, "generation_config": {"seed": 3}}');
  await expert.press('End');
  await expert.press('Backspace');
  await dialog().getByText('so what was here before holds').waitFor();
  assert.equal(await expert.getAttribute('aria-invalid'), 'true');
  await expert.fill('{"input": 1}');
  await dialog().getByText('input is for Parley to set').waitFor();
  const preview = dialog().getByRole('region', { name: 'The request as it would' });
  await preview.filter({ hasText: '"seed": 3' }).waitFor();
  const shown = JSON.parse((await preview.textContent()) ?? '');
  await button('Close').click();
  await chat.sendButton.click();
  await chat.state(2, 'done');
  assert.deepEqual(shown, chat.posts[1]);
  assert.ok(shown.previous_interaction_id);
  assert.deepEqual(settings(1), {
    labels: { team: 'a' },
    generation_config: { thinking_level: 'low', max_output_tokens: 500, temperature: 0.5, seed: 3 },
  });

  await chat.page.reload();
  await chat.ready();
  await button('Settings').click();
  assert.equal(await chat.page.getByLabel('Most tokens', { exact: true }).inputValue(), '500', 'what is in use');
  await expert.fill('{"model": null, "agent": "agents/x"}');
  await preview.filter({ hasText: '"agents/x"' }).waitFor();
  const agent = JSON.parse((await preview.textContent()) ?? '');
  assert.equal(agent.agent, 'agents/x');
  assert.equal('model' in agent, false);
});

test('an agent gets what agents take, and what only models take is kept for them', async () => {
  await chat.model.fill('antigravity-preview-09-2026');
  await button('Settings').click();
  await chat.page.getByLabel('Thinking level').selectOption('high');
  await chat.page.getByLabel('Most tokens of an agent').fill('1000');
  await button('Close').click();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.deepEqual(settings(0), {
    agent: 'antigravity-preview-09-2026',
    agent_config: { type: 'antigravity', max_total_tokens: 1000 },
    environment: 'remote',
  });
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.deepEqual(settings(1), { generation_config: { thinking_level: 'high' } });
});

test('a parent that the service no longer knows: the history goes along if one says so, and not if not', async () => {
  await chat.send('demo:search-bug One');
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'waiting');
  await button('No').click();
  await chat.state(2, 'failed');
  assert.equal(chat.posts.length, 2);

  await chat.switched(() => button('New conversation').click());
  chat.posts = [];
  await chat.send('demo:forget My name is Ada.');
  await chat.state(1, 'done');
  await chat.send('What is my name?');
  await chat.state(2, 'waiting');
  await chat.turn(2).getByText('no longer knows').waitFor();
  await button('Send it along').click();
  await chat.state(2, 'done');
  assert.equal(chat.posts[2].previous_interaction_id, undefined);
  assert.deepEqual(
    chat.posts[2].input
      .map((/** @type {{type: string}} */ step) => step.type)
      .filter((/** @type {string} */ type) => type !== 'thought'),
    ['user_input', 'model_output', 'user_input'],
  );
  assert.match(await chat.answer(2), /Ada/);
  await chat.send('demo:forget Three');
  await chat.state(3, 'done');
  await chat.send('Four');
  await chat.state(4, 'done');
  await chat.turn(4).getByText('as agreed before').waitFor();
});
