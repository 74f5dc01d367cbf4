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
  assert.equal(
    await chat.turn(1).getAttribute('data-turn-state'),
    'streaming',
    'Esc closed the dialog and nothing else',
  );
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

test('a conversation has its own settings, from the first moment on and over a reload', async () => {
  await button('Settings').focus();
  await chat.page.keyboard.press('Enter');
  await chat.page.getByLabel('System instruction').fill('Be brief.');
  await chat.page.keyboard.press('Escape');
  assert.ok(await button('Settings').evaluate((element) => element === document.activeElement));
  await chat.page.reload();
  await chat.ready();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.equal(settings(0).system_instruction, 'Be brief.');

  await button('Settings').click();
  await chat.page.getByLabel('Thinking level').selectOption('low');
  await button('Close').click();
  await chat.page.reload();
  await chat.ready();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.deepEqual(settings(1).generation_config, { thinking_level: 'low' }, 'also what no message has used yet');

  await button('New conversation').click();
  await chat.send('Other');
  await chat.state(1, 'done');
  assert.deepEqual(Object.keys(settings(2)), ['model'], 'and it leaves others alone');
});

test('settings can be made the beginning of new conversations', async () => {
  await button('Settings').click();
  await chat.page.getByLabel('System instruction').fill('Be brief.');
  await button('Use for new conversations').click();
  await dialog().getByText('New conversations begin with these').waitFor();
  await chat.page.getByLabel('System instruction').fill('Be long.');
  await button('Close').click();
  await chat.send('One');
  await chat.state(1, 'done');
  await button('New conversation').click();
  await chat.send('Two');
  await chat.state(1, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.system_instruction),
    ['Be long.', 'Be brief.'],
  );
  await button('Settings').click();
  await chat.page.getByLabel('System instruction').fill('x');
  await button('Back to the defaults').click();
  assert.equal(await chat.page.getByLabel('System instruction').inputValue(), 'Be brief.');
});

test('tools with members of their own, functions and an MCP server', async () => {
  await button('Settings').click();
  const label = (name) => chat.page.getByLabel(name, { exact: true });
  await label('Google Maps').check();
  await label('Latitude').fill('38.7');
  await label('Longitude').fill('-9.1');
  await label('File search').check();
  await label('Names of file search stores').fill('fileSearchStores/a\n\nfileSearchStores/b');
  await label('Remote MCP server').check();
  await label('Address of the MCP server').fill('https://mcp.example.com/x');
  await label('Name of the MCP server').fill('x');
  await label('Headers for the MCP server (JSON)').fill('{"Authorization": "Bearer t"}');
  await label('Functions (JSON)').fill('[{"name": "weather", "parameters": {"type": "object"}}]');
  await label('Function calls').selectOption('none');
  await button('Close').click();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.deepEqual(settings(0).tools, [
    { type: 'google_maps', latitude: 38.7, longitude: -9.1 },
    { type: 'file_search', file_search_store_names: ['fileSearchStores/a', 'fileSearchStores/b'] },
    { type: 'mcp_server', url: 'https://mcp.example.com/x', name: 'x', headers: { Authorization: 'Bearer t' } },
    { type: 'function', name: 'weather', parameters: { type: 'object' } },
  ]);
  assert.deepEqual(settings(0).generation_config, { tool_choice: 'none' });

  await chat.page.reload();
  await chat.ready();
  await button('Settings').click();
  assert.equal(await label('Latitude').inputValue(), '38.7', 'the form shows what is in use');
  await label('Google Maps').uncheck();
  await label('Remote MCP server').uncheck();
  await label('Functions (JSON)').fill('');
  await label('File search').uncheck();
  await button('Close').click();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(settings(1).tools, undefined);
  assert.equal(settings(1).generation_config, undefined, 'no choice among no functions');
});

test('the answer: a schema, limits, a tier; deprecated ones are marked as such', async () => {
  await button('Settings').click();
  await chat.page.getByLabel('Service tier').selectOption('flex');
  await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'JSON' });
  await chat.page.getByLabel('JSON schema').fill('{"type":"object","properties":{"name":{"type":"string"}}}');
  await chat.page.getByLabel('Most tokens', { exact: true }).fill('500');
  await chat.page.getByLabel('Seed').fill('7');
  await chat.page.getByLabel('Stop sequences').fill('END\nSTOP');
  await dialog().getByText('Sampling (deprecated)').click();
  await chat.page.getByLabel('Temperature').fill('0.5');
  await button('Close').click();
  await chat.send('One');
  await chat.state(1, 'done');
  const { model, ...chosen } = settings(0);
  assert.deepEqual(chosen, {
    service_tier: 'flex',
    generation_config: { max_output_tokens: 500, seed: 7, stop_sequences: ['END', 'STOP'], temperature: 0.5 },
    response_format: {
      type: 'text',
      mime_type: 'application/json',
      schema: { type: 'object', properties: { name: { type: 'string' } } },
    },
  });
  assert.doesNotThrow(async () => JSON.parse(await chat.answer(1)));
  await button('Settings').click();
  await chat.page.getByLabel('Format', { exact: true }).selectOption({ label: 'Text and images' });
  await chat.page.getByLabel('Aspect ratio').selectOption('16:9');
  await button('Close').click();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.deepEqual(settings(1).response_format, [{ type: 'text' }, { type: 'image', aspect_ratio: '16:9' }]);
});

test('the expert field is merged in last, and the preview is the request that goes out', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.box.fill('Two');
  await button('Settings').click();
  await chat.page.getByLabel('Thinking level').selectOption('low');
  const expert = chat.page.getByLabel('More members (JSON)');
  await expert.fill('{"labels": {"team": "a"}, "generation_config": {"seed": 3}}');
  await expert.press('End');
  await expert.press('Backspace');
  await dialog().getByText('so what was here before holds').waitFor();
  assert.equal(await expert.getAttribute('aria-invalid'), 'true');
  await expert.fill('{"input": 1}');
  await dialog().getByText('input is for Parley to set').waitFor();
  const preview = JSON.parse(await dialog().getByRole('region', { name: 'The request as it would' }).textContent());
  await button('Close').click();
  await chat.sendButton.click();
  await chat.state(2, 'done');
  assert.deepEqual(preview, chat.posts[1]);
  assert.deepEqual(chat.posts[1].labels, { team: 'a' });
  assert.deepEqual(chat.posts[1].generation_config, { thinking_level: 'low', seed: 3 });

  await chat.page.reload();
  await chat.ready();
  await button('Settings').click();
  await chat.page.getByLabel('More members (JSON)').fill('{"model": null, "agent": "agents/x"}');
  const shown = await dialog().getByRole('region', { name: 'The request as it would' }).textContent();
  assert.equal(JSON.parse(shown).agent, 'agents/x');
  assert.equal('model' in JSON.parse(shown), false);
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
  assert.deepEqual(settings(1), { model: 'gemini-3.8-flash', generation_config: { thinking_level: 'high' } });
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
  assert.deepEqual(
    chat.posts[2].input.map((step) => step.type).filter((type) => type !== 'thought'),
    ['user_input', 'model_output', 'user_input'],
  );
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
