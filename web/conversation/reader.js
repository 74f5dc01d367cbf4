// Reads a conversation's journal as it grows, and asks the tab that owns the conversation to do what its
// user wants. All tabs begin as readers; the one that gets the lock becomes the owner.

import { loadAllReading } from '../chat/text_block.js';
import { Owner } from './owner.js';
import { Role } from './role.js';

/** @typedef {import('./conversation.js').Conversation} Conversation */

export class Reader extends Role {
  /**
   * @param {Conversation} conversation
   * @param {{hold?: import('../tabs/tabs.js').Hold | null, isLookingOn?: boolean}} [how] hold: of the lock,
   *     if it is already there
   */
  constructor(conversation, { hold = null, isLookingOn = false } = {}) {
    super(conversation);
    this.hold = hold;
    this.isLookingOn = isLookingOn;
    /** @type {Promise<void>} one reading after another */
    this.reading = Promise.resolve();
  }

  async begin() {
    const { conversation } = this;
    const { all, id } = conversation;
    conversation.damaged = all.library.records.get(id)?.damaged ?? false;
    loadAllReading().catch(() => {}); // while the journal is read; without it texts stand as they came
    await this.grown();
    if (conversation.isOver) return this.hold?.release();
    conversation.loaded = true;
    all.changed(conversation, []);
    if (!this.isLookingOn) void this.own();
  }

  /** Feeds what the journal has and the core has not. */
  grown() {
    const { conversation } = this;
    this.reading = this.reading.then(async () => {
      if (conversation.owner || conversation.isOver) return;
      const piece = await conversation.journal.read(conversation.fed);
      if (!conversation.isOver) conversation.feed(piece);
    });
    return this.reading;
  }

  /** Waits until no other tab owns it, and takes up what was under way. */
  async own() {
    const { conversation } = this;
    const { all, life, journal, lockName } = conversation;
    try {
      this.hold ??= await all.locks.wait(lockName, life.signal, () => conversation.lost());
    } catch (error) {
      if (life.signal.aborted) return;
      throw error;
    }
    if (!life.signal.aborted) await this.grown();
    if (life.signal.aborted) return this.hold.release();
    conversation.feed(journal.takeCopy());
    const owner = new Owner(conversation, this.hold);
    conversation.role = owner;
    owner.goOn();
  }

  /**
   * @param {string} word
   * @param {import('./conversation.js').Order} order
   */
  take(word, { inputs }) {
    const { all, id } = this.conversation;
    all.tabs.post('order', { id, word, inputs });
  }

  /** Another tab owns it now, and knows of nothing yet. */
  forward() {
    for (const [word, order] of this.conversation.orders) this.take(word, order);
  }
}
