// Which event is looked at: the keys and the mouse move it, open it, and select several.

import { attemptOn } from '../../ui/errors.js';
import { detail } from './detail.js';

/** @typedef {import('../exchange.js').Entry} Entry */

const kShown = '.exchange:not([hidden]) .event:not([hidden])';

export class Cursor {
  /**
   * @param {HTMLElement} list
   * @param {(entry: Entry | null, scroll: boolean) => void} moved
   * @param {{problems: (entry: Entry) => string[], announce: (text: string) => void, looked: () => void}} page
   *     looked: at an event, which must stay in sight
   */
  constructor(list, moved, page) {
    this.list = list;
    this.moved = moved;
    this.page = page;
    /** @type {WeakMap<Element, Entry>} */
    this.rows = new WeakMap();
    /** @type {HTMLElement | null} */
    this.at = null;
    /** @type {HTMLElement | null} the row that the Tab key leads to */
    this.stop = null;
    /** @type {HTMLElement | null} where the selection began */
    this.anchor = null;
    /** @type {Set<Element>} rows of the events that made what was clicked */
    this.lit = new Set();
    /** @type {Set<Element>} */
    this.selected = new Set();
    attemptOn(list, 'click', (event) => this.clicked(event));
    // The Tab key leads to a row by itself.
    list.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement && this.rows.has(target)) this.at = target;
    });
  }

  reset() {
    this.at = this.anchor = null;
    this.setStop(null);
    this.lit.clear();
    this.selected.clear();
  }

  /** All rows are one stop of the Tab key: the one that was looked at, else the first that is shown. */
  keepStop() {
    const { at } = this;
    this.setStop(at?.isConnected && at.matches(kShown) ? at : this.list.querySelector(kShown));
  }

  /** @param {HTMLElement | null} row null: the list itself is the stop */
  setStop(row) {
    this.stop?.setAttribute('tabindex', '-1');
    this.stop = row;
    row?.setAttribute('tabindex', '0');
    this.list.tabIndex = row ? -1 : 0;
  }

  /** Events that are selected, in the order of the list. */
  get selection() {
    const rows = [...this.selected].sort((a, b) =>
      a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
    return rows.flatMap((row) => this.rows.get(row) ?? []);
  }

  /** @param {MouseEvent} event */
  clicked({ target, shiftKey, ctrlKey, metaKey }) {
    const row = target instanceof Element ? target.closest('.row')?.parentElement : null;
    if (!row || !this.rows.has(row)) return;
    if (shiftKey) {
      getSelection()?.removeAllRanges();
      this.set(row);
      this.extend(row);
    } else if (ctrlKey || metaKey) {
      this.set(row);
      this.select(this.selected.has(row) ? [...this.selected].filter((each) => each !== row) : [...this.selected, row]);
    } else if (getSelection()?.isCollapsed ?? true) {
      this.set(row);
      this.select([row]);
      this.toggle();
    }
  }

  /**
   * @param {number} by 1: to the next that is shown, -1: to the one before
   * @param {boolean} extend the selection
   * @returns {boolean} true
   */
  move(by, extend) {
    const from = this.at?.isConnected && !this.at.hidden ? this.at : null;
    const to = from ? neighbour(from, by > 0) : this.entrance(by > 0);
    if (!to) return true;
    if (extend && !this.anchor) this.anchor = from;
    this.set(to);
    if (extend) this.extend(to);
    else this.select([to]);
    return true;
  }

  /** The first row in sight, or the last of all. @param {boolean} down */
  entrance(down) {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(kShown));
    if (!down) return rows[rows.length - 1];
    const { top } = this.list.getBoundingClientRect();
    for (const row of rows) if (row.getBoundingClientRect().bottom > top) return row;
    return rows[0];
  }

  /** @param {HTMLElement} row */
  set(row) {
    this.at = row;
    this.light([]);
    this.setStop(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
    this.page.looked();
    this.moved(this.rows.get(row) ?? null, true);
  }

  /** From where the selection began up to here. @param {HTMLElement} row */
  extend(row) {
    const { anchor } = this;
    if (!anchor?.isConnected) return this.select([row]);
    const down = (anchor.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const rows = [anchor];
    for (let at = /** @type {HTMLElement | null} */ (anchor); at && at !== row; ) {
      at = neighbour(at, down);
      if (at) rows.push(at);
    }
    this.select(rows);
    this.anchor = anchor;
  }

  /** @param {Element[]} rows */
  select(rows) {
    for (const row of this.selected) row.classList.remove('selected');
    this.selected = new Set(rows);
    for (const row of rows) row.classList.add('selected');
    this.anchor = /** @type {HTMLElement | null} */ (rows[0] ?? null);
  }

  /** The rows of these events are lit, the first of them is in sight. @param {Entry[]} entries */
  light(entries) {
    for (const row of this.lit) row.classList.remove('lit');
    this.lit.clear();
    for (const { row } of entries) {
      if (!row) continue;
      row.classList.add('lit');
      this.lit.add(row);
    }
    const first = entries.find(({ row }) => row && !row.hidden)?.row;
    if (!first) return;
    first.scrollIntoView({ block: 'nearest' });
    this.page.looked();
  }

  /** @param {boolean} last of all that are shown, or the first @returns {boolean} true */
  toEnd(last) {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(kShown));
    const to = rows[last ? rows.length - 1 : 0];
    if (!to) return true;
    this.set(to);
    this.select([to]);
    return true;
  }

  get isOpen() {
    return this.at?.getAttribute('aria-expanded') === 'true';
  }

  /** Opens the event, or closes it. @returns {boolean} true */
  toggle() {
    const { at } = this;
    const entry = at && this.rows.get(at);
    if (!at || !entry || this.close(at)) return true;
    at.append(detail(entry, this.page.problems(entry), this.page.announce));
    at.setAttribute('aria-expanded', 'true');
    at.parentElement?.classList.add('open');
    at.scrollIntoView({ block: 'nearest' });
    this.page.looked();
    return true;
  }

  /** @param {HTMLElement | null} [row] @returns {boolean} whether it was open */
  close(row = this.at) {
    const shown = row?.querySelector('.detail');
    if (!shown) return false;
    const inside = shown.contains(document.activeElement);
    shown.remove();
    row?.setAttribute('aria-expanded', 'false');
    if (inside) row?.focus({ preventScroll: true });
    const rows = row?.parentElement;
    if (!rows?.querySelector('.detail')) rows?.classList.remove('open');
    return true;
  }
}

