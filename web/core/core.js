// The client core in its WebAssembly module, spoken to as wasm/edge/boundary.h and wasm/io.h say: the
// one place that knows how its records are laid out.

/**
 * One effect. `state` is the name of `arg` where the kind carries an enum; `message` is there where it
 * is an event: its parts, the data a slice of the journal entry that has it; `request` where it is one,
 * which brings no text then.
 * @typedef {{
 *   kind: string, id: number, arg: number, text: string, time: number, state: string,
 *   message?: Message, request?: RequestLine,
 * }} Effect
 * @typedef {{type: string, lastId: string, data: string, gist: string, made: Piece | null}} Message
 *     gist: what it is about, for a line in a list
 *
 * What an event made of an answer: UTF-16 offsets into the step's text.
 * @typedef {{step: number, start: number, end: number, thought: boolean}} Piece
 *
 * role: it asks for an answer, reads on where a stream was lost, or brings no events.
 * size: bytes of its body.
 * @typedef {{role: 'post' | 'stream' | 'other', method: string, path: string, size: number}} RequestLine
 */

/**
 * @typedef {{
 *   version: string, input: Record<string, number>, effect: Record<string, number>,
 *   turn_state: string[], turn_branch: string[], turn_request: string[], connection: string[],
 *   submit_mode: Record<string, number>,
 *   open_as: Record<string, number>,
 * }} Protocol
 */

const kRecordHead = 24;
const kLineEnd = 10;
// Number of the entry, where its data begins, and the piece that it made.
const kEvent = /^(\d+):(\d+)(?::(\d+):(\d+)(t?))? /;

/** Milliseconds since the epoch. The core wants a clock that never goes back. */
let newest = 0;
function now() {
  newest = Math.max(newest, Date.now());
  return newest;
}

/** Page and module are not of one version: one of them was in a cache. */
export class OtherVersion extends Error {}

/**
 * @param {(options: object) => Promise<any>} factory the module's, as Emscripten makes it
 * @param {string} wasmUrl
 * @param {string} version that it has to be
 */
export async function loadCore(factory, wasmUrl, version) {
  const module = await factory({ locateFile: () => wasmUrl });
  return new Core(module, version);
}

export class Core {
  /**
   * @param {any} module
   * @param {string} [version] that it has to be; else it is as its files are
   */
  constructor(module, version) {
    this.module = module;
    const start = module._parley_protocol();
    const end = module.HEAPU8.indexOf(0, start);
    /** @type {Protocol} */
    this.protocol = JSON.parse(new TextDecoder().decode(module.HEAPU8.subarray(start, end)));
    if (version && version !== this.protocol.version) throw new OtherVersion();
    /** @type {string[]} names of effects by number */
    this.effects = [];
    for (const [name, number] of Object.entries(this.protocol.effect)) this.effects[number] = name;
    /** @type {Map<number, Session>} by handle */
    this.open = new Map();
    const { turn_state, turn_branch, turn_request, connection } = this.protocol;
    /** @type {Record<string, string[]>} names of `arg`, by kind of effect */
    this.states = { turn_state, turn_branch, turn_request, connection };
    module.wanted = (/** @type {number} */ handle) => this.open.get(handle)?.wanted();
  }

  /** Whether there is an input of this kind. @param {unknown} kind */
  knows(kind) {
    return typeof kind === 'string' && Object.hasOwn(this.protocol.input, kind);
  }

  create() {
    return new Session(this, this.module._parley_create());
  }
}

/** The client of one conversation (wasm/turns/session.h). */
export class Session {
  /**
   * @param {Core} core
   * @param {number} handle
   */
  constructor(core, handle) {
    this.core = core;
    this.handle = handle;
    core.open.set(handle, this);
    /** There are effects for its host to carry out soon. The module is at work and cannot be called. */
    this.wanted = () => {};
    /** @type {string[]} entries of the journal since the last drain, which events refer to */
    this.entries = [];
    this.first = 1; // number of the first of them
    this.more = false; // effects, than the last drain took
  }

