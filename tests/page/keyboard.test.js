// What keys are called, on a PC and on a Mac.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
Object.defineProperty(navigator, 'platform', { value: 'MacIntel', configurable: true });
const { nameKeys, withKeys } = await import('../../web/ui/keyboard.js');

test('on a Mac keys have the names of a Mac', () => {
  const hint = /** @type {HTMLElement} */ (document.getElementById('hint'));
  assert.match(hint.textContent ?? '', /Ctrl Shift Enter/);
  nameKeys(hint);
  assert.match(hint.textContent ?? '', /\u2318 \u21e7 Enter interrupts/);
  assert.doesNotMatch(hint.textContent ?? '', /Ctrl|Shift/);
  assert.equal(
    withKeys('Enter puts it in line, Ctrl+Enter asks beside it'),
    'Enter puts it in line, \u2318Enter asks beside it',
  );
  assert.equal(withKeys('mit Strg und Umschalt'), 'mit \u2318 und \u21e7');
  assert.equal(withKeys('Control'), 'Control');
});
