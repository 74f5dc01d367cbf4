// How the connection stands, over all turns that run: the worst of them is shown.

import { setText } from './dom.js';
import { S } from './strings.js';

const kWorstFirst = ['offline', 'reconnecting', 'connected'];

export class Connection {
  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} text
   */
  constructor(element, text) {
    this.element = element;
    this.text = text;
    /** @type {Map<number, {state: string, why: string}>} by turn */
    this.turns = new Map();
    this.page = 'starting'; // of the page itself: starting, ready, unreachable, broken
  }

  /** @param {import('./core.js').Effect} effect */
  apply(effect) {
    if (effect.kind === 'connection') this.turns.set(effect.id, { state: effect.state, why: effect.text });
  }

  /** @param {(turn: number) => boolean} running */
  show(running) {
    for (const turn of this.turns.keys()) if (!running(turn)) this.turns.delete(turn);
    const all = [...this.turns.values()];
    const worst = kWorstFirst.find((state) => all.some((each) => each.state === state)) ?? 'idle';
    const state = this.page === 'ready' ? worst : this.page;
    const polling = state === 'connected' && all.every((each) => each.why === 'polling');
    this.element.dataset.state = state;
    const names = /** @type {Record<string, string>} */ (S.connection);
    setText(this.text, names[polling ? 'polling' : state]);
  }
}
