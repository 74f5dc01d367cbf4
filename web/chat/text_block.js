// A text of an answer: stands in the page as it came at once, and is made readable by what is
// loaded then (reading/).

import { once } from '../ui/once.js';

/** Before there is a text, where one is about to come. */
export const loadReading = once(() => import('../reading/reading.js'));

/** Before there is one that has come, so that Markdown is likely. */
export const loadAllReading = () => Promise.all([loadReading(), import('../reading/markdown.js')]);

export class TextBlock {
  /** @param {string} text */
  constructor(text) {
    this.source = text;
    this.node = document.createTextNode(text);
    /** @type {any[]} as wire annotations */
    this.annotations = [];
    this.isComplete = false;
    /** @type {import('../reading/reading.js').Reading | null} */
    this.reading = null;
  }

  /** It stands in the page. */
  read() {
    const step = this.node.parentElement;
    loadReading().then(
      ({ Reading }) => (this.reading = this.node.parentNode && new Reading(this)),
      () => {}, // it stays text
    );
    // What was there before it can be read waits a moment to be seen (turn.css); what streams does not.
    queueMicrotask(() => {
      if (step && !this.reading && !step.closest('[data-turn-state=streaming]')) step.dataset.unread = '';
    });
  }

  /** It leaves the page. */
  destroy() {
    this.reading?.destroy();
    this.reading = null;
  }

  /** @param {string} text */
  append(text) {
    this.source += text;
    this.isComplete = false;
    if (this.node.parentNode) this.node.appendData(text);
    this.reading?.grew(text);
  }

  /**
   * @param {string} text
   * @param {any[]} [annotations]
   */
  set(text, annotations = []) {
    const isSame = this.source === text;
    if (isSame && annotations.length === this.annotations.length) return;
    this.source = text;
    this.annotations = annotations;
    if (!isSame && this.node.parentNode) this.node.data = text;
    this.reading?.changed(!isSame);
  }

  /** Nothing more will come. */
  settle() {
    if (this.isComplete) return;
    this.isComplete = true;
    this.reading?.changed();
  }

  /** What stands in the page. @returns {ChildNode} */
  get element() {
    return this.reading?.element ?? this.node;
  }
}
