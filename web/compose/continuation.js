// The line at the message box: what the message would continue if it were sent now, and the choice
// of how it goes while something else is under way.

import { byId, setText } from '../ui/dom.js';
import { shortId } from '../ui/format.js';
import { S } from '../ui/strings.js';

export class Continuation {
  constructor() {
    /** @type {import('../chat/view.js').View | null} of the conversation that is shown */
    this.view = null;
    this.line = byId('continuation');
    /** @type {HTMLSelectElement} */
    this.choice = byId('mode-choice');
    this.waits = false; // for the proxy
    this.held = ''; // mode that the keys being held down ask for
    this.choice.addEventListener('change', () => this.show());
  }

  /** The mode of the Send button. */
  get mode() {
    return this.choice.hidden ? 'queued' : this.choice.value;
  }

  /** Enter alone always queues; so does the next message after one that did not. */
  sent() {
    this.choice.value = 'queued';
    this.held = '';
  }

  /** @param {KeyboardEvent} event of the message box */
  key(event) {
    const control = event.ctrlKey || event.metaKey;
    this.hold(control ? (event.shiftKey ? 'interrupt' : 'parallel') : '');
  }

  release() {
    this.hold('');
  }

  /** @param {string} mode */
  hold(mode) {
    if (mode === this.held) return;
    this.held = mode;
    this.show();
  }

  show() {
    const { view } = this;
    if (!view) return;
    this.choice.hidden = !view.continuations.queued.waits;
    const { parent, waits, stops } = view.continuations[this.held || this.mode];
    if (this.waits) return setText(this.line, S.waitsForProxy);
    const started = view.turns.size > 0;
    setText(
      this.line,
      !started ? '' : S.continuation(waits, stops, parent, shortId(view.turns.get(parent)?.interaction?.id ?? '')),
    );
  }
}
