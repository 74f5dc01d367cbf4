// The list of all that is under way, with the ways to get there, to leave it, to end it.

import { on } from '../ui/bus.js';
import { perform } from '../ui/command.js';
import { actionButton, el, setText } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { elapsed, shorten } from '../ui/format.js';
import { isStuck } from '../chat/job.js';
import { canNotify, wantNotifications } from '../tabs/notify.js';
import { openPanel, untilClosed } from '../ui/panel.js';
import { S } from '../ui/strings.js';
import { W } from '../ui/late_strings.js';
import { adopt } from '../ui/sheet.js';
import jobsCss from './jobs.css';

adopt(jobsCss);

const kEvery = 1000; // ms

/**
 * @typedef {import('../conversation/conversation.js').Conversation} Conversation
 * @param {() => Conversation[]} conversations that are live in this page
 */
export function openJobs(conversations) {
  const list = el('ul', { role: 'list', class: 'jobs', 'aria-label': W.jobs.title });
  const none = el('p', { class: 'note' }, W.jobs.none);
  const dialog = openPanel(W.jobs.title, list, none, notifications());
  const show = () => {
    const now = Date.now();
    /** @type {Map<string, HTMLElement>} */
    const old = new Map(
      [...list.children].map((item) => [/** @type {any} */ (item).dataset.key, /** @type {any} */ (item)]),
    );
    conversations().forEach((live) => {
      for (const turn of live.view.turns.values()) {
        if (!turn.running) continue;
        const key = `${live.id}-${turn.id}`;
        const item = old.get(key) ?? make(key, turn, live, dialog);
        old.delete(key);
        update(item, turn, now);
        if (!item.isConnected) list.append(item);
      }
    });
    for (const item of old.values()) item.remove();
    none.hidden = list.childElementCount > 0;
  };
  const timer = setInterval(show, kEvery);
  on('shown', show, untilClosed(dialog));
  dialog.addEventListener('close', () => clearInterval(timer));
  show();
}

/**
 * @param {string} key
 * @param {import('../chat/turn.js').Turn} turn
 * @param {Conversation} live
 * @param {HTMLDialogElement} dialog
 */
function make(key, turn, live, dialog) {
  const go = el('button', { type: 'button' }, W.jobs.show);
  attemptOn(go, 'click', () => {
    dialog.close(); // and gives the focus back before the turn gets it
    void perform('open-turn', { conversation: live.id, turn: turn.id });
  });
  const cancel = actionButton('stop-run', W.jobs.cancel, { 'data-conversation': live.id });
  return el(
    'li',
    { 'data-key': key, 'data-turn': turn.id },
    el('strong', {}, shorten(turn.message, 80)),
    el('span', { class: 'how' }),
    el('span', { class: 'of' }, W.jobs.of(live.name)),
    el('p', { class: 'cost', hidden: true }, W.jobs.stuck),
    el('div', { class: 'buttons' }, go, cancel),
  );
}

/**
 * @param {HTMLElement} item
 * @param {import('../chat/turn.js').Turn} turn
 * @param {number} now
 */
function update(item, turn, now) {
  const how = S.lines[turn.connection] ?? S.states[/** @type {keyof typeof S.states} */ (turn.state)];
  const about = turn.steps.thoughtTitles().at(-1);
  const said = [S.turn(turn.id), how, elapsed(now - turn.sent), about].filter(Boolean).join(' \u00b7 ');
  setText(item.children[1], said);
  /** @type {HTMLElement} */ (item.querySelector('.cost')).hidden = !isStuck(turn, now);
}

/** What happens when one is done; asks the browser only when a button is pressed. */
function notifications() {
  const line = el('p', { class: 'note' });
  const show = () => {
    line.replaceChildren(W.notify[canNotify()]);
    if (canNotify() !== 'ask') return;
    const button = el('button', { type: 'button' }, W.notify.button);
    attemptOn(button, 'click', () => wantNotifications().then(show));
    line.replaceChildren(button);
  };
  show();
  return line;
}
