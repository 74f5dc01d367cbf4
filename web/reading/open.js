// While an answer streams, what is open at its end is closed for the time being, so that a word in
// bold is bold from its first letter on and a table is one from its first row on.

import remend from 'remend';

// Only what appends: what came stays as it is.
const kOptions = {
  links: false,
  images: false,
  singleTilde: false,
  comparisonOperators: false,
  htmlTags: false,
  katex: false,
};

/**
 * @param {string} text of the last block
 * @returns {string} to be read after it
 */
export function closing(text) {
  text = closable(text);
  const table = tableClosing(text);
  const link = /\]\([^()\s]*$/.test(text) ? ')' : '';
  const inner = remend(text + link, kOptions);
  const added = inner.startsWith(text) ? inner.slice(text.length) : link;
  return added + table;
}

/** Spaces at the end are no part of what is closed: `**word **` is not bold. @param {string} text */
export function closable(text) {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') --end;
  return text.slice(0, end);
}

/** What makes a table of its first row. @param {string} text */
function tableClosing(text) {
  const lines = text
    .slice(text.lastIndexOf('\n\n') + 1)
    .trimStart()
    .split('\n');
  const [header, delimiters = ''] = lines;
  if (lines.length > 2 || !/^\|.*[^|\s]/.test(header) || !/^[|:\- ]*$/.test(delimiters)) return '';
  const columns = header.replace(/\|\s*$/, '').split('|').length - 1;
  if (lines.length === 1) return `${header.endsWith('|') ? '' : '|'}\n|${'-|'.repeat(columns)}`;
  const done = delimiters.split('|').length - 2;
  if (done >= columns) return '';
  if (!delimiters) return `|${'-|'.repeat(columns)}`;
  const rest = '-|'.repeat(columns - Math.max(0, done));
  return /[-:]\s*$/.test(delimiters) ? rest.slice(delimiters.trimEnd().endsWith(':') ? 0 : 1) : rest;
}
