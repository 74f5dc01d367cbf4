// A text of an answer while it comes: read as far as it is there, and never anything else than what came.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';
import { kEverything, kNotes, kOdd } from './texts.js';

openDocument();
const { TextBlock, loadReading } = await import('../../web/chat/text_block.js');
const { visibleText } = await import('../../web/reading/visible.js');
const { listenToClicks } = await import('../../web/ui/command.js');
await loadReading();
listenToClicks();

/** @type {HTMLElement} */
let turn;
/** @type {HTMLElement} */
let step;
beforeEach(() => {
  turn = document.createElement('article');
  turn.dataset.turnState = 'streaming';
  turn.append(document.createElement('p'), document.createElement('div'));
  turn.children[0].className = 'over';
  /** @type {HTMLElement} */ (turn.children[1]).dataset.part = 'answer';
  step = document.createElement('div');
  turn.children[1].append(step);
  document.getElementById('log')?.replaceChildren(turn);
});

/** A text that streams. @param {string} first */
async function begin(first) {
  const block = new TextBlock(first);
  step.append(block.node);
  block.read();
  const reading = await until(() => block.reading);
  await reading.load();
  return { block, reading };
}

/**
 * Nothing more comes.
 * @param {InstanceType<typeof TextBlock>} block
 * @param {import('../../web/reading/reading.js').Reading} reading
 */
async function end(block, reading) {
  block.settle();
  reading.flush();
  const blocks = /** @type {HTMLElement[]} */ ([...step.querySelectorAll('.block')]);
  await Promise.all([reading.typeset(blocks), reading.finish(blocks)]);
  return step.innerHTML;
}

/** One that was there from the start, as after a reload. @param {string} text */
async function readWhole(text) {
  const { block, reading } = await begin(text);
  return end(block, reading);
}

/** Numbers from 0 to 1, the same in each run. @param {number} seed */
function* numbers(seed) {
  for (let state = seed; ; yield state / 2 ** 32) state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
}

