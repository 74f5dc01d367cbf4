// Commands: what begins with a slash, with a menu of those that fit (a listbox that the message box
// points to with aria-activedescendant; the focus stays in the box).

import { commands, perform } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { notice } from '../ui/say.js';
import { adopt } from '../ui/sheet.js';
import { T } from './strings.js';
import listbox from './listbox.css';
import css from './writing.css';

adopt(listbox);
adopt(css);

/** @typedef {import('../ui/command.js').Name} Name */

/**
 * The command with a name after the slash.
 * @param {string} typed
 */
function commandOf(typed) {
  for (const [name, command] of commands)
    if (command.slash?.includes(typed)) return { name: /** @type {Name} */ (name), takes: command.takes === true };
  return undefined;
}

export class Commands {
  /** @param {import('./composer.js').Composer} composer */
  constructor(composer) {
    this.composer = composer;
    this.active = 0;
    this.refused = ''; // it looked like a command; sent once more it is a message
    /** @type {string[]} */
    this.shown = [];
    this.list = el('div', {
      class: 'commands',
      id: 'commands',
      role: 'listbox',
      tabindex: '-1',
      'aria-label': T.commands,
      hidden: true,
    });
    composer.box.after(this.list);
    composer.box.addEventListener('blur', () => this.hide());
    // The box keeps the focus.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    attemptOn(this.list, 'click', ({ target }) => {
      const option = /** @type {Element} */ (target).closest('[data-command]');
      if (option instanceof HTMLElement) this.choose(option.dataset.command ?? '');
    });
  }

  /** What is written has changed. */
  show() {
    const typed = /^\/([\w?]*)$/.exec(this.composer.text)?.[1];
    if (typed === undefined) return this.hide();
    this.shown = [...commands.values()].flatMap(({ slash }) => (slash?.[0].startsWith(typed) ? [slash[0]] : []));
    if (!this.shown.length) return this.hide();
    this.list.hidden = false;
    this.composer.box.setAttribute('aria-controls', 'commands');
    this.setActive(0);
  }

  hide() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    for (const name of ['aria-controls', 'aria-activedescendant']) this.composer.box.removeAttribute(name);
  }

  /** @param {number} at */
  setActive(at) {
    this.active = at;
    const about = /** @type {Record<string, string>} */ (T.about);
    this.list.replaceChildren(
      ...this.shown.map((name, index) =>
        el(
          'div',
          { role: 'option', id: `command-${name}`, 'data-command': name, 'aria-selected': String(index === at) },
          el('code', {}, `/${name}`),
          el('span', {}, about[name]),
        ),
      ),
    );
    this.composer.box.setAttribute('aria-activedescendant', `command-${this.shown[at]}`);
    this.list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was meant for the menu
   */
  key(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
    const { length } = this.shown;
    if (event.key === 'ArrowDown') this.setActive((this.active + 1) % length);
    else if (event.key === 'ArrowUp') this.setActive((this.active + length - 1) % length);
    else if (event.key === 'Escape') this.hide();
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) this.choose(this.shown[this.active]);
    else return false;
    return true;
  }

  /** @param {string} typed */
  choose(typed) {
    this.hide();
    const command = commandOf(typed);
    this.composer.set(command?.takes ? `/${typed} ` : '');
    if (command && !command.takes) void perform(command.name);
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it is none to be sent
   */
  run(text) {
    this.hide();
    const [, typed, rest] = /^\/([\w?]+)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
    if (!typed) return false;
    const command = commandOf(typed);
    if (command?.takes === !!rest) {
      this.composer.set('');
      void perform(command.name, { text: rest });
      return true;
    }
    const again = this.refused === text;
    this.refused = again ? '' : text;
    if (again) return false;
    notice(!command ? T.unknown(typed) : command.takes ? T.takes(typed) : T.takesNothing(typed));
    return true;
  }
}
