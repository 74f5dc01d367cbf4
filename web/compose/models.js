// The model chooser: a combobox over what the API lists that takes any other id as well
// (ARIA Authoring Practices, editable combobox with list autocomplete).

import { el } from '../ui/dom.js';
import { recall, remember } from '../keep/storage.js';
import { S } from '../ui/strings.js';

const kFallback = 'gemini-3.8-flash';

// The API has no list of its own agents.
const kAgents = [
  { id: 'deep-research-preview-04-2026', title: 'Deep Research, an agent' },
  { id: 'deep-research-max-preview-04-2026', title: 'Deep Research Max, an agent' },
  { id: 'antigravity-preview-09-2026', title: 'Antigravity, an agent with a sandbox' },
];

export class ModelChooser {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   */
  constructor(input, list) {
    this.input = input;
    this.list = list;
    /** @type {import('../core/api.js').Model[]} */
    this.models = [];
    this.problem = '';
    this.active = -1;
    input.value = recall('model') || kFallback;
    input.addEventListener('input', () => this.filter());
    input.addEventListener('click', () => this.open());
  }

  get model() {
    return this.input.value.trim().replace(/^models\//, '') || kFallback;
  }

  /** @param {import('../core/api.js').Model[]} models */
  offer(models) {
    this.models = models.length ? [...models, ...kAgents] : [];
    this.problem = '';
    const listed = models.some(({ id }) => id === this.model);
    if (!listed && !recall('model') && models.length) this.input.value = preferred(models);
    this.show(this.models);
  }

  /** @param {string} problem */
  fail(problem) {
    this.problem = S.models.failed(problem);
  }

  /** All of them, the chosen one marked. */
  open() {
    this.show(this.models);
    this.setOpen(true);
  }

  /** Typing narrows the list. */
  filter() {
    const words = this.input.value.toLowerCase().split(/\s+/);
    const fitting = this.models.filter(({ id, title }) =>
      words.every((word) => `${id} ${title}`.toLowerCase().includes(word)),
    );
    this.show(fitting);
    this.setOpen(true);
    remember('model', this.input.value.trim());
  }

  /** @param {import('../core/api.js').Model[]} models */
  show(models) {
    this.shown = models;
    this.setActive(-1);
    const note = this.problem || (models.length ? '' : S.models.none);
    this.list.replaceChildren(
      ...models.map(({ id, title }, at) =>
        el(
          'div',
          {
            role: 'option',
            id: `model-${at}`,
            'data-action': 'choose-model',
            'data-model': id,
            'aria-selected': id === this.model ? 'true' : 'false',
          },
          el('span', {}, id),
          title && title !== id && el('small', {}, title),
        ),
      ),
      ...(note ? [el('p', { class: 'note', role: 'presentation' }, note)] : []),
    );
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.setActive(-1);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** @param {string} id */
  choose(id) {
    this.input.value = id;
    remember('model', id);
    this.setOpen(false);
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was meant for the list
   */
  key(key) {
    const count = this.shown?.length ?? 0;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!this.isOpen) this.open();
      else if (count) this.move(key === 'ArrowDown' ? 1 : -1, count);
      return true;
    }
    if (key === 'Enter') {
      const chosen = this.shown?.[this.active];
      this.choose(chosen ? chosen.id : this.model);
      return true;
    }
    if (key === 'Escape' && this.isOpen) {
      this.setOpen(false);
      return true;
    }
    return false;
  }

  /**
   * @param {number} by
   * @param {number} count
   */
  move(by, count) {
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    this.setActive((from + by + count) % count);
  }

  /** @param {number} at */
  setActive(at) {
    this.list.children[this.active]?.classList.remove('active');
    this.active = at;
    const option = this.list.children[at];
    option?.classList.add('active');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
    else this.input.removeAttribute('aria-activedescendant');
  }
}

/** A lasting, quick one for a start. @param {import('../core/api.js').Model[]} models */
function preferred(models) {
  const ids = models.map(({ id }) => id);
  const known = ids.filter((id) => /^gemini-[\d.]+-flash$/.test(id)).sort();
  return known.at(-1) ?? ids[0];
}