  /**
   * @param {string} kind a name of PARLEY_INPUTS
   * @param {{id?: number, arg?: number, text?: string, time?: number}} [input]
   * @param {boolean} [live] false: requests and timers of its effects are not carried out
   * @returns {boolean} false: it is an entry of a journal that is damaged
   */
  input(kind, { id = 0, arg = 0, text = '', time = now() } = {}, live = true) {
    const { module, protocol } = this.core;
    if (!this.core.knows(kind)) throw new Error(`the core has no input "${kind}"`);
    if (kind === 'journal_entry') this.entries.push(text);
    const written = writeText(module, module._parley_buffer, text);
    return module._parley_input(this.handle, protocol.input[kind], id, arg, time, written, live ? 1 : 0) === 1;
  }

  /** All effects since the last call. @returns {Effect[]} */
  drain() {
    const all = this.drainSome();
    while (this.more) for (const effect of this.drainSome()) all.push(effect);
    return all;
  }

  /**
   * The next of them, about as many as a frame has time for; `more` says whether there are others. They
   * are values of JavaScript: what is done with them may call the module again, which ends the life of its
   * records.
   * @returns {Effect[]}
   */
  drainSome() {
    const { module, effects, states } = this.core;
    let at = module._parley_drain(this.handle);
    const heap = module.HEAPU8;
    const view = new DataView(heap.buffer);
    const count = view.getUint32(at, true);
    this.more = view.getUint32(at + 4, true) !== 0;
    at += 8;
    const result = [];
    for (let i = 0; i < count; ++i) {
      const kind = effects[view.getUint32(at, true)] ?? '';
      const arg = view.getUint32(at + 8, true);
      const length = view.getUint32(at + 12, true);
      const isRequest = kind === 'http_start';
      /** @type {Effect} */
      const effect = {
        kind,
        id: view.getUint32(at + 4, true),
        arg,
        text: isRequest ? '' : readText(module, at + kRecordHead, length),
        time: view.getFloat64(at + 16, true),
        state: states[kind]?.[arg] ?? '',
      };
      if (kind === 'journal') this.entries.push(effect.text);
      else if (kind === 'event') effect.message = this.messageOf(effect.text, arg - 1);
      else if (isRequest) effect.request = this.requestAt(at + kRecordHead);
      result.push(effect);
      at += kRecordHead + ((length + 7) & ~7);
    }
    if (!this.more) {
      this.first += this.entries.length;
      this.entries = [];
    }
    return result;
  }

  /**
   * What an event effect refers to (wasm/io.h).
   * @param {string} text
   * @param {number} step that it is about
   * @returns {Message}
   */
  messageOf(text, step) {
    const [head, number, begin, from, to, thought] = /** @type {RegExpExecArray} */ (kEvent.exec(text));
    const line = text.indexOf('\n', head.length);
    const end = text.indexOf('\n', line + 1);
    const entry = this.entries[Number(number) - this.first];
    return {
      type: text.slice(line + 1, end),
      lastId: text.slice(head.length, line),
      gist: text.slice(end + 1),
      data: entry.slice(Number(begin)),
      made: to ? { step, start: Number(from), end: Number(to), thought: thought === 't' } : null,
    };
  }

  /**
   * What is shown of a request. Its body may have megabytes, and stays where it is.
   * @param {number} at
   * @returns {RequestLine}
   */
  requestAt(at) {
    const { module } = this.core;
    let end = at;
    for (let lines = 0; lines < 4; ++lines) end = module.HEAPU8.indexOf(kLineEnd, end) + 1;
    const [role, method, path, size] = readText(module, at, end - at).split('\n');
    return { role: /** @type {RequestLine['role']} */ (role), method, path, size: Number(size) };
  }

  close() {
    this.core.open.delete(this.handle);
    this.core.module._parley_destroy(this.handle);
  }
}

/**
 * @param {any} module
 * @param {(length: number) => number} room address of so many bytes
 * @param {string} text
 * @returns {number} bytes that were written there
 */
function writeText(module, room, text) {
  // Most texts are ASCII, and fit as they are.
  let at = room(text.length);
  const { read, written } = encoder.encodeInto(text, module.HEAPU8.subarray(at, at + text.length));
  if (read === text.length) return written;
  const bytes = encoder.encode(text);
  at = room(bytes.length);
  module.HEAPU8.set(bytes, at);
  return bytes.length;
}

/**
 * @param {any} module
 * @param {number} at
 * @param {number} length
 */
function readText(module, at, length) {
  return length ? decoder.decode(module.HEAPU8.subarray(at, at + length)) : '';
}

// ignoreBOM: a byte order mark at the start of a record is part of the text.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** 128 random bits as base64url. crypto.randomUUID needs a secure context, this does not. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