/**
 * @param {Element} row
 * @param {boolean} down
 * @returns {HTMLElement | null} the next one that is shown
 */
function neighbour(row, down) {
  /** @type {Element | null} */
  let at = row;
  do
    at =
      sibling(at, down, '.event') ??
      firstOf(sibling(parentOf(at, '.rows'), down, '.rows'), down) ??
      acrossExchanges(at, down);
  while (at instanceof HTMLElement && (at.hidden || at.closest('.exchange[hidden]')));
  return /** @type {HTMLElement | null} */ (at);
}

/** @param {Element} row @param {string} selector */
const parentOf = (row, selector) => row.closest(selector);

/** @param {Element | null} element @param {boolean} down @param {string} selector */
function sibling(element, down, selector) {
  let at = (down ? element?.nextElementSibling : element?.previousElementSibling) ?? null;
  while (at && !at.matches(selector)) at = down ? at.nextElementSibling : at.previousElementSibling;
  return at;
}

/** @param {Element | null} rows @param {boolean} down */
const firstOf = (rows, down) => (down ? rows?.firstElementChild : rows?.lastElementChild) ?? null;

/** @param {Element} row @param {boolean} down */
function acrossExchanges(row, down) {
  for (let at = sibling(row.closest('.exchange'), down, '.exchange'); at; at = sibling(at, down, '.exchange')) {
    const rows = at.querySelectorAll('.rows');
    const found = firstOf(rows[down ? 0 : rows.length - 1] ?? null, down);
    if (found) return found;
  }
  return null;
}
