// The elements of a text of Markdown, made of the parser's tokens in one go: characters that are seen
// go in as text, what lies between them into elements that are not displayed.

import { decodeString } from 'micromark-util-decode-string';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import { el } from '../ui/dom.js';
import { kDeepest } from './bounds.js';
import { isBlock, Output } from './output.js';
import {
  backLink,
  checkBox,
  codeFigure,
  footnote,
  heading,
  list,
  noteLink,
  point,
  showImage,
  tableFrame,
} from './elements.js';

/** @typedef {import('./output.js').Token} Token */

/** Tokens whose characters are seen. */
const kVisible = new Set([
  'data',
  'characterEscapeValue',
  'codeFlowValue',
  'codeTextData',
  'autolinkProtocol',
  'autolinkEmail',
  'literalAutolinkHttp',
  'literalAutolinkWww',
  'literalAutolinkEmail',
  'htmlFlowData',
  'htmlTextData',
]);

/** Tokens in which nothing is seen. */
const kHidden = new Set([
  'codeFencedFence',
  'resource',
  'reference',
  'definition',
  'setextHeadingLine',
  'tableDelimiterRow',
]);

/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const kElements = {
  paragraph: 'p',
  htmlFlow: 'p',
  thematicBreak: 'hr',
  blockQuote: 'blockquote',
  tableHead: 'thead',
  tableBody: 'tbody',
  tableRow: 'tr',
  emphasis: 'em',
  strong: 'strong',
  strikethrough: 'del',
  codeText: 'code',
};

/** What may stand in its like. */
const kNesting = new Set(['emphasis', 'strong', 'strikethrough', 'link', 'image']);
const kMostOpen = 3 * kDeepest; // elements in each other: a list has two for each of its depths
const kMostColumns = 200;

const kInline = new Set(['paragraph', 'htmlFlow', 'htmlText', 'codeText']); // a line break in them is one

export class Writer extends Output {
  /**
   * @param {string} text
   * @param {import('./output.js').Before} before
   */
  constructor(text, before) {
    super(text, before);
    /** @type {Token | null} what is left as it came: it would be too much */
    this.asItCame = null;
    this.hidden = 0; // elements that are open and not seen
    this.newline = -1; // of code, seen only if more code follows
    this.newlineEnd = -1;
    /** @type {string[]} */
    this.align = [];
    this.target = ''; // of the link, image or definition at hand
    this.label = '';
  }

  /** @param {Token} token */
  enter(token) {
    const { type } = token;
    if (this.asItCame) return;
    if (!this.open.length && isBlock(type)) this.begin(token);
    if (this.open.length >= kMostOpen && kNesting.has(type)) return this.leave(token);
    if (kHidden.has(type)) ++this.hidden;
    if (type in kElements) this.push(token, el(kElements[type]));
    else if (type === 'characterReference') this.reference(token);
    else if (kVisible.has(type)) this.visible(token);
    else if (type === 'lineEnding') this.lineEnding(token);
    else this.special(token);
  }

