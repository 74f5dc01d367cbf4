// Every text of the page in German: each is there, none is left in English, and it fills in the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const english = {
  page: (await import('../../web/ui/strings.js')).S,
  late: (await import('../../web/ui/late_strings.js')).W,
  settings: (await import('../../web/settings/strings.js')).T,
  writing: (await import('../../web/compose/strings.js')).T,
  examples: (await import('../../web/chat/examples.js')).T,
  files: (await import('../../web/keep/strings.js')).F,
  inspector: (await import('../../web/events/inspector/strings.js')).I,
  numbers: (await import('../../web/numbers/strings.js')).N,
  session: (await import('../../web/session/strings.js')).A,
  reading: (await import('../../web/reading/strings.js')).R,
};

/** What index.html says itself, keys apart. */
function said() {
  const elements = [...document.querySelectorAll('body *:not(script, noscript, noscript *, kbd)')];
  const attributes = elements.flatMap((element) =>
    ['aria-label', 'placeholder', 'title', 'alt'].map((name) => element.getAttribute(name) ?? ''),
  );
  const texts = elements.flatMap(({ childNodes }) =>
    [...childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map(({ textContent }) => (textContent ?? '').trim()),
  );
  return [...attributes, ...texts].filter((text) => /[a-z]{3}/i.test(text));
}

const before = said();
const { texts: german } = await import('../../web/languages/de.js');
const filled = said();

/**
 * The texts of a tree, by their places in it.
 * @param {any} tree
 * @param {string} [path]
 * @returns {[string, any][]}
 */
function leaves(tree, path = '') {
  if (typeof tree !== 'object') return [[path, tree]];
  return Object.entries(tree).flatMap(([name, value]) => leaves(value, path ? `${path}.${name}` : name));
}

// Names, and words that are the same in both languages.
const kSame = new RegExp(
  String.raw`^(?:JSON|curl|Python|JavaScript|Text|Code|Format|Parallel|Agent|Google Maps|` +
    String.raw`English|Deutsch|Esc|Pause|auto|Demo|Antigravity\.|Parley|Tokens|Seed|Top [PK]|\u00d710)$`,
  'u',
);

const all = leaves(english);
const others = new Map(leaves(german));

test('there are many texts, and each is in German, of the same kind', () => {
  assert.ok(all.length > 300, `${all.length}`);
  assert.deepEqual(
    all.filter(([path, text]) => typeof others.get(path) !== typeof text).map(([path]) => path),
    [],
  );
  assert.deepEqual(
    [...others.keys()].filter((path) => !all.some(([known]) => known === path)),
    [],
    'and none that nobody asks for',
  );
});

test('no text is left in English', () => {
  const left = all.filter(([path, text]) => typeof text === 'string' && text === others.get(path));
  assert.deepEqual(
    left.filter(([, text]) => /[a-z]{3}/i.test(text) && !kSame.test(text)),
    [],
  );
});

test('what is filled in, is filled in in both: nothing is lost on the way', () => {
  const functions = all.filter(([, text]) => typeof text === 'function');
  assert.ok(functions.length > 60, `${functions.length}`);
  const lost = functions.flatMap(([path, text]) => {
    const other = others.get(path);
    // Numbers where a number is wanted, texts elsewhere: marks that are found again in what is said.
    const marks = Array.from({ length: text.length }, (_, at) => 7000 + at);
    const [one, two] = [text, other].map((fill) => {
      try {
        return String(fill(...marks));
      } catch {
        return String(fill(...marks.map(String)));
      }
    });
    const found = (/** @type {string} */ said) => marks.filter((mark) => said.includes(String(mark))).join();
    return found(one) === found(two) ? [] : [[path, one, two]];
  });
  assert.deepEqual(lost, []);
});

test('index.html itself says nothing in English any more', () => {
  assert.ok(before.length > 30, `${before.length}`);
  assert.ok(filled.length > 30, `${filled.length}`);
  assert.deepEqual(
    filled.filter((text) => before.includes(text) && !kSame.test(text)),
    [],
  );
});

test('keys are called as on a German keyboard, wherever they are named', () => {
  const { keyNames } = german.writing;
  assert.deepEqual([keyNames.Mod, keyNames.Shift, keyNames.Enter], ['Strg', 'Umschalt', 'Eingabe']);
  const named = [...others].filter(([, text]) => typeof text === 'string').concat(filled.map((text) => ['html', text]));
  assert.ok(named.some(([, text]) => /Strg/.test(text)));
  assert.deepEqual(
    named.filter(([, text]) => /\b(Ctrl|Control|Shift|Enter|Home)\b/.test(text)),
    [],
  );
});
