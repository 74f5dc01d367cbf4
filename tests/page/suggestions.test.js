// The service's search suggestions: shown as they came, without what would run, load or lead elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const { cleaned } = await import('../../web/reading/suggestions.js');

test('links open elsewhere, and know nothing of this page', () => {
  const { body } = cleaned('<div class="c"><a class="chip" href="https://www.google.com/search?q=x">rivers</a></div>');
  assert.equal(
    body.innerHTML,
    '<div class="c"><a class="chip" href="https://www.google.com/search?q=x" target="_blank" ' +
      'rel="noopener noreferrer">rivers</a></div>',
  );
});

test('nothing runs, loads or leads this page elsewhere', () => {
  const { body } = cleaned(`
    <script>window.was_here = 1</script><img src="https://x.invalid/" srcset="y" onerror="z()">
    <svg><a xlink:href="https://x.invalid/">s</a></svg><div onclick="z()" background="https://x.invalid/">d</div>
    <iframe src="https://x.invalid/"></iframe><base href="https://x.invalid/"><link rel="stylesheet" href="x">
    <form action="https://x.invalid/"><button formaction="x">b</button></form><meta http-equiv="refresh">
    <a href="javascript:z()">j</a><a href="/here">h</a><a ping="https://x.invalid/" href="http://a.b/">a</a>
    <map><area href="https://x.invalid/"></map><object data="x"></object><template><b>t</b></template>`);
  const found = [...body.querySelectorAll('*')].map(({ localName, attributes }) => [
    localName,
    [...attributes].map(({ name }) => name).join(' '),
  ]);
  assert.deepEqual(found, [
    ['img', ''],
    ['svg', ''],
    ['a', ''],
    ['div', ''],
    ['a', ''],
    ['a', ''],
    ['a', 'href target rel'],
    ['map', ''],
    ['area', ''],
  ]);
});

test('its styles are taken out of it, to be adopted; what knows no dark stands on white', () => {
  const { body, css } = cleaned('<style nonce="x">.chip { color: red }</style><p style="margin: 0" class="chip">x</p>');
  assert.equal(body.innerHTML, '<p data-style="margin: 0" class="chip">x</p>');
  assert.match(css, /\.chip \{ color: red \}/);
  assert.match(css, /color-scheme: light \}/);
  assert.match(cleaned('<style>@media (prefers-color-scheme: dark) {}</style>').css, /color-scheme: light dark \}/);
});
