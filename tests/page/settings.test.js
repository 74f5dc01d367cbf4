// What is chosen in the Settings becomes members of the request, as the core sends it.
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { choiceOf, defaultChoice, keepDefault, keepNew, newChoice, settingsFor } = await import(
  '../../web/settings/settings.js'
);
const { openArchive } = await import('../../web/keep/archive.js');
const { openSettings } = await import('../../web/settings/dialog.js');

const kModel = 'gemini-3.8-flash';
const kEmpty = { members: {}, extra: {} };

/** @type {import('../../web/keep/archive.js').Archive} */
let archive;
before(async () => (archive = await openArchive()));
beforeEach(() => {
  localStorage.clear();
  document.querySelectorAll('dialog').forEach((dialog) => dialog.remove());
});

/**
 * The body of the request that a first message makes with these settings.
 * @param {string} id of a model or an agent
 * @param {import('../../web/settings/settings.js').Choice} choice
 */
function sent(id, choice) {
  const body = archive.preview([], 0, settingsFor(id, choice), 'One');
  const { input, stream, ...rest } = JSON.parse(body);
  assert.deepEqual([input, stream], ['One', true]);
  return rest;
}

/**
 * The dialog, and what was chosen in it.
 * @param {import('../../web/settings/settings.js').Choice} [choice]
 * @param {string} [id]
 */
function open(choice = kEmpty, id = kModel) {
  let now = choice;
  openSettings(
    id,
    choice,
    async (given) => archive.preview([], 0, settingsFor(id, given), 'Two'),
    (given) => (now = given),
  );
  const dialog = /** @type {HTMLElement} */ (document.body.lastElementChild);
  /** @param {string} label @returns {any} */
  const field = (label) => {
    const found = [...dialog.querySelectorAll('label')].filter(({ textContent }) => textContent === label);
    assert.equal(found.length, 1, label);
    return document.getElementById(found[0].htmlFor);
  };
  return {
    field,
    dialog,
    get body() {
      const { model, ...rest } = sent(id, now);
      assert.equal(model, id);
      return rest;
    },
    sent: () => sent(id, now),
    get choice() {
      return now;
    },
    /** @param {string} label @param {string | boolean} value */
    set(label, value) {
      const control = field(label);
      if (typeof value === 'boolean') control.checked = value;
      else control.value = value;
      control.dispatchEvent(new window.Event(/^(checkbox|select-one)$/.test(control.type) ? 'change' : 'input'));
    },
    /** @param {string} label */
    problem: (label) => ({
      text: field(label).parentElement.querySelector('.problem').textContent,
      marked: field(label).getAttribute('aria-invalid') === 'true',
    }),
    preview: () => JSON.parse(dialog.querySelector('pre[role=region]')?.textContent || '{}'),
  };
}

const button = (/** @type {string} */ text) =>
  [...document.querySelectorAll('dialog button')].find(({ textContent }) => textContent === text);

test('nothing is sent along unless it is asked for', () => {
  assert.deepEqual(open().sent(), { model: kModel });
});

test('each choice becomes a member of the request, and goes with it', () => {
  const form = open();
  for (const [label, value, empty, member] of /** @type {[string, string | boolean, string | boolean, any][]} */ ([
    ['System instruction', 'Be brief.', '', { system_instruction: 'Be brief.' }],
    ['Store answers at the service', false, true, { store: false }],
    ['Run in the background', true, false, { background: true, store: true }],
    ['Service tier', 'flex', '', { service_tier: 'flex' }],
    ['Summaries of thoughts', true, false, { generation_config: { thinking_summaries: 'auto' } }],
    ['Thinking level', 'low', '', { generation_config: { thinking_level: 'low' } }],
    ['Google Search', true, false, { tools: [{ type: 'google_search' }] }],
    ['Code execution', true, false, { tools: [{ type: 'code_execution' }] }],
    ['URL context', true, false, { tools: [{ type: 'url_context' }] }],
    ['Most tokens', '500', '', { generation_config: { max_output_tokens: 500 } }],
    ['Seed', '7', '', { generation_config: { seed: 7 } }],
    ['Stop sequences', 'END\n\nSTOP', '', { generation_config: { stop_sequences: ['END', 'STOP'] } }],
    ['Temperature', '0.5', '', { generation_config: { temperature: 0.5 } }],
    ['Top P', '0.9', '', { generation_config: { top_p: 0.9 } }],
    ['Top K', '40', '', { generation_config: { top_k: 40 } }],
    ['More members (JSON)', '{"labels": {"team": "a"}}', '', { labels: { team: 'a' } }],
  ])) {
    form.set(label, value);
    assert.deepEqual(form.body, member, label);
    form.set(label, empty);
    assert.deepEqual(form.body, {}, `${label} again`);
  }
});

