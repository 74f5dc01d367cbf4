// The steps of an answer: text, thoughts, tools and images, each kind in one part of the turn.

import { el, setText } from './dom.js';
import { parseJson, prettyJson, shorten, size } from './format.js';
import { S } from './strings.js';
import { TextBlock } from './text_block.js';

/**
 * Content of a model_output or thought step: blocks in order, texts that only grow.
 */
class Blocks {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    /** @type {(TextBlock | HTMLElement)[]} */
    this.blocks = [];
    /** @type {string[]} object URLs to release */
    this.urls = [];
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
        /** @type {TextBlock} */ (this.blocks[at]).set(item.text, item.annotations);
      } else if (!old || old instanceof TextBlock) {
        this.put(this.media(item), at);
      } else if (old.localName === 'pre') {
        setText(old, prettyJson(item));
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
    this.blocks[at] = block;
    if (block instanceof TextBlock) block.read();
  }

  /** Nothing more will come. */
  settle() {
    for (const block of this.blocks) if (block instanceof TextBlock) block.settle();
  }

  /** @param {any} item */
  media(item) {
    const type = typeof item?.mime_type === 'string' ? item.mime_type : '';
    if (typeof item?.data === 'string' && /^image\/(png|jpeg|webp|gif|bmp|heic|heif)$/.test(type)) {
      const url = blobUrl(item.data, type);
      if (url) {
        this.urls.push(url);
        return el('img', { src: url, alt: S.image });
      }
    }
    return el('pre', { class: 'json' }, prettyJson(item));
  }

  remove() {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.parent.remove();
  }
}

/**
 * @param {string} base64
 * @param {string} type
 */
function blobUrl(base64, type) {
  try {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
    return URL.createObjectURL(new Blob([bytes], { type }));
  } catch {
    return '';
  }
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
    /** @type {Map<number, HTMLElement>} */
    this.tools = new Map();
    /** @type {Map<number, any>} function calls and their results */
    this.calls = new Map();
    /** @type {Map<string, {part: HTMLElement, body: HTMLElement}>} */
    this.parts = new Map();
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  text(index, text) {
    this.blocks(this.answers, 'answer', index).append(text);
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  thought(index, text) {
    this.blocks(this.thoughts, 'thoughts', index).append(text);
  }

  /**
   * @param {number} index
   * @param {string} json
   */
  step(index, json) {
    const step = parseJson(json);
    if (step?.type === 'user_input') return;
    if (step?.type === 'thought') {
      const summary = Array.isArray(step.summary) ? step.summary : [];
      // Summary items are shown as one text, as their deltas were.
      if (summary.every((/** @type {any} */ item) => typeof item?.text === 'string')) {
        const text = summary.map((/** @type {any} */ item) => item.text).join('');
        if (text) this.blocks(this.thoughts, 'thoughts', index).set([{ text }]);
      } else {
        this.blocks(this.thoughts, 'thoughts', index).set(summary);
      }
    } else if (step?.type === 'model_output') {
      const content = Array.isArray(step.content) ? step.content : [];
      if (content.length) this.blocks(this.answers, 'answer', index).set(content);
    } else {
      this.tool(index, step, json);
    }
  }

  /**
   * @param {number} index
   * @param {any} step
   * @param {string} json
   */
  tool(index, step, json) {
    if (step?.type === 'function_call' || step?.type === 'function_result') this.calls.set(index, step);
    const body = this.part('tools').body;
    let card = this.tools.get(index);
    if (!card) {
      card = el(
        'details',
        { class: 'tool', 'data-step': index },
        el('summary', {}, el('code'), el('span', { class: 'gist' })),
        el('pre', { class: 'json' }),
      );
      this.tools.set(index, card);
      insertInOrder(body, card, index);
    }
    const [name, gist] = /** @type {HTMLCollectionOf<HTMLElement>} */ (card.children[0].children);
    setText(name, step?.name ?? step?.type ?? 'step');
    setText(gist, toolGist(step));
    setText(card.children[1], step ? prettyJson(step) : `${shorten(json, 2000)} (${size(json.length)})`);
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
        const body = el('div', { class: 'thought-text' });
        const part = el('details', { 'data-part': name }, el('summary', {}, S.thoughts), body);
        made = { part, body };
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

  /** Calls that have no result. @returns {any[]} */
  pendingCalls() {
    const steps = [...this.calls.entries()].sort(([a], [b]) => a - b).map(([, step]) => step);
    const answered = new Set(steps.filter(({ type }) => type === 'function_result').map((step) => step.call_id));
    return steps.filter(({ type, id }) => type === 'function_call' && !answered.has(id));
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
    for (const blocks of [...this.answers.values(), ...this.thoughts.values()]) blocks.settle();
  }

  clear() {
    for (const blocks of [...this.answers.values(), ...this.thoughts.values()]) blocks.remove();
    for (const { part } of this.parts.values()) part.remove();
    for (const map of [this.answers, this.thoughts, this.tools, this.calls, this.parts]) map.clear();
  }
}

/** @param {any} step */
function toolGist(step) {
  const about = step?.arguments ?? step?.result;
  if (about === undefined || about === '') return '';
  return shorten(typeof about === 'string' ? about : JSON.stringify(about), 120);
}

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} child
 * @param {number} place
 */
function insertInOrder(parent, child, place) {
  child.dataset.place = String(place);
  let next = null;
  for (const sibling of parent.children) {
    if (Number(/** @type {HTMLElement} */ (sibling).dataset.place) > place) {
      next = sibling;
      break;
    }
  }
  parent.insertBefore(child, next);
}
