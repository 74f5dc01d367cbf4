// The other tabs of this browser: messages to them, and names that only one of all can hold.
//
// A tab may be older than another: it was open when a new version of the page came. What is said of
// conversations has a version, and who does not know that version does nothing; the older one is told to
// be reloaded. Versions before there were any look at `type` and would do what they do not understand,
// so that it is not there. Who holds a name is asked in words that all of them know.

import { randomId } from '../core/core.js';
import { recall, remember } from '../keep/storage.js';
import { tell } from '../ui/bus.js';

const kVersion = 2; // of what tabs say to each other; a change in what is said is another one
const kOfAllVersions = new Set(['lock?', 'lock', 'locked', 'unlocked']);

/** @typedef {Record<string, any>} Message */

export class Tabs {
  constructor() {
    this.me = randomId();
    /** @type {Map<string, (message: Message) => void>} */
    this.handlers = new Map();
    /** @type {Set<string>} older tabs that were answered */
    this.answered = new Set();
    /** @type {BroadcastChannel | null} */
    this.channel = null; // alone, where there are none
    try {
      this.channel = new BroadcastChannel('parley');
      this.channel.onmessage = ({ data }) => this.hear(data ?? {});
    } catch {
      // It stays alone.
    }
  }

  /** @param {Message} message */
  hear(message) {
    const { type, what, version = 0, from } = message;
    if (kOfAllVersions.has(type) || version === kVersion) this.handlers.get(type ?? what)?.(message);
    else if (version > kVersion) tell('otherVersion', 'newer');
    else if (!this.answered.has(from)) {
      this.answered.add(from);
      this.post('hello'); // by which it learns that it is older
      if (!version) tell('otherVersion', 'older'); // it learns nothing
    }
  }

  /** Alone from now on. */
  destroy() {
    this.channel?.close();
    this.channel = null;
  }

  /**
   * @param {string} type
   * @param {(message: Message) => void} handler
   */
  on(type, handler) {
    this.handlers.set(type, handler);
  }

  /**
   * To all other tabs.
   * @param {string} type
   * @param {Message} [message]
   */
  post(type, message = {}) {
    const named = kOfAllVersions.has(type) ? { type } : { what: type, version: kVersion };
    this.channel?.postMessage({ ...message, ...named, from: this.me });
  }
}

/** @typedef {{release: () => void}} Hold */

/**
 * Web Locks: the browser frees them when a tab goes away.
 */
class WebLocks {
  // Two tabs never hold the same name, not for a moment.
  sure = true;

  /**
   * @param {string} name
   * @returns {Promise<Hold | null>} null: another one has it
   */
  try(name) {
    return this.request(name, { ifAvailable: true });
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal rejects
   * @returns {Promise<Hold>}
   */
  wait(name, signal) {
    return /** @type {Promise<Hold>} */ (this.request(name, { signal }));
  }

  /**
   * @param {string} name
   * @param {LockOptions} options
   * @returns {Promise<Hold | null>}
   */
  request(name, options) {
    return new Promise((resolve, reject) => {
      navigator.locks
        .request(`parley.${name}`, options, (lock) => {
          if (!lock) return resolve(null);
          return new Promise((/** @type {(value?: undefined) => void} */ release) => resolve({ release }));
        })
        .catch(reject);
    });
  }
}

const kTimes = {
  silence: 700, // ms in which a tab that holds a name answers
  look: 3000, // ms between looks at a name that another one holds
};

/**
 * Where there are no Web Locks (plain http on a LAN). Who holds a name writes that down; who wants
 * it and finds it taken asks, and takes it when nobody answers. Of two who took it at the same
 * moment the later one keeps it, and the other is told.
 */
class ChannelLocks {
  sure = false;

  /**
   * @param {Tabs} tabs
   * @param {Partial<typeof kTimes>} times
   */
  constructor(tabs, times) {
    this.tabs = tabs;
    this.times = { ...kTimes, ...times };
    this.blind = !remember('locks', 'yes'); // nothing can be written down: always ask
    /** @type {Map<string, {stamp: number, lost: () => void}>} */
    this.held = new Map();
    /** @type {Map<string, () => void>} */
    this.answers = new Map();
    /** @type {Set<() => void>} */
    this.waiting = new Set();
    tabs.on('lock?', ({ name }) => this.held.has(name) && tabs.post('lock', { name }));
    tabs.on('lock', ({ name }) => this.answers.get(name)?.());
    tabs.on('locked', ({ name, stamp }) => this.yield(name, stamp));
    tabs.on('unlocked', () => this.wake());
    // Kept in memory for the way back, a page runs no more and holds nothing.
    addEventListener('pagehide', () => [...this.held.keys()].forEach((name) => this.free(name)));
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  /**
   * @param {string} name
   * @param {() => void} lost another tab has it after all
   * @returns {Promise<Hold | null>}
   */
  async try(name, lost = () => {}) {
    if (this.held.has(name) || this.answers.has(name)) return null;
    if ((this.blind || recall(`lock.${name}`)) && (await this.isAnswered(name))) return null;
    const stamp = Date.now() + Math.random();
    this.held.set(name, { stamp, lost });
    remember(`lock.${name}`, this.tabs.me);
    this.tabs.post('locked', { name, stamp });
    return { release: () => this.held.get(name)?.stamp === stamp && this.free(name) };
  }

  /**
   * @param {string} name
   * @param {AbortSignal} signal rejects
   * @param {() => void} lost
   * @returns {Promise<Hold>}
   */
  async wait(name, signal, lost) {
    let wake = () => {};
    /** @type {Timer} */
    let timer = 0;
    const stop = () => wake();
    signal.addEventListener('abort', stop);
    try {
      for (;;) {
        const hold = await this.try(name, lost);
        if (hold && signal.aborted) hold.release();
        signal.throwIfAborted();
        if (hold) return hold;
        await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
          wake = resolve;
          this.waiting.add(resolve);
          timer = setTimeout(resolve, this.times.look * (1 + Math.random()));
        });
        clearTimeout(timer);
        this.waiting.delete(wake);
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** @param {string} name */
  async isAnswered(name) {
    /** @type {Timer} */
    let timer = 0;
    const answered = await new Promise((resolve) => {
      this.answers.set(name, () => resolve(true));
      timer = setTimeout(() => resolve(false), this.times.silence);
      this.tabs.post('lock?', { name });
    });
    clearTimeout(timer);
    this.answers.delete(name);
    return answered;
  }

  /**
   * @param {string} name
   * @param {number} stamp of the other one
   */
  yield(name, stamp) {
    const mine = this.held.get(name);
    if (!mine) return;
    if (mine.stamp > stamp) {
      this.tabs.post('locked', { name, stamp: mine.stamp });
    } else {
      this.held.delete(name);
      mine.lost();
    }
  }

  /** @param {string} name */
  free(name) {
    this.held.delete(name);
    if (recall(`lock.${name}`) === this.tabs.me) remember(`lock.${name}`, '');
    this.tabs.post('unlocked', { name });
    this.wake();
  }

  wake() {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

/** @typedef {WebLocks | ChannelLocks} Locks */

/**
 * @param {Tabs} tabs
 * @param {Partial<typeof kTimes>} [times] where there are no Web Locks
 * @returns {Locks}
 */
export function makeLocks(tabs, times = {}) {
  return navigator.locks ? new WebLocks() : new ChannelLocks(tabs, times);
}
