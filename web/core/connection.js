// How the connection stands, over all turns that run: the worst of them is shown.

import { setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

const kWorstFirst = ['offline', 'reconnecting', 'connected'];

export class Connection {
  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} text
   */
  constructor(element, text) {
    this.element = element;
    this.text = text;
    this.page = 'starting'; // of the page itself: starting, ready, unreachable, broken
    /** @type {import('../conversation/conversation.js').Conversation | null} the conversation that is shown */
    this.live = null;
  }

  /** @param {string} state of the page itself */
  setPage(state) {
    this.page = state;
    this.show();
  }

  show() {
    const { view, connections = new Map() } = this.live ?? {};
    for (const turn of connections.keys()) if (!view?.turns.get(turn)?.running) connections.delete(turn);
    const all = [...connections.values()];
    const worst = kWorstFirst.find((state) => all.some((each) => each.state === state)) ?? 'idle';
    const state = this.page === 'ready' ? worst : this.page;
    const polling = state === 'connected' && all.every((each) => each.why === 'polling');
    this.element.dataset.state = state;
    const names = /** @type {Record<string, string>} */ (S.connection);
    setText(this.text, names[polling ? 'polling' : state]);
  }
}
