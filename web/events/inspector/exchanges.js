// What was sent and what it brought, whole: the archive tells it from the journal.

import { openArchive } from '../../keep/archive.js';

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
 * @param {Conversations} all
 * @param {Conversation} live
 * @param {number} request
 */
export async function requestOf(all, live, request) {
  const [archive, entries] = await Promise.all([openArchive(), all.entriesOf(live.id)]);
  return archive.request(entries, request);
}
