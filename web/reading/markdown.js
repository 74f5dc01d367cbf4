// Markdown as elements, without losing a character: what the reader need not see (asterisks,
// fences, blank lines) stands there as well, in elements that are not displayed. So the text of
// an answer is always exactly what came, and an offset into it is a place in the page.
//
// The parser (micromark) tells every character's part in the syntax. No HTML text is ever made:
// tags of the model's are text.

import { parse, postprocess, preprocess } from 'micromark';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { el } from '../ui/dom.js';
import { bound } from './bounds.js';
import { codeFigure } from './elements.js';
import { math } from './math_syntax.js';
import { closable } from './open.js';
import { Writer } from './writer.js';

export { closing } from './open.js';
export { lineStart } from './output.js';

/** @typedef {import('./output.js').Block} Block */

export const kExtensions = [
  gfmAutolinkLiteral(),
  gfmFootnote(),
  gfmStrikethrough(),
  gfmTable(),
  gfmTaskListItem(),
  math,
];

/**
 * @param {string} text from the start of a line on
 * @param {import('./output.js').Before} before is brought up to date
 * @param {string} [closing] characters that close what is open at the end, and are not shown
 * @returns {Block[]}
 */
export function render(text, before, closing = '') {
  const whole = closing ? closable(text) + closing : text;
  const parser = parse({ extensions: kExtensions });
  bound(parser);
  for (const label of before.links.keys()) parser.defined.push(label);
  for (const label of before.notes) parser.gfmFootnotes?.push(label);
  const events = postprocess(parser.document().write(preprocess()(whole, undefined, true)));
  const writer = new Writer(text, before);
  for (const [kind, token] of events) {
    if (kind === 'exit' && /^(gfmFootnoteD|d)efinition/.test(token.type)) writer.definition(/** @type {any} */ (token));
  }
  for (const [kind, token] of events) {
    if (writer.isOver(/** @type {any} */ (token))) break;
    if (kind === 'enter') writer.enter(/** @type {any} */ (token));
    else writer.exit(/** @type {any} */ (token));
  }
  return writer.end();
}

/**
 * JSON, as one block.
 * @param {string} text
 * @returns {Block[]}
 */
export function json(text) {
  const { figure, code } = codeFigure('json');
  figure.dataset.wrap = '';
  code.append(text);
  return [{ element: el('div', { class: 'block' }, figure), start: 0, end: text.length, heading: 1 }];
}

/**
 * Text without Markdown, as one block.
 * @param {string} text
 * @returns {Block[]}
 */
export function plain(text) {
  return [{ element: el('div', { class: 'block plain' }, text), start: 0, end: text.length, heading: 1 }];
}
