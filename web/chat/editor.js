// A message being rewritten in its place: a queued one, or one that was answered and will be asked
// again in other words.

import { actionButton, el } from '../ui/dom.js';
import { W } from '../ui/late_strings.js';

export class Editor {
  /**
   * @param {import('./turn.js').Turn} turn
   * @param {string} text to begin with
   */
  constructor(turn, text = turn.message) {
    this.turn = turn;
    this.original = turn.message;
    this.queued = turn.state === 'queued';
    this.box = el('textarea', {
      'aria-label': this.queued ? W.rewrite.queued : W.rewrite.version,
      rows: 2,
      dir: 'auto',
    });
    this.box.value = text;
    this.element = el(
      'div',
      { class: 'editor' },
      this.box,
      el(
        'div',
        { class: 'buttons' },
        actionButton('save', this.queued ? W.rewrite.save : W.rewrite.ask),
        actionButton('cancel', W.rewrite.cancel),
      ),
    );
    turn.user.hidden = true;
    turn.user.after(this.element);
    this.box.focus();
  }

  get text() {
    return this.box.value;
  }

  get isChanged() {
    return this.text !== this.original;
  }

  close() {
    this.turn.user.hidden = false;
    this.element.remove();
  }
}
