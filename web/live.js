// A conversation that is open in this tab: its core, its journal and what is seen of it.
//
// One tab owns a conversation: only there do inputs reach the core as inputs, and requests go out.
// Every other tab reads the journal as it grows and asks the owner to do what its user wants. All
// begin as readers; the one that gets the lock is the owner, and takes up what was under way.

import { streamKey } from './budget.js';
import { randomId } from './core.js';
import { el } from './dom.js';
import { Events } from './events.js';
import { parseJson } from './format.js';
import { S } from './strings.js';
import { View } from './view.js';

/**
 * @typedef {import('./core.js').Effect} Effect
 * @typedef {{kind: string, id?: number, arg?: number, text?: string}} Input
 * @typedef {{inputs: Input[], applied: boolean, safe: () => void}} Order
 */

export class Live {
  /**
   * @param {import('./conversations.js').Conversations} page
   * @param {string} id
   * @param {import('./tabs.js').Hold | 'new' | 'reader' | null} hold of the lock, if it is already
   *     there; 'new': nobody else can know of this conversation yet; 'reader': not wanted
   * @param {Map<string, Order>} orders what the user wants and is not safe yet, by a random word
   */
  constructor(page, id, hold = null, orders = new Map()) {
    this.page = page;
    this.id = id;
    this.journal = page.journals.of(id);
    this.elements = makeElements();
    this.quiet = true; // what is replayed is not announced
    this.view = new View(
      this.elements,
      (text) => this.quiet || page.announce(this, text),
      async (turn) => this.owner && (await import('./notify.js')).notify(turn),
    );
    this.events = new Events(this.elements.events, this.elements.count, this.elements.latest);
    this.orders = orders;
    /** @type {Set<string>} orders of other tabs that were carried out */
    this.known = new Set();
    this.closed = new AbortController();
    this.lockName = `conversation.${id}`;
    this.conversation = page.core.create();
    this.fed = 0; // entries that the core has seen
    this.owner = false;
    this.taken = false; // this owner has opened it
    this.loaded = false;
    this.damaged = false;
    this.instance = ''; // of the proxy, as last given to the core
    this.settings = ''; // likewise
    this.held = false; // likewise
    this.lastSettings = ''; // of a message
    /** @type {Map<number, {state: string, why: string}>} how each turn is connected */
    this.connections = new Map();
    /** @type {Set<number>} stopped, and it is not known yet what that did */
    this.stopping = new Set();
    /** @type {Map<string, number>} turns by the streams that carry their answers */
    this.streams = new Map();
    /** @type {Set<number>} parked by the budget */
    this.unread = new Set();
    /** @type {Set<string>} ids of its interactions at the API */
    this.interactions = new Set();
    /** @type {Promise<void>} one reading after another */
    this.reading = Promise.resolve();
    this.hold = typeof hold === 'string' ? null : hold;
    this.reads = hold === 'reader'; // and nothing else
    /** @type {Promise<void>} all that was there is shown */
    this.ready = hold === 'new' ? this.begin() : this.load();
  }

  // --- reading

  /** A conversation that nobody else can know of yet. */
  async begin() {
    this.loaded = true;
    this.becomeOwner();
    this.hold = await this.page.locks.try(this.lockName);
    if (this.closed.signal.aborted) this.hold?.release();
  }

  async load() {
    this.damaged = this.page.library.records.get(this.id)?.damaged ?? false;
    await this.catchUp();
    this.loaded = true;
    this.page.changed(this, []);
    if (!this.reads) this.own().catch(() => {}); // closed before it came to that
  }

  /** Feeds what the journal has and the core has not. */
  catchUp() {
    this.reading = this.reading.then(async () => {
      if (this.owner || this.closed.signal.aborted) return;
      const piece = await this.journal.read(this.fed);
      if (!this.closed.signal.aborted) this.feed(piece);
    });
    return this.reading;
  }

  /** @param {import('./journal.js').Piece} piece */
  feed({ entries, damaged }) {
    this.damaged ||= damaged;
    for (const entry of entries) {
      if (isEntry(entry, this.page.core)) this.conversation.input('journal_entry', { text: entry }, false);
      else this.damaged = true;
    }
    this.fed += entries.length;
    this.quiet = !this.loaded;
    if (entries.length) this.show(merged(this.events.trace(this.conversation.drain())), entries.length > kMany);
  }

  // --- owning

  async own() {
    const signal = this.closed.signal;
    this.hold ??= await this.page.locks.wait(this.lockName, signal, () => this.lost());
    if (!signal.aborted) await this.catchUp();
    if (signal.aborted) return this.hold.release();
    this.feed(this.journal.takeCopy());
    this.becomeOwner();
    this.page.tabs.post('owned', { id: this.id });
    if (this.damaged) this.settle();
    else if (this.busy || this.view.queue.length) this.take();
    for (const order of this.orders.values()) this.carryOut(order);
    this.page.changed(this, []);
  }