test('background needs an answer that is stored, and says so by being out of reach', () => {
  const form = open();
  form.set('Run in the background', true);
  form.set('Store answers at the service', false);
  assert.equal(form.field('Run in the background').disabled, true);
  const cost = /** @type {HTMLElement} */ (form.dialog.querySelector('.cost'));
  assert.equal(cost.hidden, false);
  assert.deepEqual(form.body, { store: false });
  form.set('Store answers at the service', true);
  assert.equal(form.field('Run in the background').disabled, false);
  assert.equal(cost.hidden, true);
  assert.deepEqual(form.body, { background: true, store: true });
});

test('tools have members of their own, which go with them; a choice among no functions is not sent', () => {
  const form = open();
  form.set('Google Maps', true);
  form.set('Latitude', '38.7');
  form.set('Longitude', '-9.1');
  form.set('File search', true);
  form.set('Names of file search stores', 'fileSearchStores/a\n\nfileSearchStores/b');
  form.set('Remote MCP server', true);
  form.set('Address of the MCP server', 'https://mcp.example.com/x');
  form.set('Name of the MCP server', 'x');
  form.set('Headers for the MCP server (JSON)', '{"Authorization": "Bearer t"}');
  form.set('Functions (JSON)', '[{"name": "weather", "parameters": {"type": "object"}}]');
  form.set('Function calls', 'none');
  const { tools, generation_config: config } = form.body;
  assert.deepEqual(tools, [
    { type: 'google_maps', latitude: 38.7, longitude: -9.1 },
    { type: 'file_search', file_search_store_names: ['fileSearchStores/a', 'fileSearchStores/b'] },
    { type: 'mcp_server', url: 'https://mcp.example.com/x', name: 'x', headers: { Authorization: 'Bearer t' } },
    { type: 'function', name: 'weather', parameters: { type: 'object' } },
  ]);
  assert.deepEqual(config, { tool_choice: 'none' });
  const again = open(form.choice);
  assert.equal(again.field('Latitude').value, '38.7', 'the form shows what is in use');
  for (const tool of ['Google Maps', 'Remote MCP server', 'File search']) again.set(tool, false);
  assert.equal(again.dialog.textContent?.includes('Latitude'), false);
  again.set('Functions (JSON)', '');
  assert.deepEqual(again.body, {});
});

test("toy functions and functions of one's own do not touch each other", () => {
  const form = open();
  form.set('Functions (JSON)', '[{"name": "weather"}]');
  form.set('Toy functions: clock, dice, calculator', true);
  const names = form.body.tools.map((/** @type {any} */ tool) => tool.name);
  assert.equal(names[0], 'weather');
  assert.ok(names.length >= 4);
  form.set('Functions (JSON)', '');
  assert.deepEqual(form.body.tools.length, names.length - 1);
  form.set('Toy functions: clock, dice, calculator', false);
  assert.deepEqual(form.body, {});
});

test('the answer may be JSON of a schema, an image, text and images, or speech with a voice', () => {
  const form = open();
  form.set('Format', 'json');
  form.set('JSON schema of the answer', '{"type": "object"}');
  assert.deepEqual(form.body.response_format, {
    type: 'text',
    mime_type: 'application/json',
    schema: { type: 'object' },
  });
  form.set('Format', 'image');
  form.set('Image size', '2K');
  assert.deepEqual(form.body.response_format, { type: 'image', image_size: '2K' });
  form.set('Format', 'both');
  form.set('Aspect ratio', '16:9');
  assert.deepEqual(form.body.response_format, [{ type: 'text' }, { type: 'image', aspect_ratio: '16:9' }]);
  form.set('Format', 'audio');
  form.set('Sound format', 'audio/wav');
  form.set('Voice', 'Kore');
  assert.deepEqual(form.body, {
    response_format: { type: 'audio', mime_type: 'audio/wav' },
    generation_config: { speech_config: [{ voice: 'Kore' }] },
  });
  form.set('Format', '');
  assert.deepEqual(form.body, {});
});

test('the expert field is merged in last; null takes away; the preview is the request that goes out', async () => {
  const form = open();
  form.set('Thinking level', 'low');
  form.set('More members (JSON)', '{"labels": {"team": "a"}, "generation_config": {"seed": 3}, "model": null}');
  const body = { labels: { team: 'a' }, generation_config: { thinking_level: 'low', seed: 3 } };
  assert.deepEqual(form.sent(), body);
  await until(() => form.preview().labels);
  assert.deepEqual(form.preview(), { ...body, input: 'Two', stream: true });
  assert.deepEqual(Object.keys(form.preview()), Object.keys(form.preview()).sort());
});

