// What can be done in an answer: blocks of code can be copied, wrapped, saved, images opened,
// footnotes looked up.

import { el } from '../ui/dom.js';
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

/** @type {WeakMap<Element, HTMLElement>} from where each footnote was last looked up */
const lookedUp = new WeakMap();

/** @type {Record<string, (button: HTMLElement, figure: Element | null) => void>} */
const actions = {
  open: ({ dataset }) => window.open(dataset.url, '_blank', 'noopener,noreferrer'),
  copy: (button, figure) => (button.dataset.text = codeOf(figure)), // actions.js copies it
  wrap: (button, figure) => {
    const isWrapped = figure?.toggleAttribute('data-wrap');
    button.setAttribute('aria-pressed', String(isWrapped));
  },
  note: (link) => {
    const note = ofLabel(link, '.footnote', link.dataset.note);
    if (note) lookedUp.set(note, link);
    note?.focus();
  },
  back: (link) => {
    const note = /** @type {HTMLElement} */ (link.closest('.footnote'));
    const from = lookedUp.get(note);
    (from?.isConnected ? from : ofLabel(link, '.to-note', note.dataset.note))?.focus();
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
  (event) => {
    const { target } = event;
    const button = target instanceof Element ? target.closest('[data-read]') : null;
    if (button instanceof HTMLAnchorElement) event.preventDefault();
    if (button instanceof HTMLElement) actions[button.dataset.read ?? '']?.(button, button.closest('figure'));
  },
  true,
);

// What is seen is what is copied: the character that an entity means is only drawn (reading.css). It
// stands there while the browser takes what is selected.
for (const kind of ['copy', 'cut', 'dragstart']) {
  document.addEventListener(kind, () => {
    const selection = getSelection();
    const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.entity[data-shown]'));
    const selected = [...all].filter((entity) => selection?.containsNode(entity, true));
    for (const entity of selected) {
      const { shown = '' } = entity.dataset;
      const text = document.createTextNode(shown);
      entity.prepend(text);
      delete entity.dataset.shown;
      setTimeout(() => {
        text.remove();
        entity.dataset.shown = shown;
      });
    }
  });
}

/**
 * The first of its kind with a label in the text that a link stands in.
 * @param {HTMLElement} link
 * @param {string} kind a selector
 * @param {string} [label]
 * @returns {HTMLElement | null | undefined}
 */
function ofLabel(link, kind, label = '') {
  return link.closest('.markdown')?.querySelector(`${kind}[data-note="${CSS.escape(label)}"]`);
}

/** @param {Element | null} figure */
function codeOf(figure) {
  const code = figure?.querySelector('code');
  return code ? visibleText(code) : '';
}
