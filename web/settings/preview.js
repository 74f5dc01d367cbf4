// The request that a message written now would make, as the core makes it.

import { openArchive } from '../keep/archive.js';

const kLong = 1000; // characters of an attachment that are worth making a request of

/**
 * @param {import('../conversation/conversation.js').Conversation | null} live
 * @param {string} mode in which it would be sent
 * @param {Record<string, any>} settings
 * @param {string} text
 * @param {import('../compose/attachment.js').Attachment[]} attachments
 * @returns {Promise<string>} JSON
 */
export async function previewOf(live, mode, settings, text, attachments) {
  if (!live) return '{}';
  const [archive, entries] = await Promise.all([openArchive(), live.all.entriesOf(live.id)]);
  const given = { ...settings, ...(attachments.length && { attachments: attachments.map(brief) }) };
  return archive.preview(entries, live.all.core.protocol.submit_mode[mode], given, text) || '{}';
}

/** @param {import('../compose/attachment.js').Attachment} attachment */
function brief({ content, ...rest }) {
  const data = content.data?.length > kLong ? { data: `${content.data.slice(0, kLong)}\u2026` } : {};
  return { ...rest, content: { ...content, ...data } };
}
