// Markdown as elements, without losing a character: what the reader need not see (asterisks,
// fences, blank lines) stands there as well, in elements that are not displayed. So the text of
// an answer is always exactly what came, and an offset into it is a place in the page.
//
// The parser (micromark) tells every character's part in the syntax. No HTML text is ever made:
// tags of the model's are text.

import { parse, postprocess, preprocess } from 'micromark';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { decodeString } from 'micromark-util-decode-string';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import { el } from '../dom.js';
import { math } from './math_syntax.js';
import { R } from './strings.js';

/**
 * @typedef {{type: string, start: {offset: number}, end: {offset: number}, [more: string]: any}} Token
 * @typedef {{element: HTMLElement, start: number, end: number, heading: number}} Block a top-level
 *     block; all of them together cover the text without gaps. heading: level of the last one so far
 * @typedef {{
 *   links: Map<string, string>, heading: number,
 * }} Before what came before decides: targets of reference links, level of the last heading
 */

export { closing } from './open.js';

const kExtensions = [gfmAutolinkLiteral(), gfmStrikethrough(), gfmTable(), gfmTaskListItem(), math];

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
const kHidden = new Set(['codeFencedFence', 'resource', 'reference', 'definition', 'setextHeadingLine', 'tableDelimiterRow']);

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

const kInline = new Set(['paragraph', 'htmlFlow', 'htmlText', 'codeText']); // a line break in them is one

/**
 * @param {string} text from the start of a line on
 * @param {Before} before is brought up to date
 * @param {string} [closing] characters that close what is open at the end, and are not shown
 * @returns {Block[]}
 */
export function render(text, before, closing = '') {
  const parser = parse({ extensions: kExtensions });
  parser.defined.push(...before.links.keys());
  const events = postprocess(parser.document().write(preprocess()(text + closing, undefined, true)));
  const writer = new Writer(text, before);
  for (const [kind, token] of events) {
    if (kind === 'exit' && token.type.startsWith('definition')) writer.definition(/** @type {any} */ (token));
  }
  for (const [kind, token] of events) {
    if (writer.isOver(/** @type {any} */ (token))) break;
    if (kind === 'enter') writer.enter(/** @type {any} */ (token));
    else writer.exit(/** @type {any} */ (token));
  }
  return writer.end();
}

/**
 * Text without Markdown, as one block.
 * @param {string} text
 * @returns {Block[]}
 */
export function plain(text) {
  return [{ element: el('div', { class: 'block plain' }, text), start: 0, end: text.length, heading: 1 }];
}

class Writer {
  /**
   * @param {string} text
   * @param {Before} before
   */
  constructor(text, before) {
    this.text = text;
    this.before = before;
    /** @type {Block[]} */
    this.blocks = [];
    /** @type {{type: string, element: HTMLElement, token: Token, begun?: boolean}[]} what is open */
    this.open = [];
    this.at = 0; // how much of the text stands in the page
    this.shift = text.startsWith('\uFEFF') ? 1 : 0; // the parser does not count a byte order mark
    this.hidden = 0;
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
    if (!this.open.length && isBlock(type)) this.begin(token);
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
        return this.list(token);
      case 'listItemPrefix':
        if (this.top?.type === 'item') this.open.pop();
        return this.push(token, el('li'), 'item');
      case 'codeFenced':
      case 'codeIndented':
        return this.code(token);
      case 'table':
        this.align = token._align;
        return this.push(token, el('table'), 'table', el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': R.table }));
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
      case 'mathText':
      case 'mathFlow':
        return this.math(token);
    }
  }

