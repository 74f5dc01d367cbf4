// What is seen of a conversation: its turns and its events.

import { el } from '../ui/dom.js';
import { Events } from '../events/events.js';
import { S } from '../ui/strings.js';
import { View } from '../chat/view.js';

/** @typedef {import('../core/core.js').Effect} Effect */

export class Display {
  /**
   * @param {(text: string) => void} announce
   * @param {(turn: import('../chat/turn.js').Turn) => void} finished a run in the background is over
   */
  constructor(announce, finished) {
    this.elements = makeElements();
    this.view = new View(this.elements, announce, finished);
    this.events = new Events(this.elements.events, this.elements.count, this.elements.latest);
  }

  destroy() {
    this.view.destroy();
    this.events.clear();
  }

  /**
   * @param {Effect} effect
   * @param {boolean} [many] of many
   */
  apply(effect, many = false) {
    this.view.apply(effect);
    this.events.apply(effect, many);
  }

  /** What has the focus among the queued messages, which move. */
  get focusedInQueue() {
    const { activeElement } = document;
    return this.elements.queue.contains(activeElement) ? activeElement : null;
  }

  /** Messages and answers, for the search. */
  get text() {
    const texts = [];
    for (const turn of this.view.turns.values()) {
      const answer = turn.element.querySelector('[data-part=answer]');
      texts.push(turn.message, answer?.textContent ?? '');
    }
    return texts.join('\n');
  }
}

function makeElements() {
  const paused = el('p', { class: 'paused', hidden: true });
  const list = el('ol', { role: 'list', 'aria-label': S.queued });
  return {
    log: el('div', { class: 'turns' }),
    queue: el('div', { class: 'queue', hidden: true }, paused, list),
    list,
    paused,
    events: el('div', { class: 'exchanges' }),
    count: el('span', { class: 'count' }),
    latest: el('code', { class: 'latest' }),
  };
}
