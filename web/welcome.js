// The empty page: what this is, and examples that show it at once.

import { actionButton, byId, el, setText } from './dom.js';
import { kExamples } from './examples.js';
import { S } from './strings.js';

export class Welcome {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.describe(false);
  }

  /** @param {boolean} demo */
  describe(demo) {
    const text = demo ? S.demo : S.live;
    setText(byId('welcome-title'), text.title);
    setText(byId('welcome-text'), text.text);
    const examples = kExamples.filter(({ only }) => !only || (only === 'demo') === demo);
    byId('examples').replaceChildren(
      ...examples.map(({ title, shows, messages }) => {
        const button = actionButton('example', '', { 'data-messages': JSON.stringify(messages) });
        button.append(el('strong', {}, title), el('span', {}, shows));
        return el('li', {}, button);
      }),
    );
  }

  /** @param {boolean} empty */
  show(empty) {
    this.element.hidden = !empty;
  }
}
