// From a turn to its events by keyboard, and back to where one was.

import { I } from './strings.js';

/** @typedef {import('./inspector.js').Inspector} Inspector */

export class Visit {
  /** @param {Inspector} inspector */
  constructor(inspector) {
    this.inspector = inspector;
    /** @type {HTMLElement | null} where one came from, as long as one stays with the events */
    this.from = null;
    inspector.region.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !inspector.region.contains(relatedTarget)) this.from = null;
    });
  }

  /**
   * To the first event of a turn that is shown.
   * @param {number} turn
   * @param {HTMLElement} from
   */
  begin(turn, from) {
    const { cursor, events, follow, toolbar } = this.inspector;
    const row = firstRow(events, turn);
    if (row) {
      cursor.set(row);
      cursor.select([row]);
      follow.scrolled();
    } else {
      this.inspector.announce(I.noneOf(turn));
      toolbar.search.focus();
    }
    this.from = from;
  }

  /** @returns {boolean} whether there was somewhere to go back to */
  end() {
    const { from } = this;
    this.from = null;
    if (!from?.isConnected) return false;
    // A turn that runs again has put its buttons away.
    const place = from.checkVisibility() ? from : /** @type {HTMLElement | null} */ (from.closest('article'));
    place?.focus();
    return true;
  }
}

/**
 * @param {import('../events.js').Events} events
 * @param {number} turn
 */
function firstRow(events, turn) {
  for (const exchange of events.exchanges) {
    if (exchange.turn !== turn || !exchange.entries.length || exchange.element.hidden) continue;
    if (!exchange.rows) events.watcher?.made(exchange.makeRow()); // it was left for later
    const shown = exchange.entries.find(({ row }) => row && !row.hidden);
    if (shown) return shown.row;
  }
  return null;
}
