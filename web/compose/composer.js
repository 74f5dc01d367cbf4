// The message box: grows with its text, keeps the draft, knows which Enter sends.

import { recall, remember } from '../keep/storage.js';

/** What is written to a conversation and not sent, or sent and not safe. */
class Draft {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
    this.text = recall(this.name);
    /** @type {string[]} sent, but not safe yet */
    this.held = [];
    this.isGone = false;
  }

  get name() {
    return this.id ? `draft.${this.id}` : 'draft';
  }

  keep() {
    if (!this.isGone) remember(this.name, [...this.held, this.text].filter(Boolean).join('\n\n'));
  }
}

export class Composer {
  /**
   * @param {HTMLTextAreaElement} box
   * @param {string} id of the conversation that is written to; empty: a new one
   */
  constructor(box, id) {
    this.box = box;
    this.grows = CSS.supports('field-sizing', 'content');
    /** @type {Map<string, Draft>} by conversation */
    this.drafts = new Map();
    this.draft = new Draft(id);
    this.drafts.set(id, this.draft);
    this.set(this.draft.text || box.value);
  }

  /**
   * Each conversation has a draft of its own.
   * @param {string} id
   */
  use(id) {
    if (this.draft.id === id) return;
    this.draft = this.drafts.get(id) ?? new Draft(id);
    this.drafts.set(id, this.draft);
    this.set(this.draft.text);
  }

  /**
   * What is being written belongs to this conversation, which was new until now.
   * @param {string} id
   */
  name(id) {
    remember(this.draft.name, '');
    this.drafts.delete(this.draft.id);
    this.drafts.set(id, this.draft);
    this.draft.id = id;
    this.draft.keep();
  }

  /** The conversation is no more. @param {string} id */
  forget(id) {
    const draft = this.drafts.get(id) ?? new Draft(id);
    draft.isGone = true;
    this.drafts.delete(id);
    remember(draft.name, '');
  }

  /**
   * Takes what is written to be sent. It stays in the draft until it is safe.
   * @param {Promise<void>} safe
   * @param {string} text
   */
  hold(safe, text) {
    const { draft } = this;
    draft.held.push(text);
    this.set('');
    const over = () => {
      draft.held.splice(draft.held.indexOf(text), 1);
      draft.keep();
    };
    safe.then(over, () => {
      over();
      if (draft === this.draft) return this.give(text);
      draft.text = [text, draft.text].filter(Boolean).join('\n\n');
      draft.keep();
    });
  }

  /** What was held to be sent cannot be: it goes back into the box. */
  release() {
    const texts = this.draft.held.splice(0);
    if (texts.length) this.give(texts.join('\n\n'));
  }

  get text() {
    return this.box.value;
  }

  /** @param {string} text */
  set(text) {
    this.box.value = text;
    this.changed();
  }

  /**
   * Puts text back without touching what is being typed.
   * @param {string} text
   */
  give(text) {
    this.set(this.box.value ? `${text}\n\n${this.box.value}` : text);
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  changed() {
    this.draft.text = this.box.value;
    this.draft.keep();
    if (this.grows) return;
    this.box.style.setProperty('height', 'auto');
    this.box.style.setProperty('height', `${this.box.scrollHeight}px`);
  }
}

/**
 * The SubmitMode an Enter asks for, or empty when it does not send.
 * @param {KeyboardEvent} event
 * @returns {'' | 'queued' | 'parallel' | 'interrupt'}
 */
export function submitMode(event) {
  if (event.key !== 'Enter' || event.altKey) return '';
  // An Enter that confirms a candidate of an input method; Safari reports only the key code.
  if (event.isComposing || event.keyCode === 229) return '';
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? 'interrupt' : 'parallel';
  // Phones have no Shift+Enter: there Enter makes a line, and the button sends.
  if (event.shiftKey || matchMedia('(hover: none) and (pointer: coarse)').matches) return '';
  return 'queued';
}
