// The list of shortcuts, made from the commands that have some, and F6 from one part of the page to the next.

import { inspectorCommands } from '../events/inspector/commands.js';
import { commands } from '../ui/command.js';
import { byId, el } from '../ui/dom.js';
import { withKeys } from '../ui/keyboard.js';
import { openPanel } from '../ui/panel.js';
import { adopt } from '../ui/sheet.js';
import { T } from './strings.js';
import css from './writing.css';

adopt(css);

/** @type {Record<string, string>} */
const kShown = {
  ...T.keyNames,
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ' ': '\u2423',
};

/** How keys are called on this machine. @param {string} keys @returns {string[]} */
export function keyNames(keys) {
  return keys.split('+').map((key) => withKeys(kShown[key] ?? key));
}

export function openKeys() {
  if (document.querySelector('dialog.keys')) return;
  /** @type {[string, import('../ui/command.js').Command][]} those of the events are listed before there are any */
  const all = Object.entries({ ...inspectorCommands(null), ...Object.fromEntries(commands) });
  const parts = /** @type {const} */ (['box', 'events', 'anywhere']).flatMap((place) => [
    el('h3', {}, T.places[place]),
    el('dl', {}, ...all.flatMap(([name, command]) => (command.place === place ? line(name, command) : []))),
  ]);
  openPanel(T.shortcuts, ...parts, el('p', { class: 'note' }, T.off)).classList.add('keys');
}

/**
 * @param {string} name
 * @param {import('../ui/command.js').Command} command
 */
function line(name, { keys = [] }) {
  const marks = keys.flatMap(keyNames).flatMap((key) => [el('kbd', {}, key), ' ']);
  return [el('dt', {}, ...marks), el('dd', {}, T.keys[/** @type {keyof typeof T.keys} */ (name)])];
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
