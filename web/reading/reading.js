// One text of an answer, as it is read: Markdown where it has any, and else exactly the text.
//
// It is read piece by piece: blocks that are complete are never touched again, only the last one
// grows. What is far from the reader's eyes is left for later.

import { on } from '../ui/bus.js';
import { el } from '../ui/dom.js';
import { adopt } from '../ui/sheet.js';
import './actions.js';
import { Answer } from './answer.js';
import { patch } from './patch.js';
import css from './reading.css';

/** Text that would look different as Markdown. */
const kMarkup = new RegExp(
  [
    /^ {0,3}(#{1,6} |>|([-*+]|\d{1,9}[.)]) +\S|(```|~~~)|\|.*\|)/, // heading, quotation, item, code, table
    /\*\*\S|\*[^\s*].*\*|(^|\W)__?[^\s_].*_|`[^`\n]+`|~~\S/, // emphasis, code
    /&#?\w{2,31};|<br/, // entities, breaks
    /\[[^[\]\n]*\](\(|\[|:)|https?:\/\/|<https?:/, // links
    /\$\$|\\\(|\\\[|\$[^\s\d$].*\$|\$\d[^$\\^_={]*[\\^_={][^$]*\$/, // math
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

const kBoxes =
  '.block, .scroll, .footnote, figure, pre, ul, ol, li, blockquote, p, h2, h3, h4, h5, h6, table, tbody, tr, td';
const kMost = 500000; // characters that are read as Markdown; more stays text
const kCheap = 8; // ms that a rendering may always take; what takes longer
const kSliceMs = 8;
const kShare = 4; // waits so many times as long before the next one

adopt(css);

/** @type {typeof import('./markdown.js') | null} */
let markdown = null;
/** @type {Promise<void> | undefined} */
let loading;

/** @type {WeakMap<Element, Reading[]>} by the turn or step they stand in */
const waiting = new WeakMap();
/** @type {Reading[]} near enough to be read, but not yet */
const near = [];
const eyes = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      eyes.unobserve(target);
      near.push(...(waiting.get(target) ?? []));
      waiting.delete(target);
    }
    readNear();
  },
  { root: document.getElementById('log'), rootMargin: '1000px 0px' },
);

/** A few at a time, so that scrolling stays smooth; the newest first. */
function readNear() {
  const end = performance.now() + kSliceMs;
  while (near.length && performance.now() < end) near.pop()?.see();
  if (near.length) setTimeout(readNear);
}

/** @type {Reading[]} new, and not looked at */
const fresh = [];

/** What comes into sight with the page, as at the opening of a conversation, is read before it is painted. */
function readFresh() {
  const sight = document.getElementById('log')?.getBoundingClientRect();
  if (!sight) return;
  const inSight = [];
  for (const reading of fresh.splice(0).reverse()) {
    // To ask where a thought is would lay out its turn, however far away that is.
    if (!reading.answer) continue;
    const { top, bottom, height } = reading.place.getBoundingClientRect();
    if (height && bottom <= sight.top) break;
    if (height && top < sight.bottom) inSight.push(reading);
  }
  for (const reading of inSight) reading.see();
}

/** @type {Set<Reading>} to be rendered before the next frame */
const due = new Set();
// Before the page sees to its scroll position.
on('shown', () => due.forEach((reading) => reading.flush()));

export class Reading {
  /** @param {import('../chat/text_block.js').TextBlock} block that stands in the page */
  constructor(block) {
    this.block = block;
    /** @type {HTMLElement | null} in which the blocks of Markdown stand */
    this.body = null;
    this.isMarkdown = false;
    this.isRaw = false;
    this.line = ''; // the end of what was searched for markup
    this.isDue = false;
    this.cost = 0; // ms of the last rendering
    this.rendered = 0; // its time
    /** @type {Timer} */
    this.timer = 0;
    this.done = 0; // all before stands in complete blocks
    this.heading = 1; // level of the last one
    /** @type {Map<string, string>} targets of reference links */
    this.links = new Map();
    /** @type {Set<string>} labels of footnotes */
    this.notes = new Set();
    /** @type {HTMLElement[]} the last blocks, which may grow */
    this.open = [];
    /** @type {Element | null} where the last word stands, while more may come */
    this.end = null;
    this.step = /** @type {HTMLElement} */ (block.node.parentElement);
    const { step } = this;
    const turn = step.closest('[data-part=answer]') && step.closest('article');
    /** @type {Answer | null} that it is part of, if it is no thought */
    this.answer = turn ? Answer.of(turn) : null;
    this.isOfJson = turn instanceof HTMLElement && turn.dataset.format === 'json';
    this.isSeen = step.closest('[data-turn-state=streaming] [data-part=answer]') !== null;
    // What stands in a turn that is far away has no place; thoughts have none until they are unfolded.
    this.place = turn ?? step;
    this.search(block.source);
    if (this.isSeen) {
      step.removeAttribute('data-unread');
      this.changed();
      return;
    }
    this.wait();
    waiting.set(this.place, [...(waiting.get(this.place) ?? []), this]);
    eyes.observe(this.place);
    if (!fresh.length) queueMicrotask(readFresh);
    fresh.push(this);
  }

  /** It is not seen before it can be read, for a moment (chat/turn.css). */
  wait() {
    this.step.toggleAttribute('data-unread', this.isMarkdown && !markdown);
    if (this.isMarkdown) void this.load();
  }

  /** It leaves the page. */
  destroy() {
    clearTimeout(this.timer);
    this.isDue = false;
    due.delete(this);
    if (near.includes(this)) near.splice(near.indexOf(this), 1);
    eyes.unobserve(this.place);
    waiting.delete(this.place);
    this.answer?.readings.delete(this);
  }

  /** Everything anew. */
  start() {
    this.done = 0;
    this.heading = 1;
    this.links = new Map();
    this.notes = new Set();
    this.open = [];
    this.line = '';
    this.body?.replaceChildren();
  }

  /** What was asked for, and is that. */
  get isJson() {
    return this.isOfJson && /^\s*[[{]/.test(this.block.source);
  }

  /** What stands in the page. @returns {ChildNode} */
  get element() {
    return this.body && !this.isRaw ? this.body : this.block.node;
  }

  see() {
    this.isSeen = true;
    this.render();
  }

  /** @param {string} text more of it */
  grew(text) {
    if (!this.isMarkdown) this.search(text);
    if (this.isMarkdown) this.changed();
  }

  /**
   * There is more to it, or it is complete.
   * @param {boolean} [anew] it is another one
   */
  changed(anew = false) {
    if (anew) {
      this.start();
      this.search(this.block.source);
    }
    clearTimeout(this.timer);
    this.isDue = true;
    if (this.cost > kCheap && !this.block.isComplete) {
      this.timer = setTimeout(() => this.flush(), Math.max(0, this.rendered + this.cost * kShare - performance.now()));
    } else {
      due.add(this);
      queueMicrotask(() => this.flush());
    }
  }

  flush() {
    due.delete(this);
    if (!this.isDue) return;
    this.isDue = false;
    this.render();
  }

  render() {
    const { block } = this;
    if (this.isSeen) this.answer?.add(this);
    if (!this.isSeen || this.isRaw) return;
    if (!this.isMarkdown && !block.annotations.length) return;
    if (!markdown) return void this.load();
    const begin = performance.now();
    try {
      this.read();
    } catch (error) {
      this.setRaw(true); // whatever was wrong with it, its text is there
      throw error;
    }
    this.rendered = performance.now();
    this.cost = this.rendered - begin;
    if (block.annotations.length && block.isComplete) void this.answer?.cite();
  }

  /** Looks for markup. @param {string} text what is new */
  search(text) {
    const lines = this.line + text;
    this.isMarkdown = this.block.source.length < kMost && (this.isJson || kMarkup.test(lines));
    this.line = lines.slice(Math.max(lines.lastIndexOf('\n') + 1, lines.length - 1000));
  }

  async load() {
    loading ??= import('./markdown.js').then((module) => void (markdown = module));
    await loading.catch(() => (loading = undefined)); // it stays text
    this.step.removeAttribute('data-unread');
    if (markdown) this.render();
  }

  read() {
    const { source, isComplete } = this.block;
    if (!markdown) return;
    if (!this.body) {
      this.body = el('div', { class: 'markdown' });
      this.block.node.replaceWith(this.body);
    }
    // Links may have their targets at the end, footnotes their texts.
    if (isComplete && /^ {0,3}\[[^\]\n]+\]:/m.test(source)) this.start();
    const text = source.slice(this.done);
    const before = { links: new Map(this.links), notes: new Set(this.notes), heading: this.heading };
    const blocks = this.isJson
      ? markdown.json(text)
      : this.isMarkdown
        ? markdown.render(text, before, isComplete ? '' : markdown.closing(text))
        : markdown.plain(text);
    blocks.forEach(({ element, start, end }, at) => {
      element.dataset.start = String(this.done + start);
      element.dataset.end = String(this.done + end);
      if (this.open[at]) patch(this.open[at], element);
      else this.body?.append((this.open[at] = element));
    });
    for (const gone of this.open.splice(blocks.length)) gone.remove();
    // What begins in a line that is not over may turn out to go on with the block before.
    const line = markdown.lineStart(text, text.length);
    let last = blocks.length - 1;
    if (last > 0 && blocks[last].start >= line) --last;
    if (last > 0) {
      this.links = before.links;
      this.notes = before.notes;
      this.heading = blocks[last - 1].heading;
    }
    this.done += blocks[last].start;
    this.showEnd();
    void this.finish(this.open.splice(0, last));
    if (isComplete) void this.finish(this.open);
    else void this.typeset(this.open);
  }

  /** Behind the last word of what still grows the caret stands (chat/turn.css). */
  showEnd() {
    const end = this.block.isComplete || !this.body ? null : lastBox(this.body);
    if (end === this.end) return;
    this.end?.removeAttribute('data-caret');
    end?.setAttribute('data-caret', '');
    this.end = end;
  }

  /** What is only done with blocks that do not change any more. @param {HTMLElement[]} blocks */
  async finish(blocks) {
    void this.typeset(blocks);
    const code = blocks.flatMap((block) => [
      ...block.querySelectorAll('code[data-language]:not([data-language=""], [data-lit])'),
    ]);
    if (!code.length) return;
    const { highlight } = await import('./highlight.js');
    for (const element of code) highlight(/** @type {HTMLElement} */ (element));
  }

  /** @param {HTMLElement[]} blocks */
  async typeset(blocks) {
    const kPending = '.math[data-tex]:not([data-typeset])';
    if (!blocks.some((block) => block.querySelector(kPending))) return;
    const { typeset } = await import('./math.js');
    for (const block of blocks)
      for (const place of block.querySelectorAll(kPending)) typeset(/** @type {HTMLElement} */ (place));
  }

  /** @param {boolean} isRaw shown as it came */
  setRaw(isRaw) {
    if (isRaw === this.isRaw) return;
    const before = this.element;
    this.isRaw = isRaw;
    if (isRaw) this.block.node.data = this.block.source;
    else this.render();
    if (before !== this.element) before.replaceWith(this.element);
  }
}

/**
 * What stands innermost at the end of a box, and is one.
 * @param {Element} box
 * @returns {Element}
 */
function lastBox(box) {
  let last = box.lastElementChild;
  while (last && !last.matches(kBoxes)) last = last.previousElementSibling;
  return last ? lastBox(last) : box;
}
