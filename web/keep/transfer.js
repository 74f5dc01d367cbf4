// A conversation as a file: JSON lines, first what it is, then each journal entry as a string.

import { parseJson } from '../ui/format.js';
import { W } from '../ui/late_strings.js';

const kFormat = 'parley-conversation';
const kVersion = 1;
const kMostProblems = 5; // told one by one

/**
 * @param {string} title
 * @param {string[]} entries
 */
export function exportText(title, entries) {
  const header = { format: kFormat, version: kVersion, title };
  return [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @param {string} title */
export function exportName(title) {
  const name = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${name || 'conversation'}.parley.jsonl`;
}

/**
 * What can be read of a file, and what is wrong with the rest.
 * @param {File} file
 * @param {import('../core/core.js').Core} core
 */
export async function importFile(file, core) {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const entries = [];
  let title = '';
  const [first, ...lines] = (await file.text()).replace(/\n$/, '').split('\n');
  const header = parseJson(first);
  if (header?.format !== kFormat) {
    const { readRecording } = await import('../events/inspector/reading.js');
    const recording = await readRecording(file, core);
    if (recording.entries.length) return recording;
    problems.push(W.list.foreign(file.name));
  } else if (header.version !== kVersion) problems.push(W.list.version(file.name, String(header.version)));
  else if (typeof header.title === 'string') title = header.title;
  let bad = 0;
  lines.forEach((line, at) => {
    const entry = parseJson(line);
    if (core.isEntry(entry)) entries.push(entry);
    else if (++bad <= kMostProblems) problems.push(W.list.badLine(at + 2));
  });
  if (bad > kMostProblems) problems.push(W.list.moreBad(bad - kMostProblems));
  // A file of another kind is not complained about line by line.
  if (!entries.length) problems.splice(1);
  return { title, entries, problems };
}
