// Calls of tools and their results as cards.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { showTool } = await import('../../web/reading/tools.js');

/** @type {HTMLElement} */
let part;
beforeEach(() => {
  part = document.createElement('div');
  const reply = document.createElement('div');
  reply.className = 'reply';
  reply.append(part);
  document.body.append(reply);
});

/** What the cards say: name, gist, standing. */
const cards = () =>
  /** @type {HTMLElement[]} */ ([...part.children]).map((card) =>
    [...(card.querySelector('summary')?.children ?? [])].map(({ textContent }) => textContent),
  );
const steps = () =>
  [.../** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll('[data-step]'))].map(({ dataset }) => dataset.step);
const group = (/** @type {string} */ name) => part.querySelector(`[role=group][aria-label="${name}"]`)?.textContent;

test('a call and its result are one card, told apart by the id of the call', () => {
  showTool(part, 1, { type: 'function_call', id: 'a', name: 'roll_dice', arguments: { sides: 6 } });
  showTool(part, 2, { type: 'function_call', id: 'b', name: 'roll_dice', arguments: { sides: 20 } });
  assert.deepEqual(cards(), [
    ['roll_dice', '{"sides":6}', 'Called'],
    ['roll_dice', '{"sides":20}', 'Called'],
  ]);
  showTool(part, 3, { type: 'function_result', call_id: 'b', name: 'roll_dice', result: 'no dice', is_error: true });
  showTool(part, 4, { type: 'function_result', call_id: 'a', name: 'roll_dice', result: { value: 4 } });
  assert.deepEqual(
    cards().map(([, , standing]) => standing),
    ['Done', 'Failed'],
  );
  assert.deepEqual(steps(), ['1', '4', '2', '3'], 'each part knows its step, so that it can be looked up');
  assert.equal(JSON.parse(group('Arguments') ?? '').sides, 6);
  assert.equal(JSON.parse(group('Result') ?? '').value, 4);
});

test('cards stand in the order of the steps, whatever comes first, also where a result comes without a call', () => {
  showTool(part, 5, {
    type: 'url_context_result',
    call_id: 'late',
    result: [{ url: 'https://a.b/', status: 'error' }],
  });
  showTool(part, 3, { type: 'google_search_call', id: 'x', arguments: { queries: ['one', 'two'] } });
  assert.deepEqual(cards(), [
    ['Google Search', 'one, two', 'Called'],
    ['URL context', '', 'Done'],
  ]);
  showTool(part, 2, { type: 'url_context_call', id: 'late', arguments: { urls: ['https://a.b/'] } });
  assert.deepEqual(cards(), [
    ['URL context', 'https://a.b/', 'Done'],
    ['Google Search', 'one, two', 'Called'],
  ]);
  assert.equal(part.querySelector('.links')?.textContent, 'https://a.b/ (error)');
});

test('executed code stands open and coloured, with what it put out; who closes it has it closed', async () => {
  const call = { type: 'code_execution_call', id: 'c', arguments: { code: 'print(40 + 2)\n', language: 'python' } };
  showTool(part, 0, call);
  showTool(part, 1, { type: 'code_execution_result', call_id: 'c', result: '42\n' });
  assert.deepEqual(cards(), [['Code execution', 'print(40 + 2)', 'Done']]);
  const card = /** @type {HTMLDetailsElement} */ (part.firstElementChild);
  assert.equal(card.open, true);
  assert.equal(card.querySelector('code[data-language=python]')?.textContent, 'print(40 + 2)\n');
  await until(() => card.querySelector('.hljs-number'));
  assert.equal(group('Output'), '42\n');
  card.open = false;
  showTool(part, 0, call);
  assert.equal(card.open, false);
});

test('pages that were read and places that were found are links, but only to the web', () => {
  showTool(part, 0, {
    type: 'google_maps_result',
    call_id: 'm',
    result: [
      {
        places: [
          { name: 'Caf\u00e9', url: 'https://maps.example/1' },
          { name: 'No', url: 'javascript:alert(1)' },
        ],
      },
    ],
  });
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (part.querySelectorAll('.links a'));
  assert.deepEqual(
    [...links].map(({ href, textContent, rel }) => [href, textContent, rel]),
    [['https://maps.example/1', 'Caf\u00e9', 'noopener noreferrer']],
  );
});

test('a tool of a server is named with it, and what is not known is shown whole', () => {
  showTool(part, 0, { type: 'mcp_server_tool_call', id: 's', name: 'find', server_name: 'x', arguments: '' });
  showTool(part, 1, { type: 'brand_new', odd: [1, 2] });
  assert.deepEqual(cards(), [
    ['x: find', '', 'Called'],
    ['brand_new', '', ''],
  ]);
  assert.deepEqual(JSON.parse(group('Step') ?? '').odd, [1, 2]);
});

test('search suggestions stand after the answer, once', () => {
  const result = {
    type: 'google_search_result',
    call_id: 'g',
    result: [{ search_suggestions: '<p>rivers</p>' }],
  };
  showTool(part, 1, result);
  showTool(part, 1, result);
  const places = /** @type {NodeListOf<HTMLElement>} */ (part.parentElement?.querySelectorAll('.suggestions'));
  assert.deepEqual(
    [...places].map(({ dataset }) => [dataset.of, dataset.place]),
    [['g', '4']],
  );
});
