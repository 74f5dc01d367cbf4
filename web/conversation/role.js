// What a tab does with a conversation: it owns it (owner.js), reads along (reader.js), or plays it again
// (replay.js). As it stands here: nothing.

/**
 * @typedef {import('./conversation.js').Conversation} Conversation
 * @typedef {{kind: string, id?: number, arg?: number, text?: string}} Input
 *
 * Something that the user wants done, until it is safe: a reload does not lose it.
 * @typedef {{inputs: Input[], applied: boolean, safe: () => void, failed: (error: unknown) => void}} Order
 */

export class Role {
  /** @param {Conversation} conversation */
  constructor(conversation) {
    this.conversation = conversation;
    this.isLookingOn = false; // for good: nothing can be sent
    /** @type {string[] | null} its journal, where it is kept nowhere */
    this.entries = null;
  }

  /** Resolves when all that was there is shown. */
  async begin() {
    this.conversation.loaded = true;
  }

  /**
   * @param {string} word the order's name among all tabs
   * @param {Order} order
   */
  take(word, order) {
    order.safe();
  }

  /** The orders that are not safe are given again: another tab owns the conversation. */
  forward() {}

  /** Another tab has written to the journal. */
  async grown() {}

  /** @param {number} now */
  tick(now) {
    this.conversation.view.tick(now);
  }

  destroy() {}
}
