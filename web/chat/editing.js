// Which message is being rewritten, if any. What that takes loads with the first one.

import { kSpace } from '../keep/storage.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

export class Editing {
  /** @param {import('../core/sender.js').Sender} sender */
  constructor(sender) {
    this.sender = sender;
    /** @type {import('./rewriting.js').Rewriting | null} */
    this.rewriting = null;
  }

  /** @returns {import('./editor.js').Editor | null} */
  get editor() {
    return this.rewriting?.editor ?? null;
  }

  async load() {
    const { Rewriting } = await import('./rewriting.js');
    return (this.rewriting ??= new Rewriting(this.sender));
  }

  /** @param {number} id of a turn */
  async open(id) {
    if (this.rewriting) return this.rewriting.open(id);
    // It must not go out while that is loaded.
    if (this.sender.turn(id)?.state === 'queued') void this.sender.input('hold_turn', { id, arg: 1 });
    (await this.load()).open(id);
  }

  /** What was being written when this conversation was left goes on. @param {Conversation} live that is shown */
  async takeUp(live) {
    if (draftOf(live.id)) (await this.load()).takeUp(live);
  }

  /** The last queued message. */
  get last() {
    return this.sender.turn(this.sender.live?.view.queue.at(-1) ?? 0);
  }

  /** @returns {boolean} */
  get canTakeBack() {
    return !!this.last && !this.sender.composer.text && !this.editor;
  }

  /** The last queued message goes back into the empty box. */
  takeBack() {
    const { last, sender } = this;
    if (!last) return;
    sender.composer.give(last.message);
    void sender.input('remove', { id: last.id });
  }
}

// Of this tab: another one may show the same conversation, and has boxes of its own.

/** What is being written there. @param {string} conversation */
export function draftOf(conversation) {
  try {
    return sessionStorage.getItem(`${kSpace}.edit.${conversation}`) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string | undefined} conversation
 * @param {string} value empty forgets it
 */
export function keepDraft(conversation, value) {
  try {
    if (value) sessionStorage.setItem(`${kSpace}.edit.${conversation}`, value);
    else sessionStorage.removeItem(`${kSpace}.edit.${conversation}`);
  } catch {
    // It lasts as long as the page, then.
  }
}
