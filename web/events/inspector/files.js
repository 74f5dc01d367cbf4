// Recordings as files.

import { el } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { saveFile, takeFiles } from '../../keep/transfer.js';
import { I } from './strings.js';

/**
 * @param {import('../../conversation/conversations.js').Conversations} all
 * @param {import('../../conversation/conversation.js').Conversation} live
 * @param {'lines' | 'stream'} format
 */
export async function save(all, live, format) {
  const entries = await all.entriesOf(live.id);
  await saveFile(all.library.records.get(live.id)?.title || live.title, format, entries);
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
  attemptOn(input, 'change', () => {
    input.remove();
    return takeFiles(all, input.files ?? [], notice);
  });
  input.click();
}
