// Recordings as files: saved, and taken in as conversations.

import { el } from '../../ui/dom.js';
import { exportName } from '../../keep/transfer.js';
import { readRecording } from './reading.js';
import { toEventStream, toJsonLines } from './recording.js';
import { I } from './strings.js';

const kKeep = 60000; // ms that a download has to begin

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 * @param {boolean} asLines
 */
export async function save(all, live, asLines) {
  const entries = await all.entriesOf(live.id);
  const title = all.library.records.get(live.id)?.title || live.title;
  const text = (asLines ? toJsonLines : toEventStream)(all.core, title, entries);
  const name = exportName(title).replace(/\.parley\.jsonl$/, asLines ? '.jsonl' : '.sse');
  const type = asLines ? 'application/jsonl' : 'text/event-stream';
  const url = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), kKeep);
}

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {(text: string) => void} notice
 */
export function choose(all, notice) {
  const input = el('input', {
    type: 'file',
    accept: '.sse,.jsonl,.txt,.json,text/event-stream',
    multiple: true,
    'aria-label': I.file,
    hidden: true,
  });
  input.id = 'recording';
  document.getElementById(input.id)?.remove();
  document.body.append(input);
  input.addEventListener('change', async () => {
    for (const file of input.files ?? []) await take(all, file, notice);
    input.remove();
  });
  input.click();
}

/**
 * Takes in a file as a conversation of its own, and shows it.
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {File} file
 * @param {(text: string) => void} notice
 */
export async function take(all, file, notice) {
  const { title, entries, problems } = await readRecording(file, all.core);
  if (entries.length) await all.adopt(title, entries, false);
  const said = [entries.length ? '' : I.nothing, ...problems].filter(Boolean);
  if (said.length) notice(`${file.name}: ${said.join(' ')}`);
}
