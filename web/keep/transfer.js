// Conversations as files: saved, and taken in.

import { el } from '../ui/dom.js';
import { openArchive } from './archive.js';
import { F } from './strings.js';

/** @typedef {import('../conversation/conversations.js').Conversations} Conversations */

const kKeepMs = 60000; // that a download has to begin
const kFiles = {
  conversation: { extension: '.parley.jsonl', type: 'application/jsonl' },
  lines: { extension: '.jsonl', type: 'application/jsonl' },
  stream: { extension: '.sse', type: 'text/event-stream' },
};

/**
 * @param {string} title
 * @param {keyof typeof kFiles} format
 * @param {string[]} entries
 */
export async function saveFile(title, format, entries) {
  const text = (await openArchive()).export(format, title, entries);
  const { extension, type } = kFiles[format];
  const url = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: url, download: `${fileName(title)}${extension}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), kKeepMs);
}

/** The name of a conversation's file, as far as its title makes one. @param {string} title */
export function fileName(title) {
  const name = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return name || 'conversation';
}

/**
 * What can be read of a file, and what is wrong with the rest.
 * @param {File} file
 */
export async function readConversation(file) {
  const { title, entries, problems, more } = await (await openArchive()).import(file);
  const said = problems.map(({ kind, line, about }) => F.problems[kind](line, about));
  if (more) said.push(F.more(more));
  if (!entries.length) said.unshift(F.nothing);
  return { title, entries, problems: said };
}

/**
 * Takes in files, each as a conversation of its own, and shows the last.
 * @param {Conversations} all
 * @param {Iterable<File>} files
 * @param {(text: string) => void} notice
 */
export async function takeFiles(all, files, notice) {
  for (const file of files) {
    const { title, entries, problems } = await readConversation(file);
    if (entries.length) await all.adopt(title, entries, { damaged: problems.length > 0, theirs: 'ask' });
    if (problems.length) notice(`${file.name}: ${problems.join(' ')}`);
  }
}