  /** @param {Token} token */
  special(token) {
    switch (token.type) {
      case 'atxHeading':
        return this.heading(token, /^#*/.exec(this.slice(token))?.[0].length ?? 1);
      case 'setextHeading':
        return this.heading(token, this.slice(token).trimEnd().endsWith('=') ? 1 : 2);
      case 'listOrdered':
      case 'listUnordered':
        return this.push(token, list(token.type === 'listOrdered', this.slice(token)));
      case 'listItemPrefix':
        if (this.top?.type === 'item') this.open.pop();
        return this.push(token, el('li'), 'item');
      case 'codeFenced':
      case 'codeIndented':
        return this.code(token);
      case 'table':
        if (token._align.length > kMostColumns) return this.leave(token, el('p'));
        this.align = token._align;
        return this.push(token, el('table'), 'table', tableFrame());
      case 'tableHeader':
      case 'tableData':
        return this.cell(token);
      case 'taskListCheck':
        return this.check(token);
      case 'link':
      case 'autolink':
      case 'literalAutolink':
        return this.push(token, el('a'));
      case 'image':
        return this.push(token, el('span', { class: 'image' }));
      case 'htmlText':
        if (/^<br\s*\/?>$/i.test(this.slice(token))) {
          ++this.hidden;
          this.place.append(el('br'));
        }
        return this.push(token, el('span', { class: 'html' }));
      case 'gfmFootnoteCall':
        return this.push(token, noteLink(normalizeIdentifier(this.slice(token).slice(2, -1))));
      case 'gfmFootnoteDefinition':
        return this.push(
          token,
          footnote(normalizeIdentifier(/^\[\^((\\.|[^\]])*)/.exec(this.slice(token))?.[1] ?? '')),
        );
      case 'gfmFootnoteDefinitionLabel':
        return this.push(token, el('span', { class: 'label' }));
      case 'mathText':
      case 'mathFlow':
        return this.math(token);
    }
  }

  /** @param {Token} token */
  exit(token) {
    const { type } = token;
    if (this.asItCame) {
      if (token === this.asItCame) this.asItCame = null;
      return;
    }
    if (kHidden.has(type)) --this.hidden;
    switch (type) {
      case 'resourceDestinationString':
        this.target = decodeString(this.slice(token));
        break;
      case 'link':
      case 'image':
        this.link(token);
        break;
      case 'autolink':
        point(this.top.element, this.slice(token).slice(1, -1));
        break;
      case 'literalAutolink':
        point(this.top.element, this.slice(token));
        break;
      case 'gfmFootnoteDefinition':
        backLink(this.top.element);
        break;
      case 'htmlText':
        if (this.top.element.previousSibling instanceof HTMLBRElement) --this.hidden;
        break;
    }
    if (type === 'listOrdered' || type === 'listUnordered') {
      if (this.top.type === 'item') this.open.pop();
    }
    if (this.top?.token !== token || this.top.type === 'item') return;
    if (type === 'mathText' || type === 'mathFlow') {
      --this.hidden;
      this.gap(this.endOf(token));
    }
    this.open.pop();
  }

  /** Part of a definition is complete: `[label]: target`, or `[^label]: text`. @param {Token} token */
  definition(token) {
    const { links, notes } = this.before;
    if (token.type === 'definitionLabelString') this.label = normalizeIdentifier(this.slice(token));
    else if (token.type === 'definitionDestinationString') this.target = decodeString(this.slice(token));
    else if (token.type === 'definition' && !links.has(this.label)) links.set(this.label, this.target);
    else if (token.type === 'gfmFootnoteDefinitionLabelString') notes.add(normalizeIdentifier(this.slice(token)));
  }

  /**
   * All of it is shown as it came.
   * @param {Token} token
   * @param {HTMLElement} [element] in which it stands
   */
  leave(token, element = el('span')) {
    this.asItCame = token;
    if (this.hidden) return;
    this.gap(this.startOf(token));
    this.push(token, element);
    this.show(this.startOf(token), this.endOf(token));
    this.open.pop();
  }

  /** @param {Token} token */
  visible(token) {
    if (this.hidden) return;
    if (this.newline >= 0) this.show(this.newline, this.newlineEnd);
    this.newline = -1;
    this.show(this.startOf(token), this.endOf(token));
  }

  /** @param {Token} token */
  lineEnding(token) {
    const of = this.open.findLast(
      ({ type }) => type === 'code' || kInline.has(type) || type === 'item' || type === 'blockQuote',
    );
    if (this.hidden || !of) return;
    if (of.type === 'code') {
      const fence = of.token.type === 'codeFenced' && !of.begun;
      of.begun = true;
      if (fence) return;
      if (this.newline >= 0) this.show(this.newline, this.newlineEnd);
      this.newline = this.startOf(token);
      this.newlineEnd = this.endOf(token);
    } else if (kInline.has(of.type)) {
      this.show(this.startOf(token), this.endOf(token));
    }
  }

  /** `&amp;` and the like: its character is generated. @param {Token} token */
  reference(token) {
    if (this.hidden) return;
    this.gap(this.startOf(token));
    const shown = el('span', { class: 'entity', 'data-shown': decodeString(this.slice(token)) });
    this.place.append(shown);
    shown.append(el('span', { class: 'mark' }, this.text.slice(this.at, this.endOf(token))));
    this.at = this.endOf(token);
  }

  /**
   * A heading of a page never skips a level, whatever the answer does.
   * @param {Token} token
   * @param {number} depth
   */
  heading(token, depth) {
    const { before } = this;
    before.heading = Math.min(depth + 1, before.heading + 1, 6);
    this.push(token, heading(depth, before.heading), 'paragraph');
  }

  /** @param {Token} token */
  code(token) {
    const info = token.type === 'codeFenced' && /^[`~]+[ \t]*(\S*)/.exec(this.slice(token))?.[1];
    const { figure, code } = codeFigure(decodeString(info || ''));
    this.place.append(figure);
    this.open.push({ type: 'code', element: code, token });
  }

  /** @param {Token} token */
  cell(token) {
    const row = this.top;
    const align = this.align[row.cells ?? 0];
    row.cells = (row.cells ?? 0) + 1;
    this.push(
      token,
      el(token.type === 'tableHeader' ? 'th' : 'td', {
        class: align !== 'none' && align,
        scope: token.type === 'tableHeader' && 'col',
      }),
    );
  }

  /** @param {Token} token */
  check(token) {
    const checked = /x/i.test(this.slice(token));
    this.place.closest('li')?.classList.add('task');
    this.place.append(checkBox(checked));
  }

  /** A link or an image is complete. @param {Token} token */
  link(token) {
    const { element } = this.top;
    const source = this.slice(token);
    let target = this.target;
    if (!source.endsWith(')')) {
      const label = /\[([^[\]]+)\]$/.exec(source)?.[1] ?? /^!?\[([^]*)\](\[\])?$/.exec(source)?.[1] ?? '';
      target = this.before.links.get(normalizeIdentifier(label)) ?? '';
    }
    if (token.type === 'link') point(element, target);
    else showImage(element, target);
  }

  /** Its source is hidden once it is typeset (math.js). @param {Token} token */
  math(token) {
    this.gap(this.startOf(token));
    const source = this.slice(token).trimEnd();
    const open = /^(\$+|\\.)/.exec(source)?.[0] ?? '';
    let end = source.length;
    while (end > open.length && source[end - 1] === '$') --end;
    if (end === source.length && /\\[)\]]$/.test(source.slice(open.length))) end -= 2;
    const isDisplay = open !== '$' && open !== '\\(';
    const tex = end < source.length && source.slice(open.length, end);
    this.push(token, el('span', { class: isDisplay ? 'math display' : 'math', 'data-tex': tex }));
    ++this.hidden;
  }
}
