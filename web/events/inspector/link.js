// From an event to the piece of answer that it made, and back. Text that is read as Markdown stands
// in blocks that say where it comes from (data-start, data-end); as a rule all of it is still there.

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
    // What is lit may be drawn anew: as Markdown, or as more comes.
    this.observer = new MutationObserver(() => this.light(this.entries, false));
  }

  clear() {
    this.observer.disconnect();
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
      if (!step) continue;
      this.find(step, entry.made, ranges);
      this.observer.observe(step, { childList: true, subtree: true });
    }
    if (ranges.length && CSS.highlights) CSS.highlights.set(kName, new Highlight(...ranges));
    else if (ranges.length) for (const range of ranges) this.mark(range.startContainer.parentElement);
    const first = ranges[0] ?? this.lit[0];
    if (first && scroll) this.bring(first);
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
    if (!piece) return this.mark(step);
    for (const part of partsOf(step)) {
      if (part.start >= piece.end || part.end <= piece.start) continue;
      const range = part.isWhole ? rangeOf(part.node, piece.start - part.start, piece.end - part.start) : null;
      if (range) ranges.push(range);
      else this.mark(part.node instanceof Element ? part.node : step);
    }
  }

  /** @param {Range | Element} what */
  bring(what) {
    const inside = what instanceof Range ? what.startContainer.parentElement : what;
    for (let at = inside; at && at !== this.log; at = at.parentElement)
      if (at instanceof HTMLDetailsElement) at.open = true;
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
    const caret = caretAt(clientX, clientY);
    const part = [...partsOf(step)].find(({ node }) => caret && node.contains(caret.node));
    if (caret && part) {
      const offset = part.isWhole ? offsetIn(part.node, caret) : -1;
      found.start = offset < 0 ? part.start : part.start + offset;
      found.end = offset < 0 ? part.end : found.start + 1;
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
      entry.made
        ? entry.made.step === step && entry.made.start < end && entry.made.end > start
        : end === Infinity && entry.step === step,
    );
    found.unshift(...here);
    // What went before a request that began anew was made anew.
    if (found.length && exchange.isPost) break;
  }
  return found;
}

/**
 * Where the text of a step stands: as text nodes, or as blocks.
 * @param {Element} step
 * @returns {Generator<{node: Node, start: number, end: number, isWhole: boolean}>}
 *     isWhole: its text content is the very text
 */
function* partsOf(step) {
  let base = 0;
  for (const child of step.childNodes) {
    if (child instanceof Text) {
      yield { node: child, start: base, end: base + child.length, isWhole: true };
      base += child.length;
      continue;
    }
    let last = 0;
    for (const block of /** @type {Element} */ (child).children) {
      const { start, end } = /** @type {HTMLElement} */ (block).dataset;
      if (start === undefined) continue;
      last = Number(end);
      const isWhole = block.textContent?.length === last - Number(start);
      yield { node: block, start: base + Number(start), end: base + last, isWhole };
    }
    base += last;
  }
}

/** @param {Node} root */
function* textsOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = root instanceof Text ? root : walker.nextNode(); node; node = walker.nextNode()) {
    const text = /** @type {Text} */ (node);
    yield { node: text, at };
    at += text.length;
  }
}

/**
 * @param {Node} root
 * @param {number} start into its text
 * @param {number} end
 */
function rangeOf(root, start, end) {
  const range = new Range();
  let found = false;
  for (const { node, at } of textsOf(root)) {
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
 * @param {number} x
 * @param {number} y
 * @returns {{node: Node, offset: number} | null} the letter that is there
 */
function caretAt(x, y) {
  const of = /** @type {any} */ (document);
  const position = of.caretPositionFromPoint?.(x, y);
  const range = position ? null : of.caretRangeFromPoint?.(x, y);
  const node = position?.offsetNode ?? range?.startContainer;
  const offset = position?.offset ?? range?.startOffset ?? 0;
  if (!(node instanceof Text)) return node ? { node, offset: -1 } : null;
  // A caret stands right of a letter whose right half was clicked.
  const before = new Range();
  before.setStart(node, Math.max(0, offset - 1));
  before.setEnd(node, offset);
  const box = before.getBoundingClientRect();
  const inBefore = offset > 0 && x >= box.left && x < box.right && y >= box.top && y < box.bottom;
  return { node, offset: Math.max(0, Math.min(inBefore ? offset - 1 : offset, node.length - 1)) };
}

/**
 * @param {Node} root
 * @param {{node: Node, offset: number}} caret
 * @returns {number} offset into its text, or -1
 */
function offsetIn(root, caret) {
  for (const { node, at } of textsOf(root)) if (node === caret.node && caret.offset >= 0) return at + caret.offset;
  return -1;
}
