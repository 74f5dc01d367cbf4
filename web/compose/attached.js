// Attachments as they are seen, in the message box and in turns.

import { el } from '../ui/dom.js';
import { size } from '../ui/format.js';
import { numberOf, wordOf } from '../ui/outside.js';
import { adopt } from '../ui/sheet.js';
import { T } from './strings.js';
import css from './writing.css';

adopt(css);

/** @typedef {import('./attachment.js').Attachment} Attachment */

const kSigns = /** @type {Record<string, string>} */ ({ audio: '♪', video: '▶', document: '▤', text: '≡' });

/**
 * @param {Attachment} attachment
 * @param {...import('../ui/dom.js').Child} more
 */
export function card({ name, size: bytes, content }, ...more) {
  const image = content.type === 'image' && typeof content.data === 'string';
  const sign = image
    ? el('img', { src: `data:${wordOf(content.mime_type)};base64,${content.data}`, alt: '' })
    : el('span', { class: 'sign', 'aria-hidden': 'true' }, kSigns[wordOf(content.type)] ?? '•');
  return el(
    'li',
    { class: 'attached' },
    sign,
    el('span', { class: 'name', dir: 'auto' }, name),
    el('small', {}, size(numberOf(bytes))),
    ...more,
  );
}

/**
 * Under the message of a turn.
 * @param {HTMLElement} user
 * @param {Attachment[]} attachments
 */
export function showAttached(user, attachments) {
  const known = attachments.filter((each) => each?.content && typeof each.name === 'string');
  const before = user.nextElementSibling;
  if (before?.matches('.attachments')) before.remove();
  user.after(
    el('ul', { class: 'attachments', role: 'list', 'aria-label': T.attached }, ...known.map((each) => card(each))),
  );
}
