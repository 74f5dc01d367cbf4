// The empty page: what this is, and examples that show it at once.

import { byId, setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

export class Welcome {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.say(S.live);
  }

  /** @param {boolean} demo */
  async describe(demo) {
    this.say(demo ? S.demo : S.live);
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
