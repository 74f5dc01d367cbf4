// What was sent and what it brought, whole: the archive tells it from the journal.

import { openArchive } from '../../keep/archive.js';

/**
 * @typedef {import('../../conversation/conversations.js').Conversations} Conversations
 * @typedef {import('../../conversation/live.js').Live} Live
 */

/**
 * The journal of what is shown; a replay has that of the conversation.
 * @param {Conversations} all
 * @param {Live & {entries?: string[]}} live
 */
export async function journalOf(all, live) {
  return live.entries ?? (await all.entriesOf(live.id));
}

/**
 * The requests for answers of a conversation; with its steps one of them only.
 * @param {Conversations} all
 * @param {Live} live
 * @param {number} [request]
 */
export async function exchangesOf(all, live, request) {
  const [archive, entries] = await Promise.all([openArchive(), journalOf(all, live)]);
  return archive.exchanges(entries, request);
}

/**
 * @param {Conversations} all
 * @param {Live} live
 * @param {number} request
 */
export async function requestOf(all, live, request) {
  const [archive, entries] = await Promise.all([openArchive(), journalOf(all, live)]);
  return archive.request(entries, request);
}
