// What a reader can do with an answer: copy its text, see it as it came.

import { actionButton, el } from '../dom.js';
import { R } from './strings.js';

/** @type {WeakMap<Element, Bar>} by turn */
const bars = new WeakMap();

class Bar {
  /** @param {Element} turn */
  constructor(turn) {
    /** @type {Set<import('./reading.js').Reading>} */
    this.readings = new Set();
    this.copy = actionButton('copy', R.copyAnswer, { class: 'way' });
    this.raw = el('button', { type: 'button', class: 'way', 'aria-pressed': 'false', title: R.rawTitle, hidden: true }, R.raw);
    this.copy.addEventListener('click', () => (this.copy.dataset.text = this.texts.map(({ block }) => block.source).join('\n\n')));
    this.raw.addEventListener('click', () => this.setRaw(this.raw.ariaPressed !== 'true'));
    turn.querySelector('.over')?.prepend(this.copy, this.raw);
  }

  /** The readings of the answer as it stands, in order. */
  get texts() {
    const here = [...this.readings].filter(({ element }) => element.isConnected);
    this.readings = new Set(here);
    const isBefore = Node.DOCUMENT_POSITION_PRECEDING;
    return here.sort((one, other) => (one.element.compareDocumentPosition(other.element) & isBefore ? 1 : -1));
  }

  /** @param {boolean} isRaw */
  setRaw(isRaw) {
    this.raw.setAttribute('aria-pressed', String(isRaw));
    for (const reading of this.texts) reading.setRaw(isRaw);
  }
}

/**
 * A text of an answer is read.
 * @param {import('./reading.js').Reading} reading
 * @param {Element | null} turn
 */
export function addToBar(reading, turn) {
  if (!turn) return;
  const bar = bars.get(turn) ?? new Bar(turn);
  bars.set(turn, bar);
  bar.readings.add(reading);
  if (!reading.isMarkdown) return;
  bar.raw.hidden = false;
  reading.setRaw(bar.raw.ariaPressed === 'true');
}
