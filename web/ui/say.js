// What the page itself says: in the line above the message box, and to a screen reader.

import { byId, setText } from './dom.js';

/** @param {string} text for a screen reader */
export function announce(text) {
  const element = byId('announce');
  place(element, document.body);
  setText(element, text);
}

/**
 * A dialog that is open covers all else, also for a screen reader: what is said is said in it.
 * @param {HTMLElement} element
 * @param {HTMLElement} home where it stands else
 */
function place(element, home) {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  if (element.parentElement === (dialog ?? home)) return;
  if (!dialog) return home.prepend(element);
  dialog.append(element);
  dialog.addEventListener('close', () => place(element, home), { once: true });
}

/**
 * @param {string} text shown above the box; empty: nothing
 * @param {...HTMLElement} buttons what can be done about it
 */
export function say(text, ...buttons) {
  const line = byId('say');
  place(line, byId('composer'));
  line.replaceChildren(text, ...buttons);
  line.hidden = !text;
}

/**
 * @param {string} text for everyone
 * @param {...HTMLElement} buttons
 */
export function notice(text, ...buttons) {
  say(text, ...buttons);
  announce(text);
}

/**
 * What is seldom said: its words are loaded for it.
 * @param {(texts: typeof import('./late_strings.js').W.keeping) => [text: string, ...buttons: HTMLElement[]]} of
 */
export async function noticeOfKeeping(of) {
  const { W } = await import('./late_strings.js');
  notice(...of(W.keeping));
}
