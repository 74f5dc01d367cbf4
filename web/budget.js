// The way out for the core's requests. Two things hold for each of them:
//
// Nothing is sent before what caused it stands in the journal: a page that comes back knows of
// every request that may have gone out.
//
// At most four streams are open at once over all tabs, since browsers allow six HTTP/1.1
// connections to an origin. When a fifth wants to begin, one that nobody looks at is parked: it
// runs on unread in the proxy, and is caught up when there is room or when it is looked at.

const kStreams = 4;
const kLookMs = 1000; // between looks at whether another tab has made room

/**
 * A stream that is open or wants to be.
 * @typedef {{
 *   key: string, post: boolean, since: number, headed: boolean, parking: boolean,
 *   begin: (hold: import('./tabs.js').Hold) => void, gone: boolean,
 * }} Stream
 */

/**
 * What the budget must know about turns and cannot know itself.
 * @typedef {{
 *   journaled: () => Promise<void>,
 *   looked: (key: string) => boolean,
 *   park: (key: string) => void,
 *   unpark: () => void,
 *   anyParked: () => boolean,
 * }} Turns
 */

export class Budget {
  /**
   * @param {import('./tabs.js').Tabs} tabs
   * @param {import('./tabs.js').Locks} locks
   * @param {Turns} turns
   * @param {number} [look] ms between looks
   */
  constructor(tabs, locks, turns, look = kLookMs) {
    this.tabs = tabs;
    this.locks = locks;
    this.turns = turns;
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

  /** Puts itself in the way of the module, which knows only the global fetch(). */
  install() {
    const send = globalThis.fetch.bind(globalThis);
    globalThis.fetch = (input, init) => this.fetch(send, input, init);
  }

  /**
   * @param {typeof fetch} send
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [init]
   */
  async fetch(send, input, init) {
    const method = init?.method ?? 'GET';
    const path = new URL(String(input), document.baseURI).pathname;
    const key = streamKey(method, path, new Headers(init?.headers).get('parley-stream') ?? '', String(input));
    if (method === 'GET' && !key) return send(input, init);
    await Promise.resolve(); // the core is still in the step that sends this, and cannot be asked
    if (method !== 'GET') await this.turns.journaled();
    const signal = init?.signal;
    signal?.throwIfAborted();
    if (!key) return send(input, init);
    const stream = {
      key,
      post: method === 'POST',
      since: Date.now(),
      headed: false,
      parking: false,
      begin: () => {},
      gone: false,
    };
    const hold = await this.place(stream, signal);
    const over = () => {
      this.open.delete(stream);
      hold.release();
    };
    try {
      const response = await send(input, init);
      if (!response.body) {
        over();
        return response;
      }
      // The core learns of it first.
      setTimeout(() => {
        stream.headed = true;
        if (this.waiting.size) void this.serve();
      });
      const { readable, writable } = new TransformStream();
      response.body
        .pipeTo(writable)
        .catch(() => {})
        .finally(over);
      return new Response(readable, response);
    } catch (error) {
      over();
      throw error;
    }
  }

  /**
   * @param {Stream} stream
   * @param {AbortSignal | null | undefined} signal
   * @returns {Promise<import('./tabs.js').Hold>}
   */
  place(stream, signal) {
    return new Promise((resolve, reject) => {
      stream.begin = resolve;
      this.waiting.add(stream);
      signal?.addEventListener('abort', () => {
        stream.gone = true;
        this.waiting.delete(stream);
        reject(signal.reason);
      });
      void this.serve();
    });
  }

  /** Lets in who waits, as far as there is room. */
  async serve() {
    this.again = true;
    if (this.serving) return;
    this.serving = true;
    while (this.again) {
      this.again = false;
      const next = this.next();
      if (!next && !this.turns.anyParked()) break;
      const hold = await this.slot();
      if (hold && next && !next.gone) {
        this.waiting.delete(next);
        this.open.add(next);
        next.begin(hold);
        this.again = true;
      } else if (hold) {
        hold.release(false);
        if (next) this.again = true;
        else if (!this.waiting.size) this.turns.unpark();
      } else if (next && !this.makeRoom(next.post, this.turns.looked(next.key))) {
        this.tabs.post('room?', { post: next.post });
      }
    }
    this.serving = false;
    clearTimeout(this.timer);
    if (this.waiting.size || this.turns.anyParked()) this.timer = setTimeout(() => this.serve(), this.look);
  }

  /** Who goes first: what is looked at, then what begins, then the one that waits longest. */
  next() {
    const rank = (/** @type {Stream} */ stream) => (this.turns.looked(stream.key) ? 2 : 0) + (stream.post ? 1 : 0);
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
    const streams = [...this.open].filter(({ headed }) => headed).sort((a, b) => a.since - b.since);
    if (streams.some(({ parking }) => parking)) return true;
    const victim = streams.find(({ key }) => !this.turns.looked(key)) ?? (post ? streams[0] : undefined);
    if (!victim) return false;
    victim.parking = true;
    setTimeout(() => (victim.parking = false), this.look); // what cannot be parked is over soon
    this.turns.park(victim.key);
    return true;
  }
}

/**
 * What tells one stream from another, or empty where a request is none.
 * @param {string} method
 * @param {string} path
 * @param {string} id Parley-Stream
 * @param {string} target path and query
 */
function streamKey(method, path, id, target) {
  if (method === 'POST') return id;
  if (method !== 'GET') return '';
  const replayed = /\/parley\/streams\/([^/]+)$/.exec(path)?.[1];
  if (replayed) return replayed;
  return /[?&]stream=true/.test(target) ? path : '';
}

/**
 * The same of a request as the core tells of it.
 * @param {string} request text of http_start
 */
export function streamOf(request) {
  const [line, ...headers] = request.slice(0, request.indexOf('\n\n')).split('\n');
  const [method, target] = line.split(' ');
  const id = headers.find((header) => header.startsWith('parley-stream:'))?.slice(14) ?? '';
  return streamKey(method, target.split('?')[0], id.trim(), target);
}
