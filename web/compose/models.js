// The model that is chosen, and the box that shows it. Its list is loaded when somebody looks for it, or writes.

import { recall, remember } from '../keep/storage.js';
import { attemptOn } from '../ui/errors.js';
import { once } from '../ui/once.js';

const kFallback = 'gemini-3.8-flash';

export class ModelChooser {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} box of the list
   */
  constructor(input, box) {
    this.input = input;
    this.box = box;
    this.load = once(async () => {
      const { ModelList } = await import('./model_list.js');
      return (this.list = new ModelList(this));
    });
    /** @type {import('./model_list.js').ModelList | null} */
    this.list = null;
    this.fallback = recall('fallback') || kFallback;
    this.last = recall('model'); // chosen in any conversation
    this.choice = ''; // in this one
    /** Another one is chosen. */
    this.changed = () => {};
    /** @type {() => Promise<import('../core/models.js').Model[]>} asks for the list */
    this.read = async () => [];
    this.use('');
    input.addEventListener('focus', () => this.load());
    attemptOn(input, 'click', () => this.give((list) => list.open()));
    input.addEventListener('input', () => this.give((list) => list.filter()));
    input.addEventListener('blur', () => (this.list ? this.list.leave() : this.take()));
  }

  /** The one that is chosen; what is being typed is not yet. */
  get model() {
    return this.choice.trim().replace(/^models\//, '') || this.fallback;
  }

  /** @param {string} id of a conversation; empty: the one that was chosen last in all */
  use(id) {
    this.choice = id || this.last;
    this.restore();
  }

  /** @param {string} id */
  choose(id) {
    this.last = id;
    remember('model', id);
    this.use(id);
    this.changed();
  }

  /** What was typed is an id. */
  take() {
    const typed = this.input.value.trim();
    if (typed && typed !== this.model) this.choose(typed);
    else this.restore();
  }

  /** Nothing was chosen. */
  restore() {
    this.input.value = this.model;
    this.close();
  }

  close() {
    this.list?.setOpen(false);
  }

  /** The first choice is one that the service has; also when the next page begins. @param {string[]} ids */
  know(ids) {
    if (ids.length) this.fallback = ids.includes(kFallback) ? kFallback : preferred(ids);
    remember('fallback', this.fallback === kFallback ? '' : this.fallback);
    if (document.activeElement !== this.input) this.input.value = this.model;
  }

  /** @param {(list: import('./model_list.js').ModelList) => void} work at once, if the list is there */
  give(work) {
    return this.list ? work(this.list) : this.load().then(work);
  }

  /** Somebody will send: until then the page needs no list. */
  want() {
    void this.give((list) => list.want());
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was meant for the list
   */
  key(key) {
    return this.list?.key(key) ?? false;
  }
}

/** A lasting, quick one for a start. @param {string[]} ids */
function preferred(ids) {
  const known = ids.filter((id) => /^gemini-[\d.]+-flash$/.test(id)).sort();
  return known.at(-1) ?? ids[0];
}
