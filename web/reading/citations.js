// Citations: numbered marks in the text, and the sources that they name.

import { el } from '../ui/dom.js';
import { listOf, numberOf, webAddress, wordOf } from '../ui/outside.js';
import { R } from './strings.js';

/**
 * @typedef {{number: number, title: string, url: string}} Source
 * @typedef {{end: number, source: Source}} Citation end: offset in the text, in UTF-16 units
 */

const kNames = ['url', 'document_uri', 'place_id', 'file_name', 'name', 'title'];

/** The sources of an answer, each once. */
export class Sources {
  constructor() {
    /** @type {Map<string, Source>} by what tells them apart */
    this.all = new Map();
  }

  /**
   * @param {string} text
   * @param {unknown} annotations of the text, whose indices count bytes of its UTF-8
   * @returns {Citation[]} by their place
   */
  cite(text, annotations) {
    const cited = listOf(annotations)
      .filter((each) => /^(url|file|place)_citation$/.test(wordOf(each?.type)) || webAddress(each?.url))
      .map((annotation) => ({ annotation, end: numberOf(annotation.end_index) }))
      .sort((one, other) => one.end - other.end);
    const ends = indices(
      text,
      cited.map(({ end }) => end),
    );
    return cited.map(({ annotation }, at) => ({ end: ends[at], source: this.source(annotation) }));
  }

  /** @param {any} annotation */
  source(annotation) {
    const [url, uri, place, file, name, title] = kNames.map((member) => wordOf(annotation[member]));
    const page = numberOf(annotation.page_number);
    const key = `${url || uri || place || file || name || title} ${page || ''}`;
    let source = this.all.get(key);
    if (!source) {
      const address = webAddress(url || uri);
      const what = title || name || file || address?.host || uri || place || '?';
      source = { number: this.all.size + 1, title: page ? R.page(what, page) : what, url: address?.href ?? '' };
      this.all.set(key, source);
    }
    return source;
  }

  /** @returns {HTMLElement} */
  list() {
    const items = [...this.all.values()].map(({ title, url }) =>
      el('li', {}, url ? el('a', linkTo(url), title) : title),
    );
    return el(
      'section',
      { class: 'sources', 'aria-label': R.sources, 'data-place': 3 },
      el('p', {}, R.sources),
      el('ol', { role: 'list' }, ...items),
    );
  }
}

/**
 * Puts marks into a text: each behind the last character seen of what it is about.
 * @param {HTMLElement} body whose whole text is the text that was cited
 * @param {Citation[]} citations by their place
 */
export function placeMarks(body, citations) {
  for (const mark of body.querySelectorAll('.cite')) {
    const parent = mark.parentElement;
    mark.remove();
    parent?.normalize();
  }
  const texts = seenTexts(body);
  // From the end on, so that places stay right.
  for (const { end, source } of [...citations].reverse()) {
    while (texts.length && texts[texts.length - 1].start >= end) texts.pop();
    const last = texts[texts.length - 1];
    if (!last) continue;
    const { node, start } = last;
    const whole = node.parentElement?.closest('a, :not(pre) > code');
    if (whole && body.contains(whole)) {
      whole.after(markOf(source));
    } else {
      if (end - start < node.length) node.splitText(end - start);
      node.after(markOf(source));
    }
  }
}

/** @param {HTMLElement} body */
function seenTexts(body) {
  const texts = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let start = 0;
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    if (!node.parentElement?.closest('.mark')) texts.push({ node, start });
    start += node.length;
  }
  return texts;
}

/** @param {Source} source */
function markOf({ number, title, url }) {
  const of = { class: 'cite', 'data-number': number, 'aria-label': R.source(number, title), title };
  return url ? el('a', { ...of, ...linkTo(url) }) : el('span', { ...of, role: 'img' });
}

/** @param {string} url */
function linkTo(url) {
  return { href: url, target: '_blank', rel: 'noopener noreferrer' };
}

/**
 * Offsets into a text, from offsets into its UTF-8.
 * @param {string} text
 * @param {number[]} bytes ascending
 */
export function indices(text, bytes) {
  let index = 0;
  let passed = 0;
  return bytes.map((wanted) => {
    while (passed < wanted && index < text.length) {
      const point = text.codePointAt(index) ?? 0;
      passed += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      index += point < 0x10000 ? 1 : 2;
    }
    return index;
  });
}
