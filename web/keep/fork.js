// A fork: a new conversation whose journal is that of another one up to the end of a turn.

const kRunning = new Set(['sending', 'streaming']);

/**
 * Shows the fork. Nothing goes on in it: what else was queued or under way at that moment belongs
 * to the conversation it comes from.
 * @param {import('../conversation/conversation.js').Conversation} live
 * @param {number} turn that is over
 */
export async function fork(live, turn) {
  const all = live.all;
  const entries = await all.entriesOf(live.id);
  const title = all.library.records.get(live.id)?.title || live.title;
  await all.adopt(title, forked(all.core, entries, turn), live.damaged);
}

/**
 * @param {import('../core/core.js').Core} core
 * @param {string[]} entries
 * @param {number} turn
 */
function forked(core, entries, turn) {
  const conversation = core.create();
  /** @type {Map<number, string>} */
  const states = new Map();
  let end = 0; // the entry with which the turn was over
  /** @type {number[]} */
  let queued = []; // before it
  /** @type {number[]} */
  let others = []; // after it
  const inState = (/** @type {(state: string) => boolean} */ which) =>
    [...states].filter(([id, state]) => id !== turn && which(state)).map(([id]) => id);
  entries.forEach((entry, at) => {
    const waiting = inState((state) => state === 'queued');
    conversation.input('journal_entry', { text: entry }, false);
    let over = false;
    for (const { kind, id, state } of conversation.drain()) {
      if (kind === 'turn_removed') states.delete(id);
      if (kind !== 'turn_state') continue;
      over ||= id === turn && !kRunning.has(state) && state !== 'queued' && states.get(id) !== state;
      states.set(id, state);
    }
    if (!over) return;
    end = at;
    queued = waiting;
    others = inState((state) => kRunning.has(state) || state === 'failed');
  });
  conversation.close();
  const time = entries[end].split(' ', 1)[0];
  const entry = (/** @type {string} */ kind, /** @type {number} */ id) => `${time} ${kind} ${id} 0\n`;
  return [
    ...entries.slice(0, end),
    // In this order: nothing queued may start when the turn is over, nothing that runs go on.
    ...queued.map((id) => entry('remove', id)),
    entries[end],
    ...others.filter((id) => !queued.includes(id)).map((id) => entry('stop', id)),
    entry('select', turn),
  ];
}
