// What can be done in an answer: blocks of code can be copied, wrapped, saved, images opened.

import { el } from '../dom.js';
import { visibleText } from './visible.js';

/** @type {Record<string, string>} how a file of a language ends, where that is not its name */
const kExtensions = {
  bash: 'sh',
  'c++': 'cpp',
  javascript: 'js',
  kotlin: 'kt',
  markdown: 'md',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  shell: 'sh',
  text: 'txt',
  typescript: 'ts',
};

/** @type {Record<string, (button: HTMLElement, figure: Element | null) => void>} */
const actions = {
  open: ({ dataset }) => window.open(dataset.url, '_blank', 'noopener,noreferrer'),
  copy: (button, figure) => (button.dataset.text = codeOf(figure)), // app.js copies it
  wrap: (button, figure) => {
    const isWrapped = figure?.toggleAttribute('data-wrap');
    button.setAttribute('aria-pressed', String(isWrapped));
  },
  save: (_, figure) => {
    const language = figure?.querySelector('code')?.dataset.language?.toLowerCase() ?? '';
    const extension = kExtensions[language] ?? (/^[a-z0-9]{1,8}$/.test(language) ? language : 'txt');
    const url = URL.createObjectURL(new Blob([`${codeOf(figure)}\n`], { type: 'text/plain' }));
    el('a', { href: url, download: `code.${extension}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  },
};

// Before app.js hears of it.
document.addEventListener(
  'click',
  ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-read]') : null;
    if (button instanceof HTMLElement) actions[button.dataset.read ?? '']?.(button, button.closest('figure'));
  },
  true,
);

/** @param {Element | null} figure */
function codeOf(figure) {
  const code = figure?.querySelector('code');
  return code ? visibleText(code) : '';
}
