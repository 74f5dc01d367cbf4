// JSON as a tree that opens branch by branch. What is long is folded to its size.

import { harmlessBlob } from '../../ui/blob.js';
import { el } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { size } from '../../ui/format.js';
import { I } from './strings.js';

const kLong = 300; // characters of a string that is shown whole
const kBeginning = 40; // of one that is not
const kOpen = 3; // levels that are open at first
const kMany = 200; // members that are made at a click
const kImage = /^image\/(png|jpeg|webp|gif|bmp|avif)$/;

/**
 * @param {any} json
 * @param {(text: string) => HTMLElement} pieces shows a long text
 */
export function tree(json, pieces) {
  const list = el('ul', { class: 'tree' });
  addMembers(list, json, 1, pieces);
  return list;
}

/**
 * @param {HTMLElement} list
 * @param {any} value
 * @param {number} depth
 * @param {(text: string) => HTMLElement} pieces
 */
function addMembers(list, value, depth, pieces) {
  if (typeof value !== 'object' || value === null) {
    list.append(el('li', {}, leaf(value)));
    return;
  }
  const members = Object.entries(value);
  const isImage = typeof value.data === 'string' && typeof value.mime_type === 'string' && kImage.test(value.mime_type);
  if (isImage) list.append(el('li', {}, image(value.data, value.mime_type)));
  let at = 0;
  const more = el('button', { type: 'button' });
  const add = () => {
    more.remove();
    const end = Math.min(members.length, at + kMany);
    for (; at < end; ++at) list.append(el('li', {}, member(members[at][0], members[at][1], depth, pieces)));
    if (at === members.length) return;
    more.textContent = I.showMore(I.members(members.length - at));
    list.append(more);
  };
  attemptOn(more, 'click', add);
  add();
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} depth
 * @param {(text: string) => HTMLElement} pieces
 */
function member(name, value, depth, pieces) {
  const key = el('span', { class: 'key' }, `${name}: `);
  if (typeof value === 'string' && value.length > kLong) {
    const beginning = `"${value.slice(0, kBeginning)}\u2026"`;
    const about = el('span', { class: 'about' }, I.folded(size(value.length)));
    return folded(el('summary', {}, key, el('span', { class: 'string' }, beginning), ' ', about), () => pieces(value));
  }
  if (typeof value !== 'object' || value === null) return el('span', {}, key, leaf(value));
  const count = Object.keys(value).length;
  if (!count) return el('span', {}, key, Array.isArray(value) ? '[]' : '{}');
  const about = Array.isArray(value) ? I.items(count) : I.members(count);
  const branch = folded(el('summary', {}, key, el('span', { class: 'about' }, about)), () => {
    const list = el('ul');
    addMembers(list, value, depth + 1, pieces);
    return list;
  });
  branch.open = depth < kOpen && count <= kMany;
  return branch;
}

/**
 * @param {HTMLElement} summary
 * @param {() => HTMLElement} content made when it is first opened
 */
function folded(summary, content) {
  const details = el('details', {}, summary);
  details.addEventListener('toggle', () => details.append(content()), { once: true });
  return details;
}

/** @param {string | number | boolean | null} value */
function leaf(value) {
  const type = value === null ? 'null' : typeof value;
  return el('span', { class: type, dir: 'auto' }, JSON.stringify(value));
}

/**
 * @param {string} base64
 * @param {string} type
 */
function image(base64, type) {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const url = URL.createObjectURL(harmlessBlob([bytes], type));
    const shown = el('img', { src: url, alt: I.image });
    shown.addEventListener('load', () => URL.revokeObjectURL(url), { once: true });
    shown.addEventListener('error', () => URL.revokeObjectURL(url), { once: true });
    return shown;
  } catch {
    return el('span', { class: 'about' }, type); // no base64
  }
}
