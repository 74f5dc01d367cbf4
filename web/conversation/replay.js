// Plays a conversation again from its journal: through a session of its own, without key or network.

import { Role } from './role.js';

const kLongest = 1000; // ms between two things that the user did, however long it was

/** @typedef {import('../keep/archive.js').Indexed} Indexed */

export class Replay extends Role {
  /**
   * Begins one, which is kept nowhere.
   * @param {import('./conversations.js').Conversations} all
   * @param {string} of
   * @param {string[]} entries
   * @param {Indexed[]} index
   * @param {() => void} refuse
   */
  static async start(all, of, entries, index, refuse) {
    const conversation = all.begin((each) => new Replay(each, of, entries, index, refuse));
    await conversation.ready;
    return /** @type {Replay} */ (conversation.role);
  }

  /**
   * @param {import('./conversation.js').Conversation} conversation in which it is played
   * @param {string} of what is played
   * @param {string[]} entries of its journal
   * @param {Indexed[]} index of them
   * @param {() => void} refuse says that nothing can be sent
   */
  constructor(conversation, of, entries, index, refuse) {
    super(conversation);
    this.isLookingOn = true;
    this.of = of;
    this.entries = entries;
    this.index = index;
    this.refuse = refuse;
    this.speed = 1;
    this.playing = false;
    this.at = 0; // the next entry
    this.come = 0; // events that have come
    this.events = index.filter(({ kind }) => kind === 'event').length;
    this.clock = index[0]?.time ?? 0; // time in the recording
    this.due = 0; // when the next entry comes, by the page's clock
    /** @type {Timer} */
    this.timer = 0;
  }

  /**
   * @param {string} word
   * @param {import('./role.js').Order} order
   */
  take(word, order) {
    this.refuse();
    order.safe();
  }

  tick() {
    this.conversation.view.tick(this.clock);
  }

  destroy() {
    this.play(false);
  }

  get over() {
    return this.at >= this.entries.length;
  }

  /** @param {boolean} playing */
  play(playing) {
    clearTimeout(this.timer);
    this.playing = playing && !this.over;
    if (!this.playing) return;
    this.due = performance.now() + this.wait();
    this.giveDue();
  }

  /** How long until the next entry. */
  wait() {
    const input = this.index[this.at];
    if (!input) return 0;
    const between = Math.max(0, input.time - this.clock);
    return (input.kind === 'host' ? Math.min(between, kLongest) : between) / this.speed;
  }

  /** Gives what is due by now; several at once where they come faster than frames. */
  giveDue() {
    const now = performance.now();
    const from = this.at;
    while (!this.over && this.due <= now) {
      this.pass();
      this.due += this.wait();
    }
    if (this.at > from) this.give(from);
    if (this.over) this.playing = false;
    else this.timer = setTimeout(() => this.giveDue(), Math.max(0, this.due - performance.now()));
  }

  /** The next event, with all that went before it. */
  step() {
    this.play(false);
    const from = this.at;
    while (!this.over && this.pass() !== 'event');
    this.give(from);
  }

  /** @returns {string} kind of the entry that was passed */
  pass() {
    const { time, kind } = this.index[this.at++];
    this.clock = Math.max(this.clock, time);
    if (kind === 'event') ++this.come;
    return kind;
  }

  /** @param {number} from the entry */
  give(from) {
    this.conversation.feed({ entries: this.entries.slice(from, this.at), damaged: false });
  }
}
