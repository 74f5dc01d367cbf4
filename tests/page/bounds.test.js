// What comes from outside: texts of any length, values of any shape.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();

// Texts made to do harm: the work they make grows with their length, what they nest has a bound, and
// all of their text is there.

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
  'brackets that open': (count) => '['.repeat(2 * count),
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
    for (let child = element.firstElementChild; child; child = child.nextElementSibling) {
      waiting.push({ element: child, at: at + 1 });
    }
  }
  return depth;
}

for (const [name, make] of Object.entries(kHarm)) {
  test(`work grows with the length of the text: ${name}`, () => {
    const text = make(2000);
    const done = work(text);
    assert.ok(done < 150000 + 10 * text.length, `${done} for ${text.length} characters`);
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
  const many = 3 * kDeepest; // beside each other, not in each other
  assert.equal(read('- item\n'.repeat(many)).querySelectorAll('li').length, many);
  assert.equal(read('> quoted\n\ntext\n\n'.repeat(many)).querySelectorAll('blockquote').length, many);
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

// What comes from outside may have any shape. Whatever stands where a text, a number or a list should
// be, the page shows what it can, and nothing throws.

const { Turn } = await import('../../web/chat/turn.js');
const { loadAllReading } = await import('../../web/chat/text_block.js');
const { Sources } = await import('../../web/reading/citations.js');
const { showMedia } = await import('../../web/reading/media.js');
const { showTool } = await import('../../web/reading/tools.js');
const { showAttached } = await import('../../web/compose/attached.js');
const { showNumbers } = await import('../../web/numbers/turn_numbers.js');
await loadAllReading();

/** @type {unknown[]} */
const rejections = [];
process.on('unhandledRejection', (reason) => void rejections.push(reason));

/** Objects that no text can be made of, and others that pass for something. */
const kOdd = /** @type {unknown[]} */ ([
  null,
  true,
  0,
  -1e300,
  '',
  'text',
  'https://[',
  '__proto__',
  'constructor',
  [],
  [null],
  [[[]]],
  ['text', 7, {}],
  {},
  { toString: 1, valueOf: 1 },
  { length: 3 },
  { type: 'text', text: {} },
  { toJSON: 'no', then: 'no' },
]);

const kCitation = {
  type: 'url_citation',
  url: 'https://a.b/',
  document_uri: 'u',
  file_name: 'f',
  page_number: 2,
  place_id: 'p',
  name: 'n',
  title: 't',
  start_index: 0,
  end_index: 3,
};
const kMedia = { type: 'image', mime_type: 'image/png', data: 'AAAA', uri: 'https://a.b/c', rate: 1, channels: 2 };
const kUsage = { total_tokens: 3, total_input_tokens: 1, total_output_tokens: 2, input_tokens_by_modality: [{}] };

/** What a good one of each looks like. @type {Record<string, any>} */
const kSteps = {
  output: { type: 'model_output', content: [{ type: 'text', text: 'a **b** c', annotations: [kCitation] }, kMedia] },
  thought: { type: 'thought', signature: 's', summary: [{ type: 'text', text: '**t**' }] },
  call: { type: 'function_call', id: 'c', name: 'n', server_name: 's', arguments: { queries: ['q'], urls: ['u'] } },
  code: { type: 'code_execution_call', id: 'd', arguments: { language: 'python', code: 'a = 1' } },
  result: {
    type: 'google_search_result',
    call_id: 'c',
    is_error: false,
    result: [
      { url: 'https://a.b/', title: 't', status: 'success', search_suggestions: '<p>' },
      { places: [{ url: 'https://a.b/', name: 'n' }] },
    ],
  },
  unknown: { type: 'never_seen', anything: { at: ['all'] } },
};

/**
 * Copies of a value in which one member each is of another shape.
 * @param {any} value
 * @returns {Generator<any>}
 */
function* changed(value) {
  for (const odd of kOdd) yield odd;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const part of changed(value[key])) {
      const copy = structuredClone(value);
      copy[key] = part;
      yield copy;
    }
  }
}

/** All that was set going has come to its end. */
async function settled() {
  for (let turns = 0; turns < 20; ++turns) await new Promise((next) => setImmediate(next));
}

/** @param {any} value @param {(value: any) => void} take */
async function takesAll(value, take) {
  let count = 0;
  for (const each of changed(value)) {
    ++count;
    assert.doesNotThrow(() => take(each), JSON.stringify(each));
  }
  assert.ok(count >= kOdd.length);
  await settled();
  assert.deepEqual(rejections, []);
}

/** A turn that stands in the page. */
function newTurn() {
  const turn = new Turn(1, 'question');
  document.getElementById('log')?.replaceChildren(turn.element);
  return turn;
}

for (const [name, step] of Object.entries(kSteps)) {
  test(`a step of any shape is shown: ${name}`, async () => {
    const all = [...changed(step)];
    assert.ok(all.length >= kOdd.length);
    const kTogether = 20; // steps of one turn: to make it takes longer than to show one
    for (let from = 0; from < all.length; from += kTogether) {
      const turn = newTurn();
      turn.setState('streaming', '');
      for (const [at, each] of all.slice(from, from + kTogether).entries()) {
        const json = JSON.stringify(each);
        assert.doesNotThrow(() => turn.steps.step(at, json, 1), json);
        turn.show();
        turn.steps.step(at, JSON.stringify(step), 2);
      }
      turn.setState('done', '');
      turn.show();
      assert.equal(typeof turn.spoken, 'string');
      turn.steps.clear();
    }
    await settled();
    assert.deepEqual(rejections, []);
  });
}

test('a citation of any shape is a source, or none', () =>
  takesAll([kCitation], (each) => {
    const sources = new Sources();
    sources.cite('abc def', each);
    sources.list();
  }));

test('media of any shape are shown, or as they came', () =>
  takesAll(kMedia, (each) => showMedia(document.createElement('figure'), each)));

test('a tool of any shape has a card', () => {
  const steps = [kSteps.call, kSteps.code, kSteps.result];
  return Promise.all(
    steps.map((step) =>
      takesAll(step, (each) => {
        if (typeof each === 'object' && each) showTool(document.createElement('div'), 0, each);
      }),
    ),
  );
});

test('attachments of any shape are listed', () =>
  takesAll([{ name: 'n', size: 3, content: { ...kMedia } }], (each) => {
    const turn = newTurn();
    turn.setSettings(JSON.stringify({ attachments: each }));
    if (Array.isArray(each)) showAttached(turn.user, each);
  }));

test('settings, errors, interactions and usage of any shape', async () => {
  const settings = { model: 'm', agent: 'a', agent_config: {}, response_format: [{ mime_type: 'application/json' }] };
  await takesAll(settings, (each) => newTurn().setSettings(JSON.stringify(each)));
  await takesAll({ code: 'c', message: 'm', retry_ms: 3, kind: 'busy', body: { error: [] } }, (each) => {
    const turn = newTurn();
    turn.setError(429, JSON.stringify(each));
    turn.show();
  });
  await takesAll({ id: 'v1_abcdefghijklmnopqrs', model: 'm', status: 'completed', usage: kUsage }, (each) => {
    const turn = newTurn();
    turn.setRequest('begun', 1);
    turn.setInteraction(JSON.stringify(each));
    turn.setRequest('over', 2);
    turn.setState('done', '');
    turn.show();
    showNumbers(turn);
  });
});
