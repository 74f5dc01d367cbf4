// What is seen of a conversation, and what the page learns of it on the way: all of it comes with the
// effects of the core.

import { el } from '../ui/dom.js';
import { Events } from '../events/events.js';
import { S } from '../ui/strings.js';
import { View } from '../chat/view.js';

/** @typedef {import('../core/core.js').Effect} Effect */

export class Display {
  /**
   * @param {(text: string) => void} announce
   * @param {(turn: import('../chat/turn.js').Turn) => void} finished a run in the background is over
   * @param {(effects: Effect[], unfocused: Element | null) => void} changed what is seen, by these
   *     effects; unfocused: what had the focus and lost it
   */
  constructor(announce, finished, changed) {
    this.changed = changed;
    this.elements = makeElements();
    this.view = new View(this.elements, announce, finished);
    this.events = new Events(this.elements.events, this.elements.count, this.elements.latest);
    this.lastSettings = ''; // of a message
    /** @type {Map<number, {state: string, why: string}>} how each turn is connected */
    this.connections = new Map();
    /** @type {Set<number>} stopped, and it is not known yet what that did */
    this.stopping = new Set();
    /** @type {Set<number>} turns whose request was answered by something: they have begun */
    this.begun = new Set();
    /** @type {Set<string>} ids of its interactions at the API */
    this.interactions = new Set();
  }

  /**
   * @param {Effect[]} effects
   * @param {boolean} [many]
   */
  show(effects, many = false) {
    const focused = document.activeElement;
    const inQueue = this.elements.queue.contains(focused);
    this.apply(effects, many);
    this.view.show();
    this.changed(effects, inQueue && document.activeElement === document.body ? focused : null);
  }

  /**
   * A part of what is shown then.
   * @param {Effect[]} effects
   * @param {boolean} many
   */
  apply(effects, many) {
    for (const effect of effects) {
      this.view.apply(effect);
      this.events.apply(effect, many);
      this.note(effect);
    }
  }

  /** @param {Effect} effect */
  note(effect) {
    switch (effect.kind) {
      case 'connection':
        this.connections.set(effect.id, { state: effect.state, why: effect.text });
        return;
      case 'turn_state':
        if (effect.state === 'sending') this.begun.delete(effect.id);
        if (effect.text === 'stopping') this.stopping.add(effect.id);
        else this.stopping.delete(effect.id);
        return;
      case 'interaction': {
        const id = this.view.turns.get(effect.id)?.interaction?.id;
        if (typeof id === 'string' && id) this.interactions.add(id);
        return;
      }
      case 'turn_settings':
        this.lastSettings = effect.text;
        return;
      case 'turn_head':
        this.begun.add(effect.id);
        return;
    }
  }

  get empty() {
    return this.view.turns.size === 0;
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

  /** The first message in a line. */
  get title() {
    const [first] = this.view.turns.values();
    return first ? titleFrom(first.message) : '';
  }
}

const kTitle = 60; // characters

/** @param {string} message */
function titleFrom(message) {
  const line = message.trim().replace(/\s+/g, ' ');
  return line.length <= kTitle ? line : `${line.slice(0, kTitle).replace(/\s+\S*$/, '')}\u2026`;
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
