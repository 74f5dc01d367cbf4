// The map of a conversation: its tree of turns, each a button that leads there. Turns that follow
// one another stand below each other; only where versions part does the list go deeper.

import { on } from '../ui/bus.js';
import { perform } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { shortId, shorten } from '../ui/format.js';
import { openPanel, untilClosed } from '../ui/panel.js';
import { S } from '../ui/strings.js';
import { W } from '../ui/late_strings.js';

/** @typedef {import('./view.js').View} View */

/** @param {View} view */
export function openMap(view) {
  const tree = el('div', { class: 'map' });
  const dialog = openPanel(W.map.title, el('p', { class: 'note' }, W.map.hint), tree);
  let shown = '';
  const show = () => {
    const { after, states, head } = view.branches;
    const now = JSON.stringify([[...after], [...states], head]);
    if (now === shown) return;
    shown = now;
    const at = focusedTurn(tree);
    tree.replaceChildren(list(view, 0, view.branches.path(head)));
    const button = tree.querySelector(`button[data-node="${at}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  tree.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('button');
    if (!button) return;
    const id = Number(button.dataset.node);
    void perform('select', { turn: view.branches.leaf(id) });
    view.turns.get(id)?.element.scrollIntoView({ block: 'center' });
    show();
  });
  on('shown', show, untilClosed(dialog));
  show();
}

/** @param {HTMLElement} tree */
function focusedTurn(tree) {
  const active = document.activeElement;
  return active instanceof HTMLElement && tree.contains(active) ? active.dataset.node : undefined;
}

/**
 * @param {View} view
 * @param {number} from what the turns follow
 * @param {Set<number>} inUse
 */
function list(view, from, inUse) {
  const children = view.branches.children();
  const items = el('ul', { role: 'list' });
  for (let at = from; ; ) {
    const next = children.get(at) ?? [];
    if (next.length !== 1) {
      for (const id of next) items.append(el('li', {}, node(view, id, inUse), list(view, id, inUse)));
      return items;
    }
    [at] = next;
    items.append(el('li', {}, node(view, at, inUse)));
  }
}

/**
 * @param {View} view
 * @param {number} id
 * @param {Set<number>} inUse
 */
function node(view, id, inUse) {
  const turn = view.turns.get(id);
  const state = /** @type {keyof typeof S.states} */ (turn?.state ?? 'queued');
  const interaction = String(turn?.interaction?.id ?? '');
  return el(
    'button',
    {
      type: 'button',
      'data-node': id,
      'data-state': state,
      'aria-current': inUse.has(id) ? 'true' : null,
      title: interaction || null,
    },
    el('span', { class: 'number' }, S.turn(id)),
    el('span', { class: 'gist' }, shorten(turn?.message ?? '', 80)),
    el('span', { class: 'how' }, S.states[state]),
    interaction && el('code', {}, shortId(interaction)),
  );
}
