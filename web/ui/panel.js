// A dialog above the message box; Escape, its button and a click beside it close it, and the focus
// goes back to where it was.

import { el } from './dom.js';
import { attemptOn } from './errors.js';
import { W } from './late_strings.js';
import { adopt } from './sheet.js';
import panelCss from './panel.css';
import formsCss from './forms.css';

adopt(panelCss);
adopt(formsCss);

/**
 * @param {string} title
 * @param {...import('./dom.js').Child} children
 */
export function openPanel(title, ...children) {
  const close = el('button', { type: 'button', class: 'quiet' }, W.close);
  const dialog = el(
    'dialog',
    { class: 'panel', 'aria-labelledby': 'panel-title' },
    el('header', { role: 'none' }, el('h2', { id: 'panel-title' }, title), close),
    ...children,
  );
  attemptOn(close, 'click', () => dialog.close());
  attemptOn(dialog, 'click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {HTMLDialogElement} dialog
 * @returns {AbortSignal} aborts when it is closed
 */
export function untilClosed(dialog) {
  const open = new AbortController();
  dialog.addEventListener('close', () => open.abort());
  return open.signal;
}
