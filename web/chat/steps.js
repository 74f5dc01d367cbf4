// The steps of an answer: text, thoughts, tools and images, each kind in one part of the turn.

import { childrenOf, copyOf, el, setText } from '../ui/dom.js';
import { parseJson, seconds, shorten } from '../ui/format.js';
import { listOf } from '../ui/outside.js';
import { once } from '../ui/once.js';
import { S } from '../ui/strings.js';
import { TextBlock } from './text_block.js';

// What waits for one of them goes on in order.
const loadTools = once(() => import('../reading/tools.js'));
const loadMedia = once(() => import('../reading/media.js'));

const thoughts = el(
  'details',
  { 'data-part': 'thoughts' },
  el('summary', {}, S.thoughts),
  el('div', { class: 'thought-text' }),
);

/**
 * Content of a model_output or thought step: blocks in order, texts that only grow.
 */
class Blocks {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    /** @type {(TextBlock | HTMLElement)[]} */
    this.blocks = [];
  }

  /** @param {string} text */
  append(text) {
    const last = this.blocks.at(-1);
    if (last instanceof TextBlock) last.append(text);
    else this.put(new TextBlock(text), this.blocks.length);
  }

  /**
   * Makes the blocks those of a step as it stands; what is already there is not touched.
   * @param {any[]} content
   */
  set(content) {
    content.forEach((item, at) => {
      const old = this.blocks[at];
      if (typeof item?.text === 'string') {
        if (!(old instanceof TextBlock)) this.put(new TextBlock(item.text), at);
        /** @type {TextBlock} */ (this.blocks[at]).set(item.text, listOf(item.annotations));
      } else if (!old || old instanceof TextBlock) {
        this.put(this.media(el('figure', { class: 'media' }), item), at);
      } else {
        this.media(old, item);
      }
    });
  }

  /**
   * @param {TextBlock | HTMLElement} block takes the place of what is there
   * @param {number} at
   */
  put(block, at) {
    const old = this.blocks[at];
    const element = block instanceof TextBlock ? block.node : block;
    if (old) (old instanceof TextBlock ? old.element : old).replaceWith(element);
    else this.parent.append(element);
    if (old instanceof HTMLElement) releaseMedia(old);
    this.blocks[at] = block;
    if (block instanceof TextBlock) block.read();
  }

  /** Nothing more will come. */
  settle() {
    for (const block of this.blocks) if (block instanceof TextBlock) block.settle();
  }

  /**
   * Something else than text.
   * @param {HTMLElement} place
   * @param {any} item
   */
  media(place, item) {
    loadMedia().then(({ showMedia }) => showMedia(place, item), notLoaded(place));
    return place;
  }

  /** Lets go of all that stands in it. */
  remove() {
    for (const block of this.blocks) if (block instanceof TextBlock) block.destroy();
    this.parent.remove();
    releaseMedia(this.parent);
  }
}

/** What is still to be shown is shown before. @param {HTMLElement} place whose media are not needed any more */
function releaseMedia(place) {
  if (!place.matches('.media') && !place.querySelector('.media')) return;
  loadMedia().then(
    ({ release }) => release(place),
    () => {}, // then they were not shown
  );
}

/** @param {HTMLElement} place */
function notLoaded(place) {
  return (/** @type {Error} */ { message }) => setText(place, S.notLoaded(message));
}

/** All steps of one turn. Parts are made when they first have something to show. */
export class Steps {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    /** @type {Map<number, Blocks>} */
    this.answers = new Map();
    /** @type {Map<number, Blocks>} */
    this.thoughts = new Map();
    this.thinking = 0; // times of the first and the last sign of it
    this.lastThought = 0;
    this.thinks = false; // its heading is that of the newest thought
    /** @type {Map<string, {part: HTMLElement, body: HTMLElement}>} */
    this.parts = new Map();
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  text(index, text) {
    if (!this.hasText) this.thinks = false;
    this.blocks(this.answers, 'answer', index).append(text);
  }

  /**
   * @param {number} index
   * @param {string} text
   * @param {number} time
   */
  thought(index, text, time) {
    this.blocks(this.thoughts, 'thoughts', index).append(text);
    this.think(time);
  }

