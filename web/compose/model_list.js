// The list of models: a combobox over what the API lists that takes any other id as well
// (ARIA Authoring Practices, editable combobox with list autocomplete).

import { el } from '../ui/dom.js';
import { adopt } from '../ui/sheet.js';
import css from './listbox.css';
import { T } from './strings.js';

adopt(css);

// The API has no list of its own agents.
const kAgents = [
  { id: 'deep-research-preview-04-2026', title: 'Deep Research, an agent' },
  { id: 'deep-research-max-preview-04-2026', title: 'Deep Research Max, an agent' },
  { id: 'antigravity-preview-09-2026', title: 'Antigravity, an agent with a sandbox' },
];

/** @typedef {import('../core/models.js').Model} Model */

export class ModelList {
  /** @param {import('./models.js').ModelChooser} chooser */
  constructor(chooser) {
    this.chooser = chooser;
    this.input = chooser.input;
    this.box = chooser.box;
    /** @type {Model[]} */
    this.models = [];
    /** @type {Model[]} */
    this.shown = [];
    this.asking = false; // for the list
    this.problem = '';
    this.narrows = false; // typing has narrowed the list
    this.active = -1;
    this.box.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps the focus
  }

  /** Asks for it, unless it is there. */
  want() {
    if (this.asking || this.models.length) return;
    this.asking = true;
    this.chooser.read().then(
      (models) => this.offer(models),
      (error) => this.fail(error.message),
    );
  }

  /** @param {Model[]} models */
  offer(models) {
    this.models = models.length ? [...models, ...kAgents] : [];
    this.problem = '';
    this.asking = false;
    this.chooser.know(models.map(({ id }) => id));
    this.again();
  }

  /** @param {string} problem */
  fail(problem) {
    this.problem = T.models.failed(problem);
    this.asking = false;
    this.again();
  }

  /** The list that is open has changed. */
  again() {
    if (this.isOpen) this.show(this.narrows ? this.fitting() : this.models);
  }

  /** All of them, the chosen one marked. */
  open() {
    this.narrows = false;
    this.want();
    this.show(this.models);
    this.setOpen(true);
  }

  /** Typing narrows the list. */
  filter() {
    this.narrows = true;
    this.want();
    this.show(this.fitting());
    this.setOpen(true);
  }

  fitting() {
    const terms = this.input.value.toLowerCase().trim().split(/\s+/);
    return this.models.filter(({ id, title }) => terms.every((word) => `${id} ${title}`.toLowerCase().includes(word)));
  }

  /** What was typed is an id, unless it only searched the list. */
  leave() {
    const typed = this.input.value.trim();
    const fitting = this.fitting();
    const isId = typed && (!fitting.length || fitting.some(({ id }) => id === typed));
    if (isId && typed !== this.chooser.model) this.chooser.choose(typed);
    else this.chooser.restore();
  }

  /** @param {Model[]} models */
  show(models) {
    this.shown = models;
    this.setActive(-1);
    const none = this.asking ? T.models.asking : this.problem || T.models.none;
    this.box.replaceChildren(
      ...models.map(({ id, title }, at) =>
        el(
          'div',
          {
            role: 'option',
            id: `model-${at}`,
            'data-action': 'choose-model',
            'data-model': id,
            'aria-selected': id === this.chooser.model ? 'true' : 'false',
          },
          el('span', {}, id),
          title && title !== id && el('small', {}, title),
        ),
      ),
      ...(models.length ? [] : [el('p', { class: 'note', role: 'presentation' }, none)]),
    );
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.box.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.setActive(-1);
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was meant for the list
   */
  key(key) {
    const count = this.shown.length;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!this.isOpen) this.open();
      else if (count) this.move(key === 'ArrowDown' ? 1 : -1, count);
      return true;
    }
    if (key === 'Enter') {
      const id = this.shown[this.active]?.id ?? this.input.value.trim();
      if (id) this.chooser.choose(id);
      else this.chooser.restore();
      return true;
    }
    if (key === 'Escape' && this.isOpen) {
      this.chooser.restore();
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
    this.box.children[this.active]?.classList.remove('active');
    this.active = at;
    const option = this.box.children[at];
    option?.classList.add('active');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
    else this.input.removeAttribute('aria-activedescendant');
  }
}
