// What the page itself says: in the line above the message box, and to a screen reader.

import { byId, setText } from './dom.js';

/** @param {string} text for a screen reader */
export function announce(text) {
  setText(byId('announce'), text);
}

/** @param {string} text shown above the box; empty: nothing */
export function say(text) {
  setText(byId('say'), text);
  byId('say').hidden = !text;
}

/** @param {string} text for everyone */
export function notice(text) {
  say(text);
  announce(text);
}
