// What is done with kept conversations beyond showing them: their titles, their end.

import { deleteInteraction } from '../core/interactions.js';
import { perform } from '../ui/command.js';
import { byId, el, setText } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { isComposing } from '../ui/keyboard.js';
import { W } from '../ui/late_strings.js';

/** @typedef {import('../conversation/conversations.js').Conversations} Conversations */

/**
 * @param {Conversations} all
 * @param {string} id
 */
export function askToDelete(all, id) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('ask'));
  const too = /** @type {HTMLInputElement} */ (byId('ask-too'));
  const title = all.library.records.get(id)?.title || W.list.untitled;
  setText(byId('ask-text'), W.list.ask(title));
  setText(byId('ask-too-text'), W.list.askToo);
  too.checked = false;
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue === 'yes') void perform('delete-surely', { conversation: id, too: too.checked });
  };
  dialog.showModal();
}

/**
 * @param {Conversations} all
 * @param {string} id
 * @param {boolean} too at the service as well
 * @param {(text: string) => void} notice
 */
export async function deleteConversation(all, id, too, notice) {
  const title = all.library.records.get(id)?.title || W.list.untitled;
  await all.stop(id);
  const ids = too ? await all.interactionsOf(id) : [];
  await all.remove(id);
  /** @type {Map<string, number>} how often each reason was given */
  const failed = new Map();
  for (const interaction of ids) {
    const problem = await deleteInteraction(interaction);
    if (problem) failed.set(problem, (failed.get(problem) ?? 0) + 1);
  }
  const count = [...failed.values()].reduce((sum, each) => sum + each, 0);
  notice(W.list.deleted(title, too ? ids.length - count : -1, count, [...failed.keys()].join(' ')));
}

/**
 * @param {import('./drawer.js').Drawer} drawer
 * @param {string} id of the conversation
 */
export function rename(drawer, id) {
  const button = /** @type {HTMLElement | null | undefined} */ (drawer.items.get(id)?.querySelector('.open'));
  if (!button || button.hidden) return;
  drawer.renaming = id;
  const title = drawer.all.library.records.get(id)?.title ?? '';
  const box = el('input', { class: 'title', 'aria-label': W.list.title, maxlength: 200 });
  box.value = title;
  button.hidden = true;
  button.before(box);
  let over = false;
  const end = (/** @type {boolean} */ keep) => {
    if (over) return;
    over = true;
    drawer.renaming = '';
    const text = box.value.trim();
    box.remove();
    button.hidden = false;
    if (keep && text && text !== title) void drawer.all.library.update(id, { title: text, named: true });
    else drawer.render();
    button.focus();
  };
  attemptOn(box, 'blur', () => end(true));
  attemptOn(box, 'keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    if (isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === 'Enter');
  });
  box.focus();
  box.select();
}
