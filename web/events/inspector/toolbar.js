// The tools above the event list: search, types, turn, pause, and a menu of what is done seldom.

import { actionButton, el, setText } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { I } from './strings.js';

export class Toolbar {
  /**
   * @param {(what: 'text' | 'types' | 'turn') => void} changed
   */
  constructor(changed) {
    this.search = el('input', {
      type: 'search',
      'aria-label': I.filter,
      placeholder: I.filterHint,
      title: `${I.filterHint} ( / )`,
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    this.typeList = el('div', { class: 'choices' });
    this.types = menu(I.types, this.typeList);
    this.turn = el('select', { 'aria-label': I.turns }, el('option', { value: 0 }, I.allTurns));
    this.pause = actionButton('pause-events', I.pause, { 'aria-pressed': 'false' });
    this.shown = el('span', { class: 'shown' });
    this.items = el('div', { class: 'choices' });
    this.more = menu(I.more, this.items);
    for (const [name, text] of kItems) this.items.append(actionButton(name, I[text], { class: 'quiet' }));
    attemptOn(this.more, 'click', (event) => {
      if (event.target instanceof HTMLButtonElement) this.close(this.more);
    });
    this.element = el(
      'div',
      { class: 'tools', role: 'group', 'aria-label': I.tools },
      this.search,
      this.types,
      this.turn,
      this.pause,
      this.more,
      this.shown,
      this.problem,
    );
    this.search.addEventListener('input', () => changed('text'));
    this.turn.addEventListener('change', () => changed('turn'));
    this.typeList.addEventListener('change', () => changed('types'));
    this.types.addEventListener('toggle', () => this.types.open && this.opened());
    attemptOn(document.documentElement, 'click', (event) => {
      // By its path: a click may have taken away what it was on.
      const path = event.composedPath();
      for (const each of [this.types, this.more]) if (each.open && !path.includes(each)) each.open = false;
    });
  }

  /** To be replaced: the list of types is about to be seen. */
  opened() {}

  /** @param {HTMLDetailsElement} which */
  close(which) {
    which.open = false;
    which.querySelector('summary')?.focus();
  }

  /** @returns {boolean} whether a menu was open */
  closeMenus() {
    const open = [this.types, this.more].find((each) => each.open);
    if (open) this.close(open);
    return open !== undefined;
  }

  /**
   * @param {Map<string, number>} counts
   * @param {Set<string>} without
   */
  showTypes(counts, without) {
    const all = item(without.size ? I.allTypes : I.noTypes, () => {
      const to = without.size > 0;
      for (const box of this.typeList.querySelectorAll('input')) box.checked = to;
      this.typeList.dispatchEvent(new Event('change'));
      this.opened();
    });
    const types = [...new Set([...counts.keys(), ...without])].sort();
    const boxes = types.map((type) => {
      const box = el('input', { type: 'checkbox', value: type, checked: !without.has(type) });
      return el('label', {}, box, el('code', {}, type), el('span', { class: 'count' }, String(counts.get(type) ?? 0)));
    });
    this.typeList.replaceChildren(all, ...boxes);
  }

  /** @returns {string[]} types that are not chosen */
  get unchosen() {
    return [...this.typeList.querySelectorAll('input')].filter(({ checked }) => !checked).map(({ value }) => value);
  }

  /** @param {Set<number>} turns */
  showTurns(turns) {
    const { value } = this.turn;
    const known = this.turn.options.length - 1;
    const list = [...turns];
    if (known > list.length) this.turn.length = 1;
    for (const turn of list.slice(this.turn.options.length - 1)) this.turn.add(new Option(String(turn), String(turn)));
    this.turn.value = value;
  }

  /** @param {string} text of what is wrong with the expression, or empty */
  complain(text) {
    setText(this.problem, text);
    this.problem.hidden = !text;
    this.search.setAttribute('aria-invalid', String(text !== ''));
  }
}

const kItems = /** @type {const} */ ([
  ['copy-selection', 'copySelection'],
  ['copy-all', 'copyAll'],
  ['export-stream', 'exportStream'],
  ['export-lines', 'exportLines'],
  ['import-recording', 'import'],
  ['replay', 'replay'],
  ['compare', 'compare'],
  ['chaining', 'chaining'],
]);

/**
 * @param {string} label
 * @param {HTMLElement} content
 */
function menu(label, content) {
  return el('details', { class: 'menu' }, el('summary', { class: 'button' }, label), content);
}

/**
 * @param {string} label
 * @param {() => void} choose
 */
function item(label, choose) {
  const button = el('button', { type: 'button', class: 'quiet' }, label);
  attemptOn(button, 'click', choose);
  return button;
}
