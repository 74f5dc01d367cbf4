// A conversation played again from its journal: through a core of its own, without key or network.

import { I } from './strings.js';

const kNetwork = new Set(['http_head', 'message', 'body', 'http_end']);
const kLongest = 1000; // ms between two things that the user did, however long it was

export class Replay {
  /**
   * @param {import('../../conversation/conversations.js').Conversations} all
   * @param {import('../../conversation/live.js').Live} of what is replayed
   * @param {string[]} entries of its journal
   * @param {{time: number, kind: string}[]} index of them
   * @param {(text: string) => void} notice
   */
  constructor(all, of, entries, index, notice) {
    this.of = of.id;
    this.entries = entries;
    this.index = index;
    this.speed = 1;
    this.playing = false;
    this.at = 0; // the next entry
    this.come = 0; // events that have come
    this.events = index.filter(({ kind }) => kind === 'message').length;
    this.clock = index[0]?.time ?? 0; // time in the recording
    this.due = 0; // when the next entry comes, by the page's clock
    /** @type {Timer} */
    this.timer = 0;
    /** A conversation that is kept nowhere. */
    this.live = all.reader();
    const { live } = this;
    Object.assign(live, { entries });
    const tick = live.view.tick.bind(live.view);
    live.view.tick = () => tick(this.clock);
    live.do = async () => notice(I.replayOnly);
    const close = live.close.bind(live);
    live.close = () => {
      this.play(false);
      close();
      all.journals.all.delete(live.id);
    };
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
    this.next();
  }

  /** How long until the next entry. */
  wait() {
    const input = this.index[this.at];
    if (!input) return 0;
    const between = Math.max(0, input.time - this.clock);
    return (kNetwork.has(input.kind) ? between : Math.min(between, kLongest)) / this.speed;
  }

  /** Takes what is due by now; several at once where they come faster than frames. */
  next() {
    const now = performance.now();
    const from = this.at;
    while (!this.over && this.due <= now) {
      this.pass();
      this.due += this.wait();
    }
    if (this.at > from) this.take(from);
    if (this.over) this.playing = false;
    else this.timer = setTimeout(() => this.next(), Math.max(0, this.due - performance.now()));
  }

  /** The next event, with all that went before it. */
  step() {
    this.play(false);
    const from = this.at;
    while (!this.over && this.pass() !== 'message');
    this.take(from);
  }

  /** @returns {string} kind of the entry that was passed */
  pass() {
    const { time, kind } = this.index[this.at++];
    this.clock = Math.max(this.clock, time);
    if (kind === 'message') ++this.come;
    return kind;
  }

  /** @param {number} from the entry */
  take(from) {
    this.live.feed({ entries: this.entries.slice(from, this.at), damaged: false });
  }
}
