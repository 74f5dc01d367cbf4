// What the empty page offers to try.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const { showExamples } = await import('../../web/chat/examples.js');

/** @param {boolean} demo @returns {any[][]} what each of them sends */
function examples(demo) {
  const place = document.createElement('ul');
  showExamples(place, demo);
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll('li > button[data-action=example]'));
  return [...buttons].map(({ dataset, textContent }) => {
    assert.ok(textContent);
    return JSON.parse(dataset.messages ?? '');
  });
}

test('each example sends at least one message with a text', () => {
  for (const demo of [true, false]) {
    const all = examples(demo);
    assert.ok(all.length >= 7, `${all.length} examples`);
    for (const messages of all) {
      assert.ok(messages.length > 0);
      for (const { text } of messages) assert.ok(text.length > 5);
    }
  }
});

test('with a key the examples ask for nothing of the demo', () => {
  const live = examples(false).flat();
  assert.ok(live.every(({ text }) => !text.includes('demo:')));
  assert.deepEqual(live.filter(({ more }) => more?.model).length, 1, 'one asks for a model that does not exist');
});

test('what an example needs besides its text goes along with it', () => {
  const all = examples(true).flat();
  assert.equal(all.filter(({ mode }) => mode === 'parallel').length, 3);
  assert.deepEqual(
    all.filter(({ more }) => more?.background).map(({ more }) => more),
    [{ background: true, store: true }],
  );
  const [{ more }] = all.filter(({ text }) => text.startsWith('Roll a die'));
  assert.ok(more.tools.length >= 2);
});
