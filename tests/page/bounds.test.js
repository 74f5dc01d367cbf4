// Texts made to do harm: the work they make grows with their length, what they nest has a bound, and
// all of their text is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
const { closing, kExtensions, render } = await import('../../web/reading/markdown.js');
const { bound, kDeepest } = await import('../../web/reading/bounds.js');
const { visibleText } = await import('../../web/reading/visible.js');
const { parse, postprocess, preprocess } = await import('../../web/node_modules/micromark/index.js');

/** @type {Record<string, (count: number) => string>} */
const kHarm = {
  items: (count) => `${'- '.repeat(count)}x`,
  quotations: (count) => `${'> '.repeat(count)}x`,
  numbers: (count) => `${'1. '.repeat(count)}x`,
  'items and quotations': (count) => `${'- > 1. '.repeat(count)}x`,
  'items in items by their space': (count) =>
    Array.from({ length: Math.sqrt(count) }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
  'empty lines in many items': (count) => `${'- '.repeat(90)}a${'\n'.repeat(count)}`,
  'quotation that goes on without a mark': (count) => `${'> '.repeat(90)}a\n${'a\n'.repeat(count)}`,
  tasks: (count) => '- [ ] '.repeat(count),
  'rules or items': (count) => '* * '.repeat(count),
  footnotes: (count) => `${'[^a]: '.repeat(count)}x`,
  'calls of footnotes': (count) => '[^a'.repeat(count),
  'emphases that open': (count) => '*a **b '.repeat(count),
  'emphases in each other': (count) => `${'*a '.repeat(count)}${'b* '.repeat(count)}`,
  'emphases that close': (count) => 'a_ '.repeat(count),
  'a run of asterisks': (count) => `${'*'.repeat(count)}a${'*'.repeat(count)}`,
  deletions: (count) => `${'~a '.repeat(count)}${'b~ '.repeat(count)}`,
  'brackets that open': (count) => '['.repeat(count),
  'brackets that close': (count) => ']'.repeat(count),
  'brackets in brackets': (count) => `${'['.repeat(count)}a${']'.repeat(count)}`,
  'links in links': (count) => `${'['.repeat(count)}a${'](x)'.repeat(count)}`,
  'images in images': (count) => `${'!['.repeat(count)}a${'](x)'.repeat(count)}`,
  'links to addresses in links': (count) => `${'['.repeat(count)}a${'](http://b.c)'.repeat(count)}`,
  'images of addresses in images': (count) => `${'!['.repeat(count)}a${'](http://b.c)'.repeat(count)}`,
  'links without an end': (count) => '[a](<b'.repeat(count),
  'titles without an end': (count) => '[a](b "'.repeat(count),
  references: (count) => '[a][b] '.repeat(count),
  definitions: (count) => '[a]: b (c\n'.repeat(count),
  'definitions and references': (count) =>
    Array.from({ length: count }, (_, at) => `[a${at}]: b\n`).join('') +
    Array.from({ length: count }, (_, at) => `\n[a${at}]`).join(''),
  'runs of backticks': (count) =>
    Array.from({ length: 2 * Math.sqrt(count) }, (_, length) => `${'`'.repeat(length + 1)}a`).join(''),
  'pairs of backticks': (count) => '`` a ` '.repeat(count),
  comments: (count) => 'a <!-- '.repeat(count),
  instructions: (count) => 'a <? '.repeat(count),
  tags: (count) => '<a b="'.repeat(count),
  entities: (count) => '&amp;&'.repeat(count),
  'escaped marks': (count) => '\\*'.repeat(count),
  'a long word': (count) => 'a'.repeat(count),
  'a long line': (count) => 'word '.repeat(count),
  'spaces in a line': (count) => `a${' '.repeat(count)}b`,
  'formulas without an end': (count) => '\\( '.repeat(count),
  'pairs of dollars': (count) => '$$ a '.repeat(count),
  'spaces in a formula': (count) => `$$ a${' '.repeat(count)}b $$`,
  columns: (count) => `${'|a'.repeat(count)}|\n${'|-'.repeat(count)}|\n${'|b'.repeat(count)}|`,
  'cells without columns': (count) => `|a|b|\n|-|-|\n${'|c'.repeat(count)}`,
  rows: (count) => `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(count)}`,
  addresses: (count) => 'http://a.b/(www.'.repeat(count),
  'addresses of mail': (count) => 'a@b.'.repeat(count),
  headings: (count) => '# a #'.repeat(count),
  fences: (count) => '```\n'.repeat(count),
  'empty lines': (count) => '\n'.repeat(count),
};

/** How often the parser looks at a character, and how much it makes of them. @param {string} text */
function work(text) {
  const parser = parse({ extensions: kExtensions });
  const works = bound(parser);
  // eslint-disable-next-line no-unsanitized/method -- a parser of Markdown, not the page
  const events = postprocess(parser.document().write(preprocess()(text, undefined, true)));
  return [...works.values()].reduce((sum, { looks }) => sum + looks, 0) + events.length;
}

/** @param {Element} root */
function deepest(root) {
  let depth = 0;
  for (const waiting = [{ element: root, at: 1 }]; waiting.length; ) {
    const { element, at } = /** @type {{element: Element, at: number}} */ (waiting.pop());
    depth = Math.max(depth, at);
    for (const child of element.children) waiting.push({ element: child, at: at + 1 });
  }
  return depth;
}

for (const [name, make] of Object.entries(kHarm)) {
  test(`work grows with the length of the text: ${name}`, () => {
    const text = make(3000);
    const done = work(text);
    assert.ok(done < 200000 + 10 * text.length, `${done} for ${text.length} characters`);
  });

  test(`all of the text is there, and nothing too deep: ${name}`, () => {
    const text = make(700);
    const blocks = render(text, { links: new Map(), notes: new Set(), heading: 1 }, closing(text));
    assert.equal(blocks.map(({ element }) => element.textContent).join(''), text);
    const depth = Math.max(...blocks.map(({ element }) => deepest(element)));
    assert.ok(depth <= 3 * kDeepest + 10, `${depth} elements in each other`);
  });
}

test('what is below the bounds is read, what is beyond is shown as it came', () => {
  const read = (/** @type {string} */ text) => {
    const body = document.createElement('div');
    body.append(...render(text, { links: new Map(), notes: new Set(), heading: 1 }).map(({ element }) => element));
    return body;
  };
  assert.equal(read(`${'> '.repeat(90)}deep`).querySelectorAll('blockquote').length, 90);
  const quotations = read(`${'> '.repeat(150)}deep`);
  assert.equal(quotations.querySelectorAll('blockquote').length, kDeepest);
  assert.equal(visibleText(quotations), `${'> '.repeat(50)}deep`);
  const after = read(`${'- '.repeat(150)}deep\n\n- next\n- last`);
  assert.equal(after.querySelectorAll('.block > ul > li').length, 3, 'a new item is not in the way of what is deep');
  assert.equal(visibleText(read(`${'*'.repeat(400)}a${'*'.repeat(400)}`)), `${'*'.repeat(400)}a${'*'.repeat(400)}`);
  assert.equal(read('**a *b* ~~c~~** '.repeat(150)).querySelectorAll('em').length, 150, 'an ordinary paragraph');
  assert.equal(read('See [a](http://b.c/) and `d`. '.repeat(300)).querySelectorAll('a').length, 300);
  assert.equal(read('- item\n'.repeat(1500)).querySelectorAll('li').length, 1500);
  assert.equal(read('> quoted\n\ntext\n\n'.repeat(1000)).querySelectorAll('blockquote').length, 1000);
});

test('mixtures of them are read to their end', () => {
  let state = 7;
  const random = (/** @type {number} */ below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
  const parts = Object.values(kHarm).map((make) => make(40));
  for (let round = 0; round < 20; ++round) {
    const mixture = Array.from({ length: 4 }, () => parts[random(parts.length)]).join(
      ['', ' ', '\n', '\n\n'][random(4)],
    );
    const text = mixture.repeat(1 + 3000 / mixture.length);
    const blocks = render(text, { links: new Map(), notes: new Set(), heading: 1 }, closing(text));
    assert.equal(blocks.map(({ element }) => element.textContent).join(''), text, JSON.stringify(mixture));
  }
});