  /** A sign of thinking. @param {number} time */
  think(time) {
    this.thinking ||= time;
    this.lastThought = time;
    this.thinks = true;
  }

  /** What it thinks about, or for how long it did. */
  showThinking() {
    const summary = this.parts.get('thoughts')?.part.firstElementChild;
    if (!summary) return;
    const time = this.lastThought - this.thinking;
    if (this.thinks) setText(summary, `${S.thoughts}: ${this.thoughtTitles().at(-1)}`);
    else setText(summary, time > 0 ? `${S.thoughts} · ${seconds(time)}` : S.thoughts);
  }

  /**
   * @param {number} index
   * @param {string} json
   * @param {number} time
   */
  step(index, json, time) {
    const step = parseJson(json);
    if (step?.type === 'user_input') return;
    if (step?.type === 'thought') {
      const summary = listOf(step.summary);
      // Summary items are shown as one text, as their deltas were.
      if (summary.every((item) => typeof item?.text === 'string')) {
        const text = summary.map((item) => item.text).join('');
        if (text) this.blocks(this.thoughts, 'thoughts', index).set([{ text }]);
      } else {
        this.blocks(this.thoughts, 'thoughts', index).set(summary);
      }
      this.think(time);
    } else if (step?.type === 'model_output') {
      const content = listOf(step.content);
      if (content.length) this.blocks(this.answers, 'answer', index).set(content);
    } else {
      this.tool(index, typeof step === 'object' && step ? step : { raw: json });
    }
  }

  /**
   * @param {number} index
   * @param {any} step
   */
  tool(index, step) {
    const { body } = this.part('tools');
    loadTools().then(({ showTool }) => showTool(body, index, step), notLoaded(body));
  }

  /**
   * @param {Map<number, Blocks>} map
   * @param {string} part
   * @param {number} index
   */
  blocks(map, part, index) {
    let blocks = map.get(index);
    if (!blocks) {
      const parent = el('div', { class: 'step', dir: 'auto', 'data-step': index });
      blocks = new Blocks(parent);
      map.set(index, blocks);
      insertInOrder(this.part(part).body, parent, index);
    }
    return blocks;
  }

  /** @param {string} name */
  part(name) {
    let made = this.parts.get(name);
    if (!made) {
      if (name === 'thoughts') {
        const part = copyOf(thoughts);
        made = { part, body: childrenOf(part)[1] };
      } else {
        const part = el('div', { 'data-part': name });
        made = { part, body: part };
      }
      this.parts.set(name, made);
      const order = ['thoughts', 'tools', 'answer'];
      insertInOrder(this.parent, made.part, order.indexOf(name));
    }
    return made;
  }

  /** What its thoughts were about, in order: their headings, or how they begin. @returns {string[]} */
  thoughtTitles() {
    const thoughts = [...this.thoughts.entries()].sort(([a], [b]) => a - b);
    return thoughts.flatMap(([, { parent }]) => {
      const text = parent.textContent ?? '';
      const headings = [...text.matchAll(/\*\*+([^*\n]+)\*\*/g)].map(([, heading]) => heading.trim());
      return headings.length ? headings : [shorten(text.trim().split('\n', 1)[0], 80)];
    });
  }

  get hasText() {
    return this.parts.has('answer');
  }

  /** Nothing more will come for now. */
  settle() {
    this.thinks = false;
    for (const blocks of [...this.answers.values(), ...this.thoughts.values()]) blocks.settle();
  }

  /** Also what is to be done before they are given up: addresses of media are let go of. */
  clear() {
    for (const blocks of [...this.answers.values(), ...this.thoughts.values()]) blocks.remove();
    this.parent.replaceChildren();
    this.thinking = this.lastThought = 0;
    for (const map of [this.answers, this.thoughts, this.parts]) map.clear();
  }
}

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} child
 * @param {number} place
 */
function insertInOrder(parent, child, place) {
  child.dataset.place = String(place);
  let after = null;
  for (const sibling of parent.children) {
    if (Number(/** @type {HTMLElement} */ (sibling).dataset.place) > place) {
      after = sibling;
      break;
    }
  }
  parent.insertBefore(child, after);
}
