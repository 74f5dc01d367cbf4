// What was sent and what it brought, whole: the archive tells it from the journal.

import { openArchive, openedArchive } from '../../keep/archive.js';

/**
 * @typedef {import('../../conversation/conversations.js').Conversations} Conversations
 * @typedef {import('../../conversation/conversation.js').Conversation} Conversation
 */

/**
 * The requests for answers of a conversation; with its steps one of them only.
 * @param {Conversations} all
 * @param {Conversation} live
 * @param {number} [request]
 */
export async function exchangesOf(all, live, request) {
  const [archive, entries] = await Promise.all([openArchive(), all.entriesOf(live.id)]);
  return archive.exchanges(entries, request);
}

/**
 * Events as they came over the wire: at once where that can be.
 * @param {import('../exchange.js').Entry[]} entries
 * @returns {string | Promise<string>}
 */
export function wireText(entries) {
  const textOf = (/** @type {import('../../keep/archive.js').Archive} */ archive) => archive.frames(entries).join('');
  const archive = openedArchive();
  return archive ? textOf(archive) : openArchive().then(textOf);
}

/**
 * @param {Conversations} all
 * @param {Conversation} live
 * @param {number} request
 */
export async function requestOf(all, live, request) {
  const [archive, entries] = await Promise.all([openArchive(), all.entriesOf(live.id)]);
  return archive.request(entries, request);
}
