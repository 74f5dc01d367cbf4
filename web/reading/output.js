// Blocks of elements that keep the whole of a text in order: what is shown, and, in elements that are
// not displayed, what lies between.

import { el } from '../ui/dom.js';

/**
 * @typedef {{type: string, start: {offset: number}, end: {offset: number}, [more: string]: any}} Token
 * @typedef {{element: HTMLElement, start: number, end: number, heading: number}} Block a top-level
 *     block; all of them together cover the text without gaps. heading: level of the last one so far
 * @typedef {{
 *   links: Map<string, string>, notes: Set<string>, heading: number,
 * }} Before what came before decides: targets of reference links, labels of footnotes, level of the
 *     last heading
 */

export class Output {
  /**
   * @param {string} text
   * @param {Before} before
   */
  constructor(text, before) {
    this.text = text;
    this.before = before;
    /** @type {Block[]} */
    this.blocks = [];
    /** @type {{type: string, element: HTMLElement, token: Token, begun?: boolean, cells?: number}[]} what is
     *     open */
    this.open = [];
    this.at = 0; // how much of the text stands in the page
    this.shift = text.startsWith('\uFEFF') ? 1 : 0; // the parser does not count a byte order mark
  }

  /** Whether only blocks follow that are none of the text's own. @param {Token} token */
  isOver(token) {
    return !this.open.length && this.blocks.length > 0 && this.startOf(token) >= this.text.length;
  }

  get top() {
    return this.open[this.open.length - 1];
  }

  /** Where text goes. */
  get place() {
    return this.top?.element ?? this.blocks[this.blocks.length - 1].element;
  }

  /** @param {Token} token */
  slice(token) {
    return this.text.slice(this.startOf(token), this.endOf(token));
  }

  /** @param {Token} token */
  startOf(token) {
    return token.start.offset + this.shift;
  }

  /** @param {Token} token */
  endOf(token) {
    return Math.min(token.end.offset + this.shift, this.text.length);
  }

  /** A top-level block begins, with its line. @param {Token} token */
  begin(token) {
    const line = lineStart(this.text, this.startOf(token));
    const last = this.blocks.at(-1);
    const start = last ? Math.max(line, this.at) : 0;
    if (last) {
      this.gap(start);
      last.end = start;
      last.heading = this.before.heading;
    }
    this.blocks.push({ element: el('div', { class: 'block', dir: 'auto' }), start, end: start, heading: 1 });
  }

  /**
   * @param {Token} token
   * @param {HTMLElement} element
   * @param {string} [type]
   * @param {HTMLElement} [around]
   */
  push(token, element, type = token.type, around = element) {
    this.place.append(around);
    if (around !== element) around.append(element);
    this.open.push({ type, element, token });
  }

  /** Characters that are not seen, up to an offset. @param {number} end */
  gap(end) {
    if (end <= this.at) return;
    this.place.append(el('span', { class: 'mark' }, this.text.slice(this.at, end)));
    this.at = end;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  show(start, end) {
    if (end <= start || start < this.at) return;
    this.gap(start);
    const { lastChild } = this.place;
    const text = this.text.slice(start, end);
    if (lastChild instanceof Text) lastChild.appendData(text);
    else this.place.append(text);
    this.at = end;
  }

  /** @returns {Block[]} */
  end() {
    if (!this.blocks.length) this.blocks.push({ element: el('div', { class: 'block' }), start: 0, end: 0, heading: 1 });
    this.gap(this.text.length);
    const last = this.blocks.at(-1);
    if (last) last.end = this.text.length;
    if (last) last.heading = this.before.heading;
    return this.blocks;
  }
}

/**
 * @param {string} text
 * @param {number} at
 */
export function lineStart(text, at) {
  return at && Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

/** @param {string} type of a token that is a top-level block */
export function isBlock(type) {
  return !/^(lineEnding|linePrefix|whitespace|content$|chunk)/.test(type);
}
