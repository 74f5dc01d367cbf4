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
  const html = highlighter.highlight(text, { language, ignoreIllegals: true }).value;
  // Read where nothing is loaded or run; only class names and lengths are taken.
  const read = new DOMParser().parseFromString(`<pre>${html}</pre>`, 'text/html');
  const pieces = [];
  for (const { data, parentElement } of visibleTexts(read.body.firstChild ?? read.body)) {
    pieces.push({ length: data.length, name: parentElement?.className ?? '' });
  }
  for (const node of [...visibleTexts(code)]) {
    let at = 0;
    const parts = [];
    while (at < node.length && pieces.length) {
      const length = Math.min(pieces[0].length, node.length - at);
      const part = node.data.slice(at, at + length);
      parts.push(pieces[0].name ? el('span', { class: pieces[0].name }, part) : part);
      at += length;
      pieces[0].length -= length;
      if (!pieces[0].length) pieces.shift();
    }
    if (at < node.length) parts.push(node.data.slice(at));
    node.replaceWith(...parts);
  }
}
