// What can be done in an answer (its buttons' data-action): blocks of code can be copied, wrapped,
// saved, images opened, footnotes looked up.

import { copyFrom } from '../ui/clipboard.js';
import { register } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { Answer } from './answer.js';
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

/** @param {HTMLElement} button */
const answerOf = (button) => Answer.of(/** @type {Element} */ (button.closest('article')));

/** @param {import('../ui/command.js').Of} of */
const figureOf = ({ button }) => button?.closest('figure') ?? null;

/** @satisfies {Record<string, import('../ui/command.js').Command>} */
export const answerCommands = {
  'open-image': { run: ({ button }) => window.open(button?.dataset.url, '_blank', 'noopener,noreferrer') },
  'copy-answer': { run: ({ button }) => button && copyFrom(button, answerOf(button).source) },
  'show-raw': {
    run: ({ button }) => {
      const answer = button && answerOf(button);
      answer?.setRaw(!answer.isRaw);
    },
  },
  'copy-code': { run: (of) => of.button && copyFrom(of.button, codeOf(figureOf(of))) },
  'wrap-code': {
    run: (of) => {
      const isWrapped = figureOf(of)?.toggleAttribute('data-wrap');
      of.button?.setAttribute('aria-pressed', String(isWrapped));
    },
  },
  'save-code': {
    run: (of) => {
      const language = figureOf(of)?.querySelector('code')?.dataset.language?.toLowerCase() ?? '';
      const extension = kExtensions[language] ?? (/^[a-z0-9]{1,8}$/.test(language) ? language : 'txt');
      const url = URL.createObjectURL(new Blob([`${codeOf(figureOf(of))}\n`], { type: 'text/plain' }));
      el('a', { href: url, download: `code.${extension}` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
    },
  },
  'to-note': {
    run: ({ button: link }) => {
      const note = link && ofLabel(link, '.footnote', link.dataset.note);
      if (note) lookedUp.set(note, link);
      note?.focus();
    },
  },
  'from-note': {
    run: ({ button }) => {
      const note = /** @type {HTMLElement} */ (button?.closest('.footnote'));
      const from = lookedUp.get(note);
      (from?.isConnected ? from : ofLabel(note, '.to-note', note.dataset.note))?.focus();
    },
  },
};

register(answerCommands);

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