  becomeOwner() {
    this.owner = true;
    this.quiet = false;
    this.journal.conflict = () => this.lost();
  }

  /** From here on the journal is this tab's to write. */
  take() {
    if (this.taken) return;
    this.taken = true;
    if (this.page.held) this.tellHeld(); // before anything could go out
    this.conversation.input('open', { text: randomId() });
    this.tellInstance();
    if (this.fed) this.conversation.input('replayed');
    if (!this.page.held && this.fed) this.tellHeld();
  }

  /** Which run of the proxy this is, unless the core knows. */
  tellInstance() {
    const { instance } = this.page;
    if (!this.taken || !instance || instance === this.instance) return;
    this.instance = instance;
    this.conversation.input('instance', { text: instance });
  }

  /** Whether what is to be sent waits until the proxy is in reach. */
  tellHeld() {
    this.held = this.page.held;
    this.conversation.input('hold', { arg: Number(this.held) });
  }

  /**
   * Part of the journal is lost, so that nobody knows what was sent since: nothing may go on by
   * itself. What seems to run is stopped, without a word to the proxy.
   */
  settle() {
    this.page.damaged(this);
    if (!this.busy) return;
    for (const turn of this.view.turns.values()) {
      if (turn.running || turn.retryAt) this.conversation.input('stop', { id: turn.id }, false);
    }
    this.take();
    this.pump();
  }

  /** Another tab is the owner after all: from the beginning, as a reader. */
  lost() {
    if (this.closed.signal.aborted) return;
    this.closed.abort();
    this.conversation.close();
    this.journal.forget();
    this.hold?.release();
    for (const order of this.orders.values()) order.applied = false;
    this.page.renew(this);
  }

  /** Lets go of it; what runs goes on unread in the proxy. */
  close() {
    this.pump();
    this.closed.abort();
    this.conversation.close();
    this.events.clear();
    this.journal.flush().finally(() => this.hold?.release());
  }

  // --- doing

  /**
   * Does something, here or in the tab that owns the conversation.
   * @param {Input[]} inputs
   * @returns {Promise<void>} it is safe: a reload does not lose it
   */
  do(inputs) {
    return new Promise((safe) => {
      const word = randomId();
      /** @type {Order} */
      const order = { inputs, applied: false, safe: () => (this.orders.delete(word), safe()) };
      this.orders.set(word, order);
      if (this.owner) this.carryOut(order);
      else this.forward();
    });
  }

  /** @param {Order} order */
  async carryOut(order) {
    if (order.applied) return;
    order.applied = true;
    this.take();
    for (const { kind, ...input } of order.inputs) this.conversation.input(kind, input);
    this.pump();
    if (this.journal.secure() && this.page.locks.sure) order.safe();
    await this.journal.flush();
    // Not in the database, but as safe as it can be; unless it must be done once more.
    if (order.applied) order.safe();
  }

  forward() {
    for (const [word, { inputs }] of this.orders) {
      this.page.tabs.post('order', { id: this.id, word, inputs });
    }
  }

  /**
   * Another tab wants something.
   * @param {string} word
   * @param {Input[]} inputs
   */
  obey(word, inputs) {
    if (!this.owner) return;
    const safe = () => this.page.tabs.post('obeyed', { id: this.id, word });
    if (this.known.has(word)) return safe();
    this.known.add(word);
    this.carryOut({ inputs, applied: false, safe });
  }

  /**
   * Something of no lasting meaning, only for the owner.
   * @param {string} kind
   * @param {number} [id]
   */
  tell(kind, id) {
    if (!this.owner) return;
    this.take();
    this.conversation.input(kind, { id: id ?? 0 });
    this.pump();
  }

  // --- seeing

  /** Takes what the core has done. @returns {boolean} whether there was anything */
  pump() {
    if (!this.owner) return false;
    const effects = this.events.trace(this.conversation.drain());
    if (!effects.length) return false;
    const entries = [];
    for (const effect of effects) if (effect.kind === 'journal') entries.push(effect.text);
    if (entries.length) this.journal.append(entries);
    this.show(effects, effects.length > kBurst);
    return true;
  }

  /**
   * @param {Effect[]} effects
   * @param {boolean} [many]
   */
  show(effects, many = false) {
    const focused = document.activeElement;
    const inQueue = this.elements.queue.contains(focused);
    for (const effect of effects) {
      if (effect.kind === 'journal') continue;
      this.view.apply(effect);
      this.events.apply(effect, many);
      this.note(effect);
    }
    this.view.showBranches();
    this.page.changed(this, effects, inQueue && document.activeElement === document.body ? focused : null);
  }

