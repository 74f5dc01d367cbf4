import { announce } from './say.js';
import { S } from './strings.js';

const kSignMs = 1500; // for which a button says that it has copied

/**
 * Copies text. Plain http on a LAN is no secure context and has no clipboard API: there the old
 * command on a selection still works.
 * @param {string} text
 * @throws where the browser does not let it
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw error instanceof DOMException ? error : new Error(S.announce.notCopied);
  }
}

/**
 * Copies a button's text, and says so.
 * @param {HTMLElement} button
 * @param {string} [text]
 */
export async function copyFrom(button, text = button.dataset.text ?? '') {
  await copy(text);
  announce(S.announce.copied);
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), kSignMs);
}
