// The tree that the turns of a conversation form: which branch is the one in use, which turns are
// versions of each other, and what a new message would continue. Follows what the core says
// (wasm/turns/turn_queue.h); decides nothing.

const kEndedBadly = new Set(['failed', 'stopped']);
const kRunning = new Set(['sending', 'streaming']);

export class Branches {
  constructor() {
    /** @type {Map<number, number>} what each turn follows, or 0 */
    this.after = new Map();
    /** @type {Map<number, number>} what it continues */
    this.parents = new Map();
    /** @type {Map<number, string>} */
    this.states = new Map();
    /** @type {Map<number, number>} of versions the one last in use, by what they follow */
    this.latest = new Map();
    /** @type {Set<number>} turns that were on the branch in use at some time */
    this.used = new Set();
    this.head = 0;
    this.moved = false; // a turn was, since the head was set
    this.changed = false;
  }

  /** @param {import('../core/core.js').Effect} effect */
  apply(effect) {
    const { kind, id, arg } = effect;
    if (kind === 'turn_added') this.after.set(id, arg);
    else if (kind === 'turn_removed') this.remove(id);
    else if (kind === 'turn_parent') this.setParent(id, arg);
    else if (kind === 'turn_state') this.setState(id, effect.state);
    else if (kind === 'head') this.setHead(id);
    else return;
    this.changed = true;
  }

  /** @param {number} id */
  remove(id) {
    this.release(id);
    for (const map of [this.after, this.parents, this.states]) map.delete(id);
  }

  /**
   * What followed this turn follows what it follows.
   * @param {number} id
   * @param {(child: number) => boolean} [which]
   */
  release(id, which = () => true) {
    for (const [child, after] of this.after) {
      if (after === id && which(child)) this.after.set(child, this.after.get(id) ?? 0);
    }
    this.moved = true;
  }

  /**
   * Only turns that ended badly may stand between a turn and what it continues. Where that is not
   * so, the turn was moved.
   * @param {number} id
   * @param {number} parent
   */
  setParent(id, parent) {
    this.parents.set(id, parent);
    let at = this.after.get(id) ?? 0;
    while (at && at !== parent && kEndedBadly.has(this.states.get(at) ?? '')) at = this.after.get(at) ?? 0;
    if (at === parent) return;
    this.after.set(id, parent);
    this.moved = true;
  }

  /**
   * @param {number} id
   * @param {string} state
   */
  setState(id, state) {
    // Sent again: what went on without it stays with the parent it had.
    if (state === 'queued' && kEndedBadly.has(this.states.get(id) ?? '')) {
      this.release(id, (child) => this.states.get(child) !== 'queued' || this.parents.get(child) !== id);
      this.used.delete(id);
    }
    this.states.set(id, state);
  }

  /** @param {number} id */
  setHead(id) {
    // Up to the head before nothing changes, unless a turn was moved since.
    const known = this.moved ? 0 : this.head;
    this.head = id;
    this.moved = false;
    for (const each of this.walk(id)) {
      if (each === known) return;
      this.used.add(each);
      this.latest.set(this.after.get(each) ?? 0, each);
    }
  }

  /** From a turn up to its root. @param {number} id */
  path(id) {
    return new Set(this.walk(id));
  }

  /** @param {number} id @returns {Generator<number>} */
  *walk(id) {
    const path = new Set();
    for (let at = id; at && !path.has(at); at = this.after.get(at) ?? 0) {
      path.add(at);
      yield at;
    }
  }

  /** Those that follow a turn, oldest first. 0: the roots. @returns {Map<number, number[]>} */
  children() {
    /** @type {Map<number, number[]>} */
    const children = new Map();
    for (const [id, after] of this.after) {
      const list = children.get(after);
      if (list) list.push(id);
      else children.set(after, [id]);
    }
    for (const list of children.values()) list.sort((a, b) => a - b);
    return children;
  }

  /** Where the branch through a turn ends: of versions, the one last in use. @param {number} id */
  leaf(id) {
    const children = this.children();
    for (let at = id; ; ) {
      const list = children.get(at);
      if (!list) return at;
      const latest = this.latest.get(at) ?? 0;
      at = list.includes(latest) ? latest : /** @type {number} */ (list.at(-1));
    }
  }

  /** The queued turns on the branch of a queued one, in their order. @param {number} id */
  chain(id) {
    const isQueued = (/** @type {number} */ each) => this.states.get(each) === 'queued';
    const chain = [id];
    for (let at = this.after.get(id) ?? 0; isQueued(at); at = this.after.get(at) ?? 0) chain.unshift(at);
    const children = this.children();
    for (let at = id; ; ) {
      const next = children.get(at)?.find(isQueued);
      if (!next) return chain;
      chain.push(next);
      at = next;
    }
  }

  /** The nearest completed turn from here up, or 0. @param {number} id */
  completed(id) {
    for (const each of this.walk(id)) if (this.states.get(each) === 'done') return each;
    return 0;
  }

  /**
   * What a message sent now would continue, and what it would wait for or stop before.
   * @param {string} mode of SubmitMode
   * @param {(turn: number) => boolean} isRetrying it is going to be sent again by itself
   * @returns {{parent: number, waits: number, stops: number}}
   */
  next(mode, isRetrying) {
    const { head } = this;
    const state = this.states.get(head) ?? 'done';
    const settled = state === 'done' || (kEndedBadly.has(state) && !isRetrying(head));
    if (settled || mode === 'parallel') return { parent: this.completed(head), waits: 0, stops: 0 };
    if (mode === 'queued') return { parent: head, waits: head, stops: 0 };
    const blocking = [...this.path(head)].find((id) => this.states.get(id) !== 'queued') ?? 0;
    const stops = this.states.get(blocking) !== 'done' ? blocking : 0;
    return { parent: this.completed(blocking), waits: 0, stops };
  }

  /** Whether it is under way beside the branch in use. @param {number} id */
  isRunning(id) {
    return kRunning.has(this.states.get(id) ?? '');
  }
}