  /** @param {Effect} effect */
  note(effect) {
    switch (effect.kind) {
      case 'connection':
        this.connections.set(effect.id, { state: effect.state, why: effect.text });
        return;
      case 'turn_state':
        if (effect.text === 'stopping') this.stopping.add(effect.id);
        else this.stopping.delete(effect.id);
        return;
      case 'interaction': {
        const id = parseJson(effect.text)?.id;
        if (typeof id === 'string' && id) this.interactions.add(id);
        return;
      }
      case 'turn_settings':
        this.lastSettings = effect.text;
        return;
      case 'http_start': {
        const key = streamOf(effect.text);
        if (key) this.streams.set(key, effect.arg);
        return;
      }
    }
  }

  /** @param {number} turn to run on unread */
  park(turn) {
    this.unread.add(turn);
    this.tell('park', turn);
  }

  /** @param {number} turn */
  unpark(turn) {
    this.unread.delete(turn);
    this.tell('unpark', turn);
  }

  /** Something goes on by itself. */
  get busy() {
    return this.view.busy || this.stopping.size > 0 || (this.page.held && this.view.queue.length > 0);
  }

  /** Turns that run on unread, to make room for others and not because the user left them. */
  get parked() {
    return [...this.unread].filter((turn) => this.connections.get(turn)?.why === 'parked' && this.view.turns.get(turn)?.running);
  }

  get empty() {
    return this.view.turns.size === 0;
  }

  /** Messages and answers, for the search. */
  get text() {
    const texts = [];
    for (const turn of this.view.turns.values()) {
      const answer = turn.element.querySelector('[data-part=answer]');
      texts.push(turn.message, answer?.textContent ?? '');
    }
    return texts.join('\n');
  }

  /** What the list calls it. */
  get name() {
    return this.page.library.records.get(this.id)?.title || this.title;
  }

  /** The first message in a line. */
  get title() {
    const [first] = this.view.turns.values();
    return first ? titleFrom(first.message) : '';
  }
}

const kMany = 500; // entries that are more than a glance
const kBurst = 3000; // effects at once, likewise
const kTitle = 60; // characters

/** @param {string} message */
function titleFrom(message) {
  const line = message.trim().replace(/\s+/g, ' ');
  return line.length <= kTitle ? line : `${line.slice(0, kTitle).replace(/\s+\S*$/, '')}\u2026`;
}

function makeElements() {
  const paused = el('p', { class: 'paused', hidden: true });
  const list = el('ol', { role: 'list', 'aria-label': S.queued });
  return {
    log: el('div', { class: 'turns' }),
    queue: el('div', { class: 'queue', hidden: true }, paused, list),
    list,
    paused,
    events: el('div', { class: 'exchanges' }),
    count: el('span', { class: 'count' }),
    latest: el('code', { class: 'latest' }),
  };
}

/** @param {string} request text of http_start */
function streamOf(request) {
  const [line, ...headers] = request.slice(0, request.indexOf('\n\n')).split('\n');
  const [method, target] = line.split(' ');
  const id = headers.find((header) => header.startsWith('parley-stream:'))?.slice(14) ?? '';
  return streamKey(method, target.split('?')[0], id.trim(), target);
}

/**
 * Whether an entry can be one (wasm/journal.h).
 * @param {unknown} entry
 * @param {import('./core.js').Core} core
 */
export function isEntry(entry, core) {
  const kind = typeof entry === 'string' ? /^\d{1,16} (\w+) \d{1,10} \d{1,10}\n/.exec(entry)?.[1] : undefined;
  return kind !== undefined && kind in core.protocol.input;
}

/**
 * What is appended piece by piece is appended at once.
 * @param {Effect[]} effects
 */
function merged(effects) {
  /** @type {Map<string, {effect: Effect, pieces: string[]}>} by kind and place */
  const texts = new Map();
  const result = [];
  const close = (/** @type {(name: string) => boolean} */ which) => {
    for (const [name, { effect, pieces }] of texts) {
      if (!which(name)) continue;
      effect.text = pieces.join('');
      texts.delete(name);
    }
  };
  for (const effect of effects) {
    if (effect.kind === 'text' || effect.kind === 'thought') {
      const name = `${effect.id} ${effect.arg} ${effect.kind}`;
      const open = texts.get(name);
      if (open) {
        open.pieces.push(effect.text);
        continue;
      }
      texts.set(name, { effect, pieces: [effect.text] });
    } else if (effect.kind === 'step') {
      close((name) => name.startsWith(`${effect.id} ${effect.arg} `));
    } else if (effect.kind === 'turn_reset' || effect.kind === 'turn_state') {
      close((name) => name.startsWith(`${effect.id} `));
    }
    result.push(effect);
  }
  close(() => true);
  return result;
}
