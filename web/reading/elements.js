// What Markdown is made of in the page. Labels are attributes that the style sheet shows, so that
// they are no part of the answer's text.

import { el } from '../ui/dom.js';
import { webAddress } from '../ui/outside.js';
import { R } from './strings.js';
import { visibleText } from './visible.js';

/**
 * @param {number} depth that the answer gives it
 * @param {number} level that it gets
 */
export function heading(depth, level) {
  return el(/** @type {'h2'} */ (`h${level}`), { class: `level-${depth}` });
}

/**
 * @param {boolean} isOrdered
 * @param {string} source
 */
export function list(isOrdered, source) {
  const first = Number(/^\d+/.exec(source)?.[0] ?? 1);
  const isLoose = /\n[ \t]*\n[ \t]*\S/.test(source);
  return el(isOrdered ? 'ol' : 'ul', { start: isOrdered && first !== 1 && first, class: isLoose && 'loose' });
}

/** @param {string} language or empty */
export function codeFigure(language) {
  const code = el('code', { 'data-language': language });
  const bar = el(
    'div',
    { class: 'bar', 'data-language': language },
    codeButton('copy-code', R.copyCode),
    codeButton('wrap-code', R.wrap),
    codeButton('save-code', R.saveCode),
  );
  const label = language ? R.codeIn(language) : R.code;
  const figure = el(
    'figure',
    { class: 'code', role: 'group', 'aria-label': label },
    bar,
    el('pre', { tabindex: 0 }, code),
  );
  return { figure, code };
}

/** Wide tables scroll in it. */
export function tableFrame() {
  return el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': R.table });
}

/** @param {boolean} checked */
export function checkBox(checked) {
  return el('input', { type: 'checkbox', checked, disabled: true, 'aria-label': checked ? R.done : R.toDo });
}

/**
 * @param {import('../ui/command.js').Name} action
 * @param {string} label
 */
function codeButton(action, label) {
  return el('button', {
    type: 'button',
    class: 'quiet',
    'data-action': action,
    'aria-label': label,
  });
}

/**
 * Gives a link its target, if it is one that can do no harm.
 * @param {HTMLElement} link
 * @param {string} target
 */
export function point(link, target) {
  if (/^www\./i.test(target)) target = `https://${target}`;
  if (/^[^\s@:/]+@[^\s@:/]+$/.test(target)) target = `mailto:${target}`;
  if (!/^(https?:\/\/[^/]|mailto:)/i.test(target)) {
    link.replaceWith(el('span', { title: target }, ...link.childNodes));
    return;
  }
  link.title = target;
  link.setAttribute('href', target);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

/**
 * An image of the answer's own is shown. One from elsewhere is not asked for, since that would tell
 * its host of the reader: it can be opened, and its host is named.
 * @param {HTMLElement} element
 * @param {string} target
 */
export function showImage(element, target) {
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(target)) {
    element.prepend(el('img', { src: target, alt: visibleText(element) }));
    return;
  }
  const host = webAddress(target)?.host;
  if (!host) return; // no address: only its description is shown
  element.append(
    el('button', {
      type: 'button',
      class: 'remote',
      'data-action': 'open-image',
      'data-url': target,
      'aria-label': R.openImage(host),
    }),
  );
}

/** Leads to a footnote (actions.js): the address of the page stays that of the conversation. @param {string} label */
export function noteLink(label) {
  return el('a', {
    class: 'to-note',
    href: '#',
    role: 'doc-noteref',
    'data-action': 'to-note',
    'data-note': label,
    'aria-label': R.footnote(label),
  });
}

/** @param {string} label */
export function footnote(label) {
  return el('div', { class: 'footnote', role: 'doc-footnote', tabindex: -1, 'data-note': label });
}

/** At the end of a footnote: to where it belongs. @param {HTMLElement} note */
export function backLink(note) {
  const last = note.lastElementChild;
  const link = el('a', {
    class: 'from-note',
    href: '#',
    role: 'doc-backlink',
    'data-action': 'from-note',
    'aria-label': R.backToText,
  });
  (last instanceof HTMLParagraphElement ? last : note).append(link);
}
