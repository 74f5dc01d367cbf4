// JSON as a tree that opens branch by branch, and where two of them differ.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { tree } = await import('../../web/events/inspector/tree.js');
const { differences } = await import('../../web/events/inspector/difference.js');
const { pieces } = await import('../../web/events/inspector/detail.js');

/** In the document, since only there anything opens. @param {any} json */
function grow(json) {
  const list = tree(json, (text) => pieces(text));
  document.body.replaceChildren(list);
  return list;
}
/** @param {Element} within */
const summaries = (within) => [...within.querySelectorAll('summary')].map(({ textContent }) => textContent);

test('three levels are open at first, and deeper ones when they are asked for', async () => {
  const list = grow({ a: { b: { c: { d: 'deep' } } }, none: null, list: [], no: {}, yes: true });
  await until(() => summaries(list).length === 3);
  assert.deepEqual(summaries(list), ['a: 1 member', 'b: 1 member', 'c: 1 member']);
  for (const shown of ['none: null', 'list: []', 'no: {}', 'yes: true'])
    assert.ok(
      [...list.children].some(({ textContent }) => textContent === shown),
      shown,
    );
  assert.ok(!list.textContent?.includes('deep'));
  const [, , c] = list.querySelectorAll('details');
  assert.equal(c.open, false);
  c.open = true;
  await until(() => list.textContent?.includes('d: "deep"'));
});

test('a long text is folded to its beginning and size, and whole when it is opened', async () => {
  const text = 'x'.repeat(70000);
  const list = grow({ short: 'y'.repeat(300), long: text });
  assert.deepEqual(summaries(list), [`long: "${'x'.repeat(40)}\u2026" 70.0 KB`]);
  const details = /** @type {HTMLDetailsElement} */ (list.querySelector('details'));
  assert.equal(details.querySelector('pre'), null);
  details.open = true;
  const pre = await until(() => details.querySelector('pre'));
  assert.equal(pre.textContent, text.slice(0, 65536));
  details.querySelector('button')?.click();
  assert.equal(pre.textContent, text);
  assert.equal(details.querySelector('button'), null);
});

test('of many members some are shown, and more at a click', async () => {
  const list = grow({ many: Array.from({ length: 450 }, (_, at) => at) });
  const details = /** @type {HTMLDetailsElement} */ (list.querySelector('details'));
  assert.equal(details.open, false);
  details.open = true;
  const more = () => /** @type {HTMLElement} */ (details.querySelector('button'));
  await until(more);
  for (const [left, shown] of [
    [250, 200],
    [50, 400],
  ]) {
    assert.equal(more().textContent, `Show more, ${left} members left`);
    assert.equal(details.querySelectorAll('ul .number').length, shown);
    more().click();
  }
  assert.equal(details.querySelectorAll('ul .number').length, 450);
  assert.equal(more(), null);
});

test('an image is shown, what only seems to be one is not', async () => {
  const image = { mime_type: 'image/png', data: 'iVBORw0KGgo=' };
  const list = grow({ image, script: { ...image, mime_type: 'image/svg+xml' }, broken: { ...image, data: '%' } });
  await until(() => summaries(list).length === 3 && list.querySelectorAll('details > ul').length === 3);
  assert.equal(list.querySelectorAll('img').length, 1);
  assert.ok(list.querySelector('img')?.closest('li li'));
});

test('what is no object is itself', () => {
  assert.equal(grow('text').textContent, '"text"');
  assert.equal(grow(null).textContent, 'null');
});

test('two values differ where something is different, there or not there', () => {
  const one = { a: 1, same: { deep: [1, 2] }, list: [1, { x: 'y' }], gone: null };
  const other = { a: 2, same: { deep: [1, 2] }, list: [1, { x: 'z' }, 3], added: false };
  assert.deepEqual(differences(one, other), [
    { path: 'a', one: 1, other: 2 },
    { path: 'list[1].x', one: 'y', other: 'z' },
    { path: 'list[2]', one: undefined, other: 3 },
    { path: 'gone', one: null, other: undefined },
    { path: 'added', one: undefined, other: false },
  ]);
  assert.deepEqual(differences(one, structuredClone(one)), []);
  assert.deepEqual(differences({ a: [] }, { a: {} }), [{ path: 'a', one: [], other: {} }]);
  assert.deepEqual(differences('x', 'y'), [{ path: '', one: 'x', other: 'y' }]);
});
