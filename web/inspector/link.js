// From an event to the piece of answer that it made, and back. Rendered blocks carry where in the
// step's text they come from (data-start, data-end); elsewhere the text is as it came.

/**
 * @typedef {import('../exchange.js').Entry} Entry
 * @typedef {import('../exchange.js').Piece} Piece
 */

const kName = 'event-piece';

export class Link {
  /** @param {HTMLElement} log */
  constructor(log) {
    this.log = log;
    /** @type {Element[]} blocks that are lit as a whole */
    this.lit = [];
    /** @type {Entry[]} whose pieces are lit */
    this.entries = [];
  }

  clear() {
    for (const block of this.lit) block.classList.remove('lit');
    this.lit = [];
    this.entries = [];
    CSS.highlights?.delete(kName);
  }

  /**
   * Lights up what these events made.
   * @param {Entry[]} entries
   * @param {boolean} [scroll] and brings the first of it into sight
   */
  light(entries, scroll = true) {
    this.clear();
    this.entries = entries;
    /** @type {Range[]} */
    const ranges = [];
    for (const entry of entries) {
      const step = this.step(entry.exchange.turn, entry.made?.step ?? entry.step);
      if (step) this.find(step, entry.made, ranges);
    }
    if (ranges.length && CSS.highlights) CSS.highlights.set(kName, new Highlight(...ranges));
    else if (ranges.length) for (const range of ranges) this.mark(range.startContainer.parentElement);
    const first = ranges[0] ?? this.lit[0];
    if (first && scroll) this.bring(first);
  }

  /** What the stream has added since may have been drawn anew. */
  again() {
    if (this.entries.length) this.light(this.entries, false);
  }

  /**
   * @param {number} turn
   * @param {number} index
   */
  step(turn, index) {
    if (index < 0) return null;
    return this.log.querySelector(`article[data-turn="${turn}"] [data-step="${index}"]`);
  }

  /** @param {Element | null} block */
  mark(block) {
    if (!block || this.lit.includes(block)) return;
    block.classList.add('lit');
    this.lit.push(block);
  }

  /**
   * @param {Element} step
   * @param {Piece | null} piece null: all of it
   * @param {Range[]} ranges
   */
  find(step, piece, ranges) {
    const blocks = [.../** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll('[data-start]'))];
    if (!piece) {
      this.mark(step);
    } else if (!blocks.length) {
      const range = rangeOf(step, piece.start, piece.end);
      if (range) ranges.push(range);
    } else {
      const touched = blocks.filter(({ dataset }) => Number(dataset.start) < piece.end && Number(dataset.end) > piece.start);
      // Of blocks within blocks the innermost.
      for (const block of touched) if (!touched.some((other) => other !== block && block.contains(other))) this.mark(block);
    }
  }

  /** @param {Range | Element} what */
  bring(what) {
    const inside = what instanceof Range ? what.startContainer.parentElement : what;
    for (let at = inside; at && at !== this.log; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
    const box = what.getBoundingClientRect();
    const frame = this.log.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    this.log.scrollTop += box.top - frame.top - frame.height / 3;
  }

  /**
   * Which part of which step was clicked.
   * @param {MouseEvent} event
   * @returns {{turn: number, piece: Piece} | null}
   */
  pieceAt({ target, clientX, clientY }) {
    const step = target instanceof Element ? target.closest('[data-step]') : null;
    const turn = Number(step?.closest('article')?.dataset.turn ?? 0);
    if (!(step instanceof HTMLElement) || !turn) return null;
    const found = { step: Number(step.dataset.step), start: 0, end: Infinity, thought: false };
    const block = /** @type {Element} */ (target).closest('[data-start]');
    if (block instanceof HTMLElement && step.contains(block)) {
      found.start = Number(block.dataset.start);
      found.end = Number(block.dataset.end);
    } else if (!step.querySelector('[data-start]')) {
      const offset = offsetAt(step, clientX, clientY);
      if (offset >= 0) {
        found.start = offset;
        found.end = offset + 1;
      }
    }
    return { turn, piece: found };
  }
}

/**
 * The events that made a piece of an answer, of the newest time that it was made.
 * @param {import('../events.js').Events} events
 * @param {number} turn
 * @param {Piece} piece
 */
export function eventsOf(events, turn, { step, start, end }) {
  /** @type {Entry[]} */
  const found = [];
  for (const exchange of events.exchanges.filter((each) => each.turn === turn).reverse()) {
    const here = exchange.entries.filter((entry) =>
      entry.made ? entry.made.step === step && entry.made.start < end && entry.made.end > start : end === Infinity && entry.step === step,
    );
    found.unshift(...here);
    // What went before a request that began anew was made anew.
    if (found.length && exchange.head.startsWith('POST')) break;
  }
  return found;
}

/** @param {Element} step */
function* textsOf(step) {
  const walker = document.createTreeWalker(step, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = /** @type {Text | null} */ (walker.nextNode()); node; node = /** @type {Text | null} */ (walker.nextNode())) {
    yield { node, at };
    at += node.length;
  }
}

/**
 * @param {Element} step
 * @param {number} start
 * @param {number} end
 */
function rangeOf(step, start, end) {
  const range = new Range();
  let found = false;
  for (const { node, at } of textsOf(step)) {
    if (!found && start < at + node.length) {
      range.setStart(node, Math.max(0, start - at));
      found = true;
    }
    if (found) range.setEnd(node, Math.min(node.length, end - at));
    if (end <= at + node.length) break;
  }
  return found ? range : null;
}

/**
 * @param {Element} step
 * @param {number} x
 * @param {number} y
 * @returns {number} offset into its text, or -1
 */
function offsetAt(step, x, y) {
  const of = /** @type {any} */ (document);
  const position = of.caretPositionFromPoint?.(x, y);
  const range = position ? null : of.caretRangeFromPoint?.(x, y);
  const node = position?.offsetNode ?? range?.startContainer;
  const offset = position?.offset ?? range?.startOffset ?? 0;
  for (const text of textsOf(step)) {
    if (text.node !== node) continue;
    // A caret stands right of a letter whose right half was clicked.
    const before = new Range();
    before.setStart(text.node, Math.max(0, offset - 1));
    before.setEnd(text.node, offset);
    const box = before.getBoundingClientRect();
    const inBefore = offset > 0 && x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    return text.at + Math.max(0, Math.min(inBefore ? offset - 1 : offset, text.node.length - 1));
  }
  return -1;
}
