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
    this.fallback = kFallback;
    this.last = recall('model'); // chosen in any conversation
    this.chosen = ''; // in this one
    /** Another one is chosen. */
    this.changed = () => {};
    this.use('');
    input.addEventListener('input', () => this.filter());
    input.addEventListener('click', () => this.open());
    input.addEventListener('blur', () => this.leave());
    list.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps the focus
  }

  /** The one that is chosen; what is being typed is not yet. */
  get model() {
    return this.chosen.trim().replace(/^models\//, '') || this.fallback;
  }

  /** @param {string} id of a conversation; empty: the one that was chosen last in all */
  use(id) {
    this.chosen = id || this.last;
    this.input.value = this.model;
    this.setOpen(false);
  }

  /** @param {import('../core/api.js').Model[]} models */
  offer(models) {
    this.models = models.length ? [...models, ...kAgents] : [];
    this.problem = '';
    if (models.length && !models.some(({ id }) => id === this.fallback)) this.fallback = preferred(models);
    if (document.activeElement !== this.input) this.input.value = this.model;
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
    this.show(this.fitting());
    this.setOpen(true);
  }

  fitting() {
    const words = this.input.value.toLowerCase().trim().split(/\s+/);
    return this.models.filter(({ id, title }) => words.every((word) => `${id} ${title}`.toLowerCase().includes(word)));
  }

  /** What was typed is an id, unless it only searched the list. */
  leave() {
    const typed = this.input.value.trim();
    const fitting = this.fitting();
    const isId = typed && (!fitting.length || fitting.some(({ id }) => id === typed));
    if (isId && typed !== this.model) this.choose(typed);
    else this.restore();
  }

  /** Nothing was chosen. */
  restore() {
    this.input.value = this.model;
    this.setOpen(false);
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
    this.last = id;
    remember('model', id);
    this.use(id);
    this.changed();
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
      const id = this.shown?.[this.active]?.id ?? this.input.value.trim();
      if (id) this.choose(id);
      else this.restore();
      return true;
    }
    if (key === 'Escape' && this.isOpen) {
      this.restore();
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
