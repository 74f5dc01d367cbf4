// What the page itself says: in the line above the message box, and to a screen reader.

import { byId, setText } from './dom.js';

/** @param {string} text for a screen reader */
export function announce(text) {
  setText(byId('announce'), text);
}

/**
 * @param {string} text shown above the box; empty: nothing
 * @param {...HTMLElement} buttons what can be done about it
 */
export function say(text, ...buttons) {
  byId('say').replaceChildren(text, ...buttons);
  byId('say').hidden = !text;
}

/**
 * @param {string} text for everyone
 * @param {...HTMLElement} buttons
 */
export function notice(text, ...buttons) {
  say(text, ...buttons);
  announce(text);
}