test('what cannot be read or be is said, and what was there before holds', () => {
  const form = open();
  const good = { labels: { team: 'a' } };
  form.set('More members (JSON)', JSON.stringify(good));
  for (const [label, text, problem] of /** @type {[string, string, RegExp][]} */ ([
    ['More members (JSON)', '{"labels": ', /so what was here before holds/],
    ['More members (JSON)', '[1]', /must be a JSON object/],
    ['More members (JSON)', '{"input": 1}', /input is for Parley to set/],
    ['More members (JSON)', '{"stream": false}', /stream is for Parley to set/],
    ['Functions (JSON)', '{"name": "x"}', /must be a list of objects/],
    ['Functions (JSON)', '[{"name": ""}]', /must be a list of objects/],
  ])) {
    form.set(label, text);
    assert.match(form.problem(label).text, problem, text);
    assert.equal(form.problem(label).marked, true, text);
    assert.deepEqual(form.body, good, text);
  }
  form.set('Most tokens', '0');
  assert.equal(form.problem('Most tokens').marked, true);
  assert.deepEqual(form.body, good);
  form.set('Most tokens', '1');
  assert.equal(form.problem('Most tokens').marked, false);
});

test('what the form has no field for stands in the expert field', () => {
  const form = open({ members: { labels: { a: 1 }, generation_config: { new_one: 2, seed: 1 } }, extra: {} });
  assert.deepEqual(JSON.parse(form.field('More members (JSON)').value), {
    labels: { a: 1 },
    generation_config: { new_one: 2 },
  });
  assert.equal(form.field('Seed').value, '1');
});

test('deprecated members stand apart, and open where they are in use', () => {
  const isOpen = (/** @type {ReturnType<typeof open>} */ { dialog }) =>
    [...dialog.querySelectorAll('details')].find(({ textContent }) => textContent?.startsWith('Sampling'))?.open;
  assert.equal(isOpen(open()), false);
  assert.equal(isOpen(open({ members: { generation_config: { top_k: 1 } }, extra: {} })), true);
});

test('new conversations begin with what was kept for them', () => {
  const form = open();
  form.set('System instruction', 'Be brief.');
  /** @type {HTMLElement} */ (button('Use for new conversations')).click();
  assert.deepEqual(newChoice().members, { system_instruction: 'Be brief.' });
  form.set('System instruction', 'Be long.');
  /** @type {HTMLElement} */ (button('Back to the defaults')).click();
  assert.equal(form.field('System instruction').value, 'Be brief.');
  assert.deepEqual(form.body, { system_instruction: 'Be brief.' });
});

test('a conversation without messages keeps its choice over a reload, a first message takes it away', () => {
  keepDefault({ members: { seed: 1 }, extra: {} });
  keepNew({ members: { seed: 2 }, extra: {} });
  assert.deepEqual(newChoice(), { members: { seed: 2 }, extra: {} });
  keepNew(null);
  assert.deepEqual(newChoice(), defaultChoice());
  localStorage.setItem('parley.settings', '{broken');
  assert.deepEqual(newChoice(), kEmpty);
});

test('an agent gets what agents take, and what only models take is kept for them', () => {
  const form = open(kEmpty, 'antigravity-preview-09-2026');
  form.set('Thinking level', 'high');
  form.set('Most tokens of an agent', '1000');
  form.set('System instruction', 'Be brief.');
  assert.deepEqual(form.sent(), {
    agent: 'antigravity-preview-09-2026',
    agent_config: { type: 'antigravity', max_total_tokens: 1000 },
    environment: 'remote',
    system_instruction: 'Be brief.',
  });
  assert.deepEqual(sent(kModel, form.choice), {
    model: kModel,
    generation_config: { thinking_level: 'high' },
    system_instruction: 'Be brief.',
  });
  assert.equal(settingsFor('antigravity-x', { members: { environment: 'env-1' }, extra: {} }).environment, 'env-1');
  assert.deepEqual(sent('agents/mine', form.choice), {
    agent: 'mine',
    agent_config: { type: 'antigravity', max_total_tokens: 1000 },
    system_instruction: 'Be brief.',
  });
});

test('deep research runs in the background, planned if that is wanted', () => {
  const id = 'deep-research-preview-04-2026';
  const form = open(kEmpty, id);
  form.set('Plan first, and ask before it starts', true);
  form.set('Charts and images in reports', 'off');
  form.set('System instruction', 'It takes none.');
  assert.deepEqual(form.sent(), {
    agent: id,
    background: true,
    store: true,
    agent_config: {
      type: 'deep-research',
      thinking_summaries: 'auto',
      collaborative_planning: true,
      visualization: 'off',
    },
  });
});

test('a conversation that is opened again goes on as it was', () => {
  for (const [id, choice] of /** @type {[string, import('../../web/settings/settings.js').Choice][]} */ ([
    [kModel, { members: { generation_config: { seed: 1 }, background: true }, extra: {} }],
    [kModel, { members: { store: false, tools: [{ type: 'url_context' }] }, extra: { labels: { a: 'b' } } }],
    ['deep-research-preview-04-2026', { members: { agent_config: { collaborative_planning: true } }, extra: {} }],
    ['antigravity-preview-09-2026', { members: { agent_config: { max_total_tokens: 5 } }, extra: { top: 1 } }],
  ])) {
    const settings = settingsFor(id, choice);
    const again = choiceOf(settings);
    assert.equal(again.id, id);
    assert.deepEqual(settingsFor(again.id, again.choice), settings);
  }
});
