// The message box: grows with its text, keeps the draft, knows which Enter sends.

import { recall, remember } from './storage.js';

export class Composer {
  /** @param {HTMLTextAreaElement} box */
  constructor(box) {
    this.box = box;
    this.grows = CSS.supports('field-sizing', 'content');
    this.set(recall('draft') || box.value);
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
    remember('draft', this.box.value);
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