  /** @param {Token} token */
  exit(token) {
    const { type } = token;
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

  /** Part of a definition is complete: `[label]: target`. @param {Token} token */
  definition(token) {
    const { links } = this.before;
    if (token.type === 'definitionLabelString') this.label = normalizeIdentifier(this.slice(token));
    else if (token.type === 'definitionDestinationString') this.target = decodeString(this.slice(token));
    else if (token.type === 'definition' && !links.has(this.label)) links.set(this.label, this.target);
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

  /** @param {Token} token */
  visible(token) {
    if (this.hidden) return;
    if (this.newline >= 0) this.show(this.newline, this.newlineEnd);
    this.newline = -1;
    this.show(this.startOf(token), this.endOf(token));
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

  /** @param {Token} token */
  lineEnding(token) {
    const of = this.open.findLast(({ type }) => type === 'code' || kInline.has(type) || type === 'item' || type === 'blockQuote');
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
   * @param {number} level
   */
  heading(token, level) {
    const { before } = this;
    before.heading = Math.min(level + 1, before.heading + 1, 6);
    this.push(token, el(/** @type {'h2'} */ (`h${before.heading}`), { class: `level-${level}` }), 'paragraph');
  }

  /** @param {Token} token */
  list(token) {
    const source = this.slice(token);
    const first = /^\d+/.exec(source)?.[0];
    const start = first && Number(first) !== 1 ? Number(first) : null;
    const isLoose = /\n[ \t]*\n[ \t]*\S/.test(source);
    this.push(token, el(token.type === 'listOrdered' ? 'ol' : 'ul', { start, class: isLoose && 'loose' }));
  }

  /** @param {Token} token */
  code(token) {
    const info = token.type === 'codeFenced' ? /^[`~]+[ \t]*(\S*)/.exec(this.slice(token))?.[1] ?? '' : '';
    const language = decodeString(info);
    const code = el('code', { 'data-language': language });
    const figure = el(
      'figure',
      { class: 'code', role: 'group', 'aria-label': language ? R.codeIn(language) : R.code },
      el('div', { class: 'bar', 'data-language': language }, codeButton('copy', R.copyCode), codeButton('wrap', R.wrap), codeButton('save', R.saveCode)),
      el('pre', { tabindex: 0 }, code),
    );
    this.place.append(figure);
    this.open.push({ type: 'code', element: code, token });
  }

  /** @param {Token} token */
  cell(token) {
    const row = this.place;
    const align = this.align[row.children.length];
    this.push(token, el(token.type === 'tableHeader' ? 'th' : 'td', { class: align !== 'none' && align, scope: token.type === 'tableHeader' && 'col' }));
  }

  /** @param {Token} token */
  check(token) {
    const checked = /x/i.test(this.slice(token));
    this.place.closest('li')?.classList.add('task');
    this.place.append(el('input', { type: 'checkbox', checked, disabled: true, 'aria-label': checked ? R.done : R.toDo }));
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
    const [, open, tex, close] = /^(\$+|\\\(|\\\[)([^]*?)(\$+|\\\)|\\\])?\s*$/.exec(this.slice(token)) ?? [];
    const isDisplay = open !== '$' && open !== '\\(';
    this.push(token, el('span', { class: isDisplay ? 'math display' : 'math', 'data-tex': close && tex }));
    ++this.hidden;
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
function isBlock(type) {
  return !/^(lineEnding|linePrefix|whitespace|content$|chunk)/.test(type);
}

/**
 * @param {string} action
 * @param {string} label
 */
function codeButton(action, label) {
  return el('button', { type: 'button', class: 'quiet', 'data-read': action, 'data-action': action === 'copy' && action, 'aria-label': label });
}

/**
 * Gives a link its target, if it is one that can do no harm.
 * @param {HTMLElement} link
 * @param {string} target
 */
function point(link, target) {
  if (/^www\./i.test(target)) target = `https://${target}`;
  if (/^[^\s@:/]+@[^\s@:/]+$/.test(target)) target = `mailto:${target}`;
  if (!/^(https?:\/\/[^/]|mailto:)/i.test(target)) {
    link.replaceWith(el('span', { title: target }, ...link.childNodes));
    return;
  }
  link.title = target;
  link.setAttribute('href', target);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

/**
 * An image of the answer's own is shown. One from elsewhere is not asked for, since that would tell
 * its host of the reader: it can be opened, and its host is named.
 * @param {HTMLElement} element
 * @param {string} target
 */
function showImage(element, target) {
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(target)) {
    element.prepend(el('img', { src: target, alt: element.textContent ?? '' }));
    return;
  }
  let host = '';
  try {
    const url = new URL(target);
    if (/^https?:$/.test(url.protocol)) host = url.host;
  } catch {
    // No address: only its description is shown.
  }
  if (!host) return;
  element.append(el('button', { type: 'button', class: 'remote', 'data-read': 'open', 'data-url': target, 'aria-label': R.openImage(host) }));
}
