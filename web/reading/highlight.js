// Colours for code in the languages that are most asked about; others stay plain.

import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { el } from '../ui/dom.js';
import { adopt } from '../ui/sheet.js';
import sheet from './highlight.css';
import { visibleText, visibleTexts } from './visible.js';

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  kotlin,
  php,
  python,
  ruby,
  rust,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
const kMost = 100000; // characters

adopt(sheet);

/** @param {HTMLElement} code whose text stays as it is */
export function highlight(code) {
  if ('lit' in code.dataset) return; // asked for twice, while this was loading
  code.dataset.lit = '';
  const language = code.dataset.language ?? '';
  const text = visibleText(code);
  if (!highlighter.getLanguage(language) || text.length > kMost) return;
  const pieces = piecesOf(highlighter.highlight(text, { language, ignoreIllegals: true }).value);
  let piece = 0;
  for (const node of [...visibleTexts(code)]) {
    let at = 0;
    const parts = [];
    while (at < node.length && piece < pieces.length) {
      const { length, name } = pieces[piece];
      const part = node.data.slice(at, at + length);
      parts.push(name ? el('span', { class: name }, part) : part);
      at += part.length;
      pieces[piece].length -= part.length;
      if (!pieces[piece].length) ++piece;
    }
    if (at < node.length) parts.push(node.data.slice(at));
    node.replaceWith(...parts);
  }
}

/**
 * How long each piece is and what it is, of the highlighter's own HTML: spans and text, in which five
 * characters are entities. A parser of HTML would leave out line breaks.
 * @param {string} html
 */
function piecesOf(html) {
  /** @type {{length: number, name: string}[]} */
  const pieces = [];
  const names = [''];
  for (const [token, name, entity] of html.matchAll(/<span class="([^"]*)">|<\/span>|(&[#\w]+;)|[^<&]+/g)) {
    if (name !== undefined) names.push(name);
    else if (token === '</span>') names.pop();
    else {
      const piece = { length: entity ? 1 : token.length, name: names[names.length - 1] };
      const last = pieces[pieces.length - 1];
      if (last?.name === piece.name) last.length += piece.length;
      else pieces.push(piece);
    }
  }
  return pieces;
}
