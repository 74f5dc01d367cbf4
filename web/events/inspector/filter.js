// Which events are shown: by type, by turn, by text or regular expression. Knows how many there are
// of each type.

/** @typedef {import('../exchange.js').Entry} Entry */

const kRowHeight = 1.75; // rem, as in events/events.css

const kSlice = 1000; // rows looked at before the page is let go on

export class Filter {
  constructor() {
    /** @type {Map<string, number>} */
    this.counts = new Map();
    /** @type {Set<string>} types that are not shown */
    this.without = new Set();
    this.turn = 0; // 0: all
    /** @type {RegExp | null} */
    this.pattern = null;
    this.shown = 0; // events that match
    this.run = 0; // of apply()
  }

  get active() {
    return this.without.size > 0 || this.turn > 0 || this.pattern !== null;
  }

  /**
   * Text, or an expression between slashes. Case matters to neither, unless flags are given.
   * @param {string} text
   * @throws {SyntaxError}
   */
  setText(text) {
    const expression = /^\/(.+)\/([a-z]*)$/s.exec(text);
    if (expression) this.pattern = new RegExp(expression[1], (expression[2] || 'i').replace(/[gy]/g, ''));
    else this.pattern = text ? new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'i') : null;
  }

  /** @param {Entry} entry */
  matches({ type, data, exchange }) {
    if (this.turn && exchange.turn !== this.turn) return false;
    if (this.without.has(type)) return false;
    return !this.pattern || this.pattern.test(`${type}\n${data}`);
  }

  /** @param {Entry} entry that came */
  count(entry) {
    this.counts.set(entry.type, (this.counts.get(entry.type) ?? 0) + 1);
    if (this.matches(entry)) ++this.shown;
  }

  /** @param {Entry} entry that is not kept any more */
  uncount(entry) {
    const left = (this.counts.get(entry.type) ?? 1) - 1;
    if (left) this.counts.set(entry.type, left);
    else this.counts.delete(entry.type);
    if (this.matches(entry)) --this.shown;
  }

  /** @param {Entry} entry whose row was just made, as the last of its block */
  hide(entry) {
    if (!entry.row || !this.active) return;
    entry.row.hidden = !this.matches(entry);
    measureShown(entry.row.parentElement);
  }

  /**
   * All rows anew. A later call ends this one.
   * @param {import('../events.js').Events} events
   * @returns {Promise<boolean>} whether it came to its end
   */
  async apply(events) {
    const run = ++this.run;
    events.list.classList.toggle('filtered', this.active);
    this.shown = 0;
    let walked = 0;
    for (const exchange of [...events.exchanges]) {
      exchange.element.hidden = this.turn > 0 && exchange.turn !== this.turn;
      for (const entry of [...exchange.entries]) {
        if (++walked % kSlice === 0) {
          await new Promise((resolve) => setTimeout(resolve));
          if (run !== this.run) return false;
        }
        const matches = this.matches(entry);
        if (matches) ++this.shown;
        if (entry.row) entry.row.hidden = !matches;
      }
      for (const rows of exchange.parts.list.children) measureShown(rows);
    }
    return true;
  }
}

/** @param {Element | null} rows of which some may be hidden */
function measureShown(rows) {
  if (!(rows instanceof HTMLElement)) return;
  let count = 0;
  for (const row of rows.children) if (!(/** @type {HTMLElement} */ (row).hidden)) ++count;
  rows.style.containIntrinsicSize = `0 ${count * kRowHeight}rem`;
}
