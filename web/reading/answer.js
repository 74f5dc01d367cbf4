// The answer of a turn, over all its texts: copied, shown as it came, with its sources.

import { actionButton } from '../ui/dom.js';
import { R } from './strings.js';

/** @typedef {import('./reading.js').Reading} Reading */

/** @type {WeakMap<Element, Answer>} by turn */
const answers = new WeakMap();

export class Answer {
  /** @param {Element} turn */
  constructor(turn) {
    this.turn = turn;
    /** @type {Set<Reading>} */
    this.readings = new Set();
    /** @type {HTMLElement | null} */
    this.sources = null;
    this.copy = actionButton('copy-answer', R.copyAnswer, { class: 'way' });
    this.raw = actionButton('show-raw', R.raw, {
      class: 'way',
      'aria-pressed': 'false',
      title: R.rawTitle,
      hidden: true,
    });
    turn.querySelector('.over')?.prepend(this.copy, this.raw);
  }

  /** @param {Element} turn */
  static of(turn) {
    const answer = answers.get(turn) ?? new Answer(turn);
    answers.set(turn, answer);
    return answer;
  }

  /** The texts of the answer as it stands, in order. */
  get texts() {
    const here = [...this.readings].filter(({ element }) => element.isConnected);
    this.readings = new Set(here);
    const isBefore = Node.DOCUMENT_POSITION_PRECEDING;
    return here.sort((one, other) => (one.element.compareDocumentPosition(other.element) & isBefore ? 1 : -1));
  }

  /** As it came. */
  get source() {
    return this.texts.map(({ block }) => block.source).join('\n\n');
  }

  get isRaw() {
    return this.raw.ariaPressed === 'true';
  }

  /** A text of it is read. @param {Reading} reading */
  add(reading) {
    this.readings.add(reading);
    if (!reading.isMarkdown) return;
    this.raw.hidden = false;
    reading.setRaw(this.isRaw);
  }

  /** @param {boolean} isRaw */
  setRaw(isRaw) {
    this.raw.ariaPressed = String(isRaw);
    for (const reading of this.texts) reading.setRaw(isRaw);
  }

  /** Marks what is cited, and lists the sources. */
  async cite() {
    const { placeMarks, Sources } = await import('./citations.js');
    const sources = new Sources();
    for (const { block, body } of this.texts) {
      const citations = sources.cite(block.source, block.annotations);
      if (body) placeMarks(body, citations);
    }
    this.sources?.remove();
    if (!sources.all.size) return;
    this.sources = sources.list();
    this.turn.querySelector('[data-part=answer]')?.after(this.sources);
  }
}