/** @param {string} text @param {Generator<number>} random */
function piecesOf(text, random) {
  const pieces = [];
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + Math.floor(Number(random.next().value) * 9);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/**
 * Streams a text, and says at each moment what stands there.
 * @param {string} text
 * @param {Generator<number>} random
 */
async function stream(text, random) {
  const [first, ...pieces] = piecesOf(text, random);
  const { block, reading } = await begin(first);
  let came = first;
  for (const piece of pieces) {
    block.append(piece);
    reading.flush();
    came += piece;
    assert.equal(step.textContent, came);
  }
  const html = await end(block, reading);
  assert.equal(step.textContent, text);
  return html;
}

for (const [number, text] of kOdd.entries()) {
  test(`text ${number}: at every moment it is what has come, and at its end what it is after a reload`, async () => {
    const streamed = await stream(text, numbers(number));
    step.replaceChildren();
    assert.equal(streamed, await readWhole(text));
  });
}

test('so are texts made of odd pieces at random', async () => {
  const random = numbers(20260728);
  const parts = kOdd.flatMap((text) => text.split(/(?=[\n*`$[\]|])/));
  assert.ok(parts.length > 100);
  for (let round = 0; round < 40; ++round) {
    let text = '';
    for (let count = 0; count < 12; ++count) text += parts[Math.floor(Number(random.next().value) * parts.length)];
    step.replaceChildren();
    const streamed = await stream(text, random);
    step.replaceChildren();
    assert.equal(streamed, await readWhole(text), JSON.stringify(text));
  }
});

test('blocks that are complete are never made again', async () => {
  const [head, tail] = [kEverything.slice(0, 250), kEverything.slice(250)];
  const { block, reading } = await begin(head);
  reading.flush();
  const complete = [...step.querySelectorAll('.block')].slice(0, -1);
  assert.ok(complete.length >= 3, `${complete.length} blocks`);
  const watch = new MutationObserver(() => {});
  for (const each of complete)
    watch.observe(each, { childList: true, characterData: true, subtree: true, attributes: true });
  for (const piece of piecesOf(tail, numbers(7))) {
    block.append(piece);
    reading.flush();
  }
  block.settle();
  reading.flush();
  assert.deepEqual(watch.takeRecords(), []);
  assert.deepEqual([...step.querySelectorAll('.block')].slice(0, complete.length), complete);
});

test('text without Markdown stays plain text, until there is some', async () => {
  const text = ' two  spaces\n\n\n  }\n  }\n5 * 3 < 16, snake_case, $5 and $10, a [note]\n end ';
  const { block, reading } = await begin(text);
  reading.flush();
  assert.equal(step.innerHTML, text.replace('<', '&lt;'), 'a text node, and nothing else');
  block.append(' **now**');
  reading.flush();
  assert.equal(step.querySelectorAll('strong').length, 1);
});

test('footnotes whose texts come last are links in the end', async () => {
  await stream(kNotes, numbers(3));
  assert.equal(step.querySelectorAll('[role=doc-noteref]').length, 3);
});

test('an answer is shown as it came, and again as it is read', async () => {
  const text = 'Done **now**, and *again*.';
  const { block, reading } = await begin(text);
  await end(block, reading);
  const raw = await until(() => turn.querySelector('.over [aria-pressed]'));
  assert.equal(step.querySelectorAll('strong, em').length, 2);
  /** @type {HTMLElement} */ (raw).click();
  assert.equal(step.innerHTML, text);
  assert.equal(raw.getAttribute('aria-pressed') ?? /** @type {any} */ (raw).ariaPressed, 'true');
  block.append(' And *more*.');
  reading.flush();
  assert.equal(step.innerHTML, `${text} And *more*.`);
  /** @type {HTMLElement} */ (raw).click();
  assert.equal(step.querySelectorAll('strong, em').length, 3);
  assert.equal(step.textContent, `${text} And *more*.`);
});

test('code is coloured without a change to its text; math is typeset beside its source', async () => {
  const text = '```js\nconst x = "</script>"; // two\n```\n\nand $\\frac{1}{2}$, broken $\\nosuch{x}$.\n';
  await readWhole(text);
  assert.equal(step.querySelector('.hljs-keyword')?.textContent, 'const');
  assert.equal(step.querySelectorAll('.hljs-keyword span, span span.hljs-keyword').length, 0, 'coloured once');
  assert.equal(visibleText(/** @type {Element} */ (step.querySelector('pre'))), 'const x = "</script>"; // two');
  assert.equal(step.querySelector('.math[data-typeset]')?.shadowRoot?.querySelectorAll('math mfrac').length, 1);
  assert.equal(step.querySelectorAll('.math:not([data-typeset])').length, 1, 'what is no TeX stays text');
  assert.equal(step.textContent, text);
});

test('code is coloured where it stands, whatever lines it begins and ends with', async () => {
  for (const [lead, end] of [
    ['\n', '\n'],
    ['\n\n', '\n'],
    ['', '\r\n'],
    ['\r\n', '\r'],
  ]) {
    step.replaceChildren();
    const text = `\`\`\`js\n${lead}const a = '&<';${end}let b;\n\`\`\`\n`;
    await readWhole(text);
    assert.deepEqual(
      [...step.querySelectorAll('.hljs-keyword')].map(({ textContent }) => textContent),
      ['const', 'let'],
      JSON.stringify(text),
    );
    assert.equal(step.querySelector('.hljs-string')?.textContent, "'&<'");
    assert.equal(step.textContent, text);
  }
});

test('an answer of JSON is code of JSON, at every moment; what is none is read as ever', async () => {
  turn.dataset.format = 'json';
  const text = '{"a": "**not bold** _x_ `y`",\n\n"b": [1, true]}';
  await stream(text, numbers(5));
  const pre = step.querySelector('figure.code pre');
  assert.equal(pre?.textContent, text);
  assert.equal(step.querySelectorAll('strong, em').length, 0);
  assert.equal(step.querySelectorAll('.hljs-attr').length, 2);
  step.replaceChildren();
  await stream('Sorry, **no**.', numbers(6));
  assert.equal(step.querySelectorAll('strong').length, 1);
});

test('the caret stands in the last box of a text that grows, and nowhere once it is whole', async () => {
  const { block, reading } = await begin('One **two**');
  reading.flush();
  const box = () => [...step.querySelectorAll('[data-caret]')].map(({ localName }) => localName);
  assert.deepEqual(box(), ['p']);
  for (const [more, name] of [
    ['\n\n- three', 'p'],
    ['\n\n```\ncode', 'pre'],
    ['\n```\n\n| a | b |\n|--|--|\n| c', 'td'],
  ]) {
    block.append(more);
    reading.flush();
    assert.deepEqual(box(), [name], more);
  }
  await end(block, reading);
  assert.deepEqual(box(), []);
});

test('markup is looked for at one go', { timeout: 20000 }, async () => {
  for (const text of [
    '['.repeat(200000),
    `$1${'='.repeat(200000)}`,
    `**a**${' '.repeat(100000)}b`,
    `a${' *'.repeat(100000)}`,
  ]) {
    step.replaceChildren();
    await readWhole(text);
    assert.equal(step.textContent, text);
  }
});

test('a footnote leads to its text and back to where one came from, else to the first place', async () => {
  await readWhole(kNotes);
  const links = /** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll('[role=doc-noteref][data-note="1"]'));
  const [first, long] = /** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll('.footnote'));
  const back = (/** @type {HTMLElement} */ note) =>
    /** @type {HTMLElement} */ (note.querySelector('[role=doc-backlink]')).click();
  assert.equal(links.length, 2);
  for (const link of [links[1], links[0]]) {
    link.click();
    assert.equal(document.activeElement, first);
    back(first);
    assert.equal(document.activeElement, link);
  }
  back(long);
  assert.equal(/** @type {HTMLElement} */ (document.activeElement).dataset.note, 'LONG');
  assert.equal(location.hash, '', 'the address stays that of the conversation');
});
