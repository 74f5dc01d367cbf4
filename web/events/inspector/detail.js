// What an event holds: as a tree, as indented JSON, or as the frame that came over the wire.

import { copy } from '../../ui/clipboard.js';
import { el, setText } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { parseJson, prettyJson, seconds, size } from '../../ui/format.js';
import { recall, remember } from '../../keep/storage.js';
import { wireText } from './exchanges.js';
import { I } from './strings.js';
import { tree } from './tree.js';

/** @typedef {import('../exchange.js').Entry} Entry */

const kPiece = 65536; // characters shown at a click: the browser takes seconds to lay out megabytes
const kClock = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const kViews = /** @type {const} */ (['tree', 'json', 'wire']);

/**
 * @param {Entry} entry
 * @param {string[]} problems what is wrong with it
 * @param {(text: string) => void} announce
 */
export function detail(entry, problems, announce) {
  const json = parseJson(entry.data);
  const body = el('div', { class: 'body' });
  const buttons = kViews.map((name) => el('button', { type: 'button', 'data-view': name }, I.views[name]));
  const show = (/** @type {string} */ name) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.view === name));
    body.replaceChildren(view(name, entry, json));
  };
  for (const button of buttons) {
    attemptOn(button, 'click', () => {
      remember('event-view', button.dataset.view ?? '');
      show(button.dataset.view ?? '');
    });
  }
  const copyButton = el('button', { type: 'button' }, I.copy);
  attemptOn(copyButton, 'click', async () => {
    const wire = buttons.find((button) => button.ariaPressed === 'true')?.dataset.view === 'wire';
    const text = wire || json === undefined ? await wireText([entry]) : JSON.stringify(json, null, 2);
    await copy(text);
    announce(I.copied(1));
  });
  const recalled = kViews.find((name) => name === recall('event-view')) ?? 'tree';
  show(json === undefined ? 'wire' : recalled);
  return el(
    'div',
    { class: 'detail' },
    ...problems.map((problem) => el('p', { class: 'problem' }, problem)),
    el('p', { class: 'facts' }, facts(entry)),
    el('div', { class: 'views', role: 'group', 'aria-label': I.view }, ...buttons, copyButton),
    body,
  );
}

/** @param {Entry} entry */
function facts(entry) {
  const clock = kClock.format(entry.time);
  const bytes = size(new TextEncoder().encode(entry.data).length);
  const text = I.facts(clock, seconds(entry.time - entry.exchange.started), entry.time - entry.before, bytes);
  return entry.lastId ? `${text} \u00b7 ${I.lastId(entry.lastId)}` : text;
}

/**
 * @param {string} name
 * @param {Entry} entry
 * @param {any} json
 */
function view(name, entry, json) {
  if (name === 'wire') return wire(entry);
  if (json === undefined) return el('div', {}, el('p', { class: 'note' }, I.notJson), pieces(entry.data));
  return name === 'json' ? pieces(prettyJson(json)) : tree(json, pieces);
}

/** @param {Entry} entry */
function wire(entry) {
  const text = wireText([entry]);
  if (typeof text === 'string') return pieces(text);
  const place = el('div');
  text.then(
    (frame) => place.append(pieces(frame)),
    ({ message }) => setText(place, message),
  );
  return place;
}

/**
 * Text, a long one piece by piece.
 * @param {string} text
 */
export function pieces(text) {
  const shown = el('pre', { dir: 'auto', tabindex: 0 }, text.slice(0, kPiece));
  if (text.length <= kPiece) return shown;
  let at = kPiece;
  const label = () => I.showMore(size(text.length - at));
  const more = el('button', { type: 'button' }, label());
  attemptOn(more, 'click', () => {
    shown.append(text.slice(at, at + kPiece));
    at += kPiece;
    if (at >= text.length) more.remove();
    else setText(more, label());
  });
  return el('div', {}, shown, more);
}
