// The list of shortcuts, and F6 from one part of the page to the next.

import { byId, el } from '../ui/dom.js';
import { withKeys } from '../ui/keyboard.js';
import { openPanel } from '../ui/panel.js';
import { adopt } from '../ui/sheet.js';
import { T } from './strings.js';
import css from './writing.css';

adopt(css);

/** @type {Record<string, [string, string][]>} */
const kShortcuts = {
  box: [
    ['Enter', 'enter'],
    ['Ctrl Enter', 'parallel'],
    ['Ctrl Shift Enter', 'interrupt'],
    ['Shift Enter', 'line'],
    ['↑', 'up'],
    ['/', 'slash'],
  ],
  events: [
    ['J K', 'event'],
    ['Enter', 'open'],
    ['/', 'filter'],
    ['Esc', 'back'],
  ],
  anywhere: [
    ['Esc', 'escape'],
    ['F6', 'panes'],
    ['? Ctrl /', 'help'],
  ],
};

export function openKeys() {
  if (document.querySelector('dialog.keys')) return;
  const words = /** @type {Record<string, string>} */ (T.keys);
  const parts = Object.entries(kShortcuts).flatMap(([where, shortcuts]) => [
    el('h3', {}, words[where]),
    el(
      'dl',
      {},
      ...shortcuts.flatMap(([keys, what]) => [
        el('dt', {}, ...keys.split(' ').flatMap((key) => [el('kbd', {}, withKeys(key)), ' '])),
        el('dd', {}, words[what]),
      ]),
    ),
  ]);
  openPanel(T.shortcuts, ...parts, el('p', { class: 'note' }, T.off)).classList.add('keys');
}

const kPanes = ['message', 'search', 'log', 'event-list'];

/** @param {boolean} back */
export function goToPane(back) {
  const panes = kPanes.map((id) => byId(id)).filter((pane) => pane.checkVisibility());
  const active = document.activeElement;
  const inside = panes.findIndex((pane) => pane.closest('.composer, .drawer, .log, .events')?.contains(active));
  const step = back ? -1 : 1;
  panes[(Math.max(inside, 0) + (inside < 0 ? 0 : step) + panes.length) % panes.length]?.focus();
}
