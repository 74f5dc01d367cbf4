// The empty page: what this is, and examples that show it at once.

import { byId, setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

export class Welcome {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {boolean | null} whether this is a demo; null: it is not known yet */
    this.demo = null;
    this.ready = false; // is the page: what it offers to try is no part of that
    this.say(S.live);
  }

  /** @param {boolean} demo */
  describe(demo) {
    this.demo = demo;
    this.say(demo ? S.demo : S.live);
    void this.offer();
  }

  begin() {
    this.ready = true;
    void this.offer();
  }

  async offer() {
    const { demo, ready } = this;
    if (demo === null || !ready) return;
    const { showExamples } = await import('./examples.js');
    showExamples(byId('examples'), demo);
  }

  /** @param {{title: string, text: string}} words */
  say({ title, text }) {
    setText(byId('welcome-title'), title);
    setText(byId('welcome-text'), text);
  }

  /** @param {boolean} empty */
  show(empty) {
    this.element.hidden = !empty;
  }
}
