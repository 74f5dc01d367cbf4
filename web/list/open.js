// Whether the list of conversations is open: known before there is anything in it.

import { isAt } from '../ui/breakpoints.js';
import { byId, setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

/**
 * @param {HTMLElement} app
 * @param {boolean} open
 */
export function openDrawer(app, open) {
  app.dataset.drawer = open ? 'yes' : 'no';
  byId('toggle-drawer').setAttribute('aria-expanded', String(open));
  setText(byId('toggle-drawer-text'), open ? S.list.hide : S.list.show);
}

/** On a phone the list lies over the conversation. */
export function isOverlay() {
  return isAt('narrow');
}
