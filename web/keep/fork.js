// A fork: a new conversation that is another one up to the end of a turn.

import { Replay } from '../conversation/replay.js';
import { openArchive } from './archive.js';
import { F } from './strings.js';

/**
 * Shows the fork.
 * @param {import('../conversation/conversation.js').Conversation} live
 * @param {number} turn that is over
 */
export async function fork(live, turn) {
  const all = live.all;
  const [archive, entries] = await Promise.all([openArchive(), all.entriesOf(live.id)]);
  const forked = archive.fork(entries, turn);
  if (!forked.length) throw new Error(F.noFork);
  // What is played is what a kept one holds: whose settings they are stands there.
  const kept = live.role instanceof Replay ? live.role.of : live.id;
  const { title = '', theirs = 'ask', choice, model } = all.library.records.get(kept) ?? {};
  await all.adopt(title || live.title, forked, { damaged: live.damaged, theirs, choice, model });
}
