// The map of a conversation: its tree of turns, each a button that leads there. Turns that follow
// one another stand below each other; only where versions part does the list go deeper.

import { on } from '../ui/bus.js';
import { perform } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { shortId, shorten } from '../ui/format.js';
import { openPanel, untilClosed } from '../ui/panel.js';
import { S } from '../ui/strings.js';
import { W } from '../ui/late_strings.js';
import { adopt } from '../ui/sheet.js';
import mapCss from './map.css';

adopt(mapCss);

/** @typedef {import('./view.js').View} View */

/** @param {View} view */
export function openMap(view) {
  const tree = el('div', { class: 'map' });
  const dialog = openPanel(W.map.title, el('p', { class: 'note' }, W.map.hint), tree);
  let shown = '';
  const show = () => {
    const turns = [...view.turns.values()].map(({ id, state, branch }) => [id, state, branch]);
    const now = JSON.stringify([turns, [...view.followers]]);
    if (now === shown) return;
    shown = now;
    const at = focusedTurn(tree);
    tree.replaceChildren(list(view, 0));
    const button = tree.querySelector(`button[data-node="${at}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  attemptOn(tree, 'click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('button');
    if (!button) return;
    const id = Number(button.dataset.node);
    void perform('select', { turn: id });
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
 */
function list(view, from) {
  const items = el('ul', { role: 'list' });
  for (let at = from; ; ) {
    const followers = view.followers.get(at) ?? [];
    if (followers.length !== 1) {
      for (const id of followers) items.append(el('li', {}, node(view, id), list(view, id)));
      return items;
    }
    [at] = followers;
    items.append(el('li', {}, node(view, at)));
  }
}

/**
 * @param {View} view
 * @param {number} id
 */
function node(view, id) {
  const turn = view.turns.get(id);
  const state = /** @type {keyof typeof S.states} */ (turn?.state ?? 'queued');
  const interaction = String(turn?.interaction?.id ?? '');
  return el(
    'button',
    {
      type: 'button',
      'data-node': id,
      'data-state': state,
      'aria-current': turn?.branch === 'in_use' ? 'true' : null,
      title: interaction || null,
    },
    el('span', { class: 'number' }, S.turn(id)),
    el('span', { class: 'gist' }, shorten(turn?.message ?? '', 80)),
    el('span', { class: 'how' }, S.states[state]),
    interaction && el('code', {}, shortId(interaction)),
  );
}
