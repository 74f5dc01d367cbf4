// What things are called: numbers, times, JSON and keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();

// Numbers, times and JSON as people read them.

const { elapsed, parseJson, prettyJson, seconds, shortId, shorten, size } = await import('../../web/ui/format.js');

/** @template T @param {(value: T) => string} say @param {[T, string][]} cases */
function says(say, cases) {
  assert.deepEqual(
    cases.map(([value]) => say(value)),
    cases.map(([, text]) => text),
  );
}

test('seconds lose digits as they grow, and are never negative', () => {
  says(seconds, [
    [-5, '0.00 s'],
    [0, '0.00 s'],
    [1234, '1.23 s'],
    [12345, '12.3 s'],
    [200000, '200 s'],
  ]);
});

test('what goes on is counted in whole seconds, minutes and hours', () => {
  says(elapsed, [
    [-5, '0 s'],
    [1999, '1 s'],
    [59999, '59 s'],
    [60000, '1 min 0 s'],
    [3599999, '59 min 59 s'],
    [3600000, '1 h 0 min'],
    [90000000, '25 h 0 min'],
  ]);
});

test('sizes have one digit after the point from a kilobyte on', () => {
  says(size, [
    [999, '999 B'],
    [1000, '1.0 KB'],
    [999949, '999.9 KB'],
    [5242880, '5.2 MB'],
  ]);
});

test('long texts, ids and strings in JSON are shortened, and say so', () => {
  assert.equal(shorten('four', 4), 'four');
  assert.equal(shorten('fives', 4), 'five\u2026');
  assert.equal(shortId('0123456789abcdef'), '0123456789abcdef');
  assert.equal(shortId('v1_0123456789abcdef'), 'v1_012\u2026abcdef');
  const shown = JSON.parse(prettyJson({ kept: 'x'.repeat(600), folded: 'y'.repeat(2000), number: 1 }));
  assert.equal(shown.kept.length, 600);
  assert.equal(shown.folded, `${'y'.repeat(80)}\u2026 (2.0 KB)`);
  assert.equal(shown.number, 1);
});

test('what is no JSON is undefined, and never thrown', () => {
  assert.deepEqual(parseJson('{"a":[1]}'), { a: [1] });
  for (const text of ['', '{', 'nothing', '{"a":1}x']) assert.equal(parseJson(text), undefined, text);
});

// What keys are called, on a PC and on a Mac.

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
