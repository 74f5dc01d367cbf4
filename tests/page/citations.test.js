// Citations: marks where the text ends that they are about, and each source once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const { Sources, indices, placeMarks } = await import('../../web/reading/citations.js');
const { render } = await import('../../web/reading/markdown.js');

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;

/** @param {string} text @param {any[]} annotations */
function cite(text, annotations) {
  const body = document.createElement('div');
  body.append(...render(text, { links: new Map(), notes: new Set(), heading: 1 }).map(({ element }) => element));
  const sources = new Sources();
  placeMarks(body, sources.cite(text, annotations));
  return { body, sources };
}

/** What stands before each mark. @param {HTMLElement} body */
function before(body) {
  return [...body.querySelectorAll('.cite')].map((mark) => {
    const range = document.createRange();
    range.setStart(body, 0);
    range.setEndBefore(mark);
    return range.toString();
  });
}

test('offsets of bytes become offsets of the text, inside a character its end', () => {
  const text = 'a\u00e9\u4eac\u{1f30a}z';
  const wanted = [0, 1, 3, 6, 10, 11];
  assert.deepEqual(indices(text, wanted), [0, 1, 2, 3, 5, 6]);
  assert.deepEqual(indices(text, [2, 4, 7, 99]), [2, 3, 5, 6]);
});

test('marks stand where the bytes say, whatever is bold, linked or code there', () => {
  const url = 'https://example.com/a';
  for (const [text, cited, stands] of [
    ['Caf\u00e9s \u{1f30a}. And more.', 'Caf\u00e9s \u{1f30a}.', 'Caf\u00e9s \u{1f30a}.'],
    ['Very **bold.** And more.', 'Very **bold.', 'Very **bold.'],
    ['Very **bold.** And more.', 'Very **bold.**', 'Very **bold.'],
    ['See [the page](https://b.c/) now.', 'See [the', 'See [the page'],
    ['Call `f(x)` now.', 'Call `f', 'Call `f(x)'],
    ['* One.\n* Two.\n', '* One.\n', '* One.'],
    ['All of it.', 'All of it. And bytes that are not there', 'All of it.'],
  ]) {
    const { body } = cite(text, [{ type: 'url_citation', url, end_index: bytes(cited) }]);
    assert.deepEqual(before(body), [stands], text);
    assert.equal(body.textContent, text, 'marks are no part of the text');
  }
});

test('each source has one number, in the order of the text, and is listed once', () => {
  const text = 'One. Two. Three.';
  const page = (/** @type {string} */ host, /** @type {number} */ end) => ({
    type: 'url_citation',
    url: `https://${host}/x`,
    title: host,
    end_index: end,
  });
  const { body, sources } = cite(text, [page('b.org', 9), page('a.com', 4), page('a.com', 16), { type: 'other' }]);
  const marks = /** @type {NodeListOf<HTMLAnchorElement>} */ (body.querySelectorAll('a.cite'));
  assert.deepEqual(
    [...marks].map(({ dataset, href, rel, target }) => [dataset.number, href, rel, target]),
    [
      ['1', 'https://a.com/x', 'noopener noreferrer', '_blank'],
      ['2', 'https://b.org/x', 'noopener noreferrer', '_blank'],
      ['1', 'https://a.com/x', 'noopener noreferrer', '_blank'],
    ],
  );
  assert.equal(marks[1].getAttribute('aria-label'), 'Source 2: b.org');
  assert.deepEqual(
    [...sources.list().querySelectorAll('li')].map(({ textContent }) => textContent),
    ['a.com', 'b.org'],
  );
});

test('pages of files and places are sources too; what has no address on the web is no link', () => {
  const { body, sources } = cite('One. Two. Three.', [
    { type: 'file_citation', file_name: 'a.pdf', page_number: 2, document_uri: 'gs://x/a.pdf', end_index: 4 },
    { type: 'file_citation', file_name: 'a.pdf', page_number: 3, document_uri: 'gs://x/a.pdf', end_index: 4 },
    { type: 'place_citation', place_id: 'p', name: 'Caf\u00e9', url: 'https://maps.example/1', end_index: 9 },
    { type: 'url_citation', url: 'javascript:alert(1)', title: 'no', end_index: 16 },
  ]);
  assert.deepEqual(
    [...sources.list().querySelectorAll('li')].map((item) => [item.textContent, item.querySelector('a')?.href ?? '']),
    [
      ['a.pdf, page 2', ''],
      ['a.pdf, page 3', ''],
      ['Caf\u00e9', 'https://maps.example/1'],
      ['no', ''],
    ],
  );
  assert.deepEqual(
    [...body.querySelectorAll('.cite')].map(({ localName }) => localName),
    ['span', 'span', 'a', 'span'],
  );
});

test('marks that are placed again are there once, and the text is whole', () => {
  const text = 'One **two** three.';
  const { body, sources } = cite(text, [{ type: 'url_citation', url: 'https://a.b/', end_index: 5 }]);
  const html = body.innerHTML;
  placeMarks(body, sources.cite(text, [{ type: 'url_citation', url: 'https://a.b/', end_index: 5 }]));
  assert.equal(body.innerHTML, html);
  assert.equal(body.textContent, text);
});
