// Room for streams: at most four are open at once over all tabs, since browsers allow six HTTP/1.1
// connections to an origin. When a fifth wants to begin, one that nobody looks at is parked: it runs
// on unread in the proxy, and is caught up when there is room or when it is looked at.

const kStreams = 4;
const kLookMs = 1000; // between looks at whether another tab has made room

/**
 * What the budget must know of who streams, or wants to, and cannot know itself.
 * @typedef {{
 *   post: () => boolean, looked: () => boolean, begin: () => void, park: () => void,
 * }} Reader  post: it begins with this; looked: somebody looks at it
 *
 * Of all readers of this tab; learn: what came since is heard of.
 * @typedef {{learn: () => void, unpark: () => void, anyParked: () => boolean}} Readers
 */

/** A stream that is open or wants to be. */
export class Stream {
  /**
   * @param {Budget} budget
   * @param {Reader} reader
   */
  constructor(budget, reader) {
    this.budget = budget;
    this.reader = reader;
    this.since = Date.now();
    /** @type {import('./tabs.js').Hold | null} */
    this.hold = null;
    this.headed = false; // surely arrived: it may be parked
    this.parking = false;
    this.gone = false;
  }

  /** Its response has begun. */
  head() {
    this.headed = true;
    if (this.budget.waiting.size) void this.budget.serve();
  }

  /** It is over, or wants no room any more. */
  leave() {
    this.gone = true;
    this.budget.waiting.delete(this);
    this.budget.open.delete(this);
    this.hold?.release();
  }
}

export class Budget {
  /**
   * @param {import('./tabs.js').Tabs} tabs
   * @param {import('./tabs.js').Locks} locks
   * @param {Readers} readers
   * @param {number} [look] ms between looks
   */
  constructor(tabs, locks, readers, look = kLookMs) {
    this.tabs = tabs;
    this.locks = locks;
    this.readers = readers;
    this.look = look;
    /** @type {Set<Stream>} */
    this.open = new Set();
    /** @type {Set<Stream>} */
    this.waiting = new Set();
    /** @type {Set<number>} slots that this tab has */
    this.slots = new Set();
    this.serving = false;
    this.again = false;
    /** @type {Timer} */
    this.timer = 0;
    tabs.on('room?', ({ post }) => this.makeRoom(post));
    tabs.on('room', () => this.serve());
  }

  /**
   * It begins when there is room.
   * @param {Reader} reader
   */
  ask(reader) {
    const stream = new Stream(this, reader);
    this.waiting.add(stream);
    void this.serve();
    return stream;
  }

  /** Lets in who waits, as far as there is room. */
  async serve() {
    this.again = true;
    if (this.serving) return;
    this.serving = true;
    while (this.again) {
      this.again = false;
      const stream = this.first();
      if (!stream && !this.readers.anyParked()) break;
      const hold = await this.slot();
      if (hold && stream && !stream.gone) {
        this.waiting.delete(stream);
        this.open.add(stream);
        stream.hold = hold;
        stream.reader.begin();
        this.again = true;
      } else if (hold) {
        hold.release(false);
        if (stream) this.again = true;
        else if (!this.waiting.size) this.readers.unpark();
      } else if (stream && !this.makeRoom(stream.reader.post(), stream.reader.looked())) {
        this.tabs.post('room?', { post: stream.reader.post() });
      }
    }
    this.serving = false;
    clearTimeout(this.timer);
    if (this.waiting.size || this.readers.anyParked()) this.timer = setTimeout(() => this.serve(), this.look);
  }

  /** Who goes first: what is looked at, then what begins, then the one that waits longest. */
  first() {
    const rank = (/** @type {Stream} */ { reader }) => (reader.looked() ? 2 : 0) + (reader.post() ? 1 : 0);
    return [...this.waiting].sort((a, b) => rank(b) - rank(a) || a.since - b.since)[0];
  }

  async slot() {
    for (let slot = 0; slot < kStreams; ++slot) {
      if (this.slots.has(slot)) continue;
      this.slots.add(slot);
      const hold = await this.locks.try(`stream.${slot}`);
      if (!hold) {
        this.slots.delete(slot);
        continue;
      }
      const release = (tell = true) => {
        hold.release();
        this.slots.delete(slot);
        if (!tell) return;
        this.tabs.post('room');
        void this.serve();
      };
      return { release };
    }
    return null;
  }

  /**
   * Parks a stream for one that wants to begin (`post`) or is looked at.
   * @param {boolean} post
   * @param {boolean} [looked]
   * @returns {boolean} whether there will be room
   */
  makeRoom(post, looked = false) {
    if (!post && !looked) return false;
    this.readers.learn();
    const streams = [...this.open].filter(({ headed }) => headed).sort((a, b) => a.since - b.since);
    if (streams.some(({ parking }) => parking)) return true;
    const victim = streams.find(({ reader }) => !reader.looked()) ?? (post ? streams[0] : undefined);
    if (!victim) return false;
    victim.parking = true;
    setTimeout(() => (victim.parking = false), this.look); // what cannot be parked is over soon
    victim.reader.park();
    return true;
  }
}
