// What is done with whole journals: files, forks, what was sent and what it brought. A module of its
// own does it (wasm/edge/archive.h), which is loaded when it is first asked for.

import createArchive from 'parley-archive';

/**
 * @typedef {{kind: 'bad_line' | 'bad_data' | 'version' | 'too_many' | 'foreign', line: number, about: string}} Problem
 * @typedef {{title: string, entries: string[], problems: Problem[], more: number}} Imported  more: problems
 *
 * One request for an answer, and what it brought.
 * @typedef {{
 *   request: number, turn: number, time: number, sent: number, saved: number, interaction: any, steps?: any[],
 *   places?: number[],
 * }} Exchanged  sent, saved: bytes; places: of the steps in the turn
 *
 * @typedef {{method: string, path: string, body: string, headers: [string, string][]}} Request
 *     a header's value is empty where it is secret
 *
 * kind: an event of a stream, else of the network, or what the host or its user did; empty: it is damaged
 * @typedef {{time: number, kind: 'event' | 'network' | 'host' | ''}} Indexed
 */

const kFormats = { conversation: 0, lines: 1, stream: 2 };

export class Archive {
  /** @param {any} module */
  constructor(module) {
    this.module = module;
  }

  /**
   * Takes in a file of anyone.
   * @param {File} file
   * @returns {Promise<Imported>}
   */
  async import(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.give([file.name]);
    this.giveBytes(bytes);
    const [head, ...entries] = this.take(this.module._archive_import(file.lastModified));
    return { ...JSON.parse(head), entries };
  }

  /**
   * @param {keyof typeof kFormats} format
   * @param {string} title
   * @param {string[]} entries
   */
  export(format, title, entries) {
    this.give([title, ...entries]);
    return this.take(this.module._archive_export(kFormats[format]))[0];
  }

  /**
   * The journal of a conversation that ends with this turn; empty: it was never over.
   * @param {string[]} entries
   * @param {number} turn
   */
  fork(entries, turn) {
    this.give(entries);
    return this.take(this.module._archive_fork(turn));
  }

  /**
   * When each entry was written, and what it is.
   * @param {string[]} entries
   * @returns {Indexed[]}
   */
  index(entries) {
    this.give(entries);
    return this.take(this.module._archive_index()).map((json) => {
      const [time, kind] = JSON.parse(json);
      return { time, kind };
    });
  }

  /**
   * The requests for answers, in order; with their steps one of them only.
   * @param {string[]} entries
   * @param {number} [request]
   * @returns {Exchanged[]}
   */
  exchanges(entries, request = 0) {
    this.give(entries);
    return this.take(this.module._archive_exchanges(request)).map((json) => JSON.parse(json));
  }

  /**
   * @param {string[]} entries
   * @param {number} request
   * @returns {Request}
   */
  request(entries, request) {
    this.give(entries);
    const [method = '', path = '', body = '', ...rest] = this.take(this.module._archive_request(request));
    /** @type {[string, string][]} */
    const headers = [];
    for (let at = 0; at < rest.length; at += 2) headers.push([rest[at], rest[at + 1]]);
    return { method, path, body, headers };
  }

  /**
   * The body that a message would be sent with now.
   * @param {string[]} entries
   * @param {number} mode of submit_mode
   * @param {Record<string, any>} settings
   * @param {string} text
   */
  preview(entries, mode, settings, text) {
    this.give([JSON.stringify(settings), text, ...entries]);
    return this.take(this.module._archive_preview(mode))[0];
  }

  /**
   * Events, each as an event stream has it.
   * @param {{type: string, lastId: string, data: string}[]} events
   */
  frames(events) {
    this.give(events.flatMap(({ type, lastId, data }) => [type, lastId, data]));
    return this.take(this.module._archive_frames());
  }

  /** Members of a request that settings cannot set. */
  ownMembers() {
    this.give([]);
    return this.take(this.module._archive_own_members());
  }

  /** @param {string[]} texts for the next call */
  give(texts) {
    for (const text of texts) this.giveBytes(encoder.encode(text));
  }

  /** @param {Uint8Array} bytes */
  giveBytes(bytes) {
    const { module } = this;
    const at = module._archive_buffer(bytes.length);
    module.HEAPU8.set(bytes, at);
    module._archive_give(bytes.length);
  }

  /** @param {number} at where a call has put its texts */
  take(at) {
    const { module } = this;
    const view = new DataView(module.HEAPU8.buffer);
    const texts = [];
    const count = view.getUint32(at, true);
    at += 8;
    for (let i = 0; i < count; ++i) {
      const length = view.getUint32(at, true);
      texts.push(decoder.decode(module.HEAPU8.subarray(at + 4, at + 4 + length)));
      at += 4 + ((length + 3) & ~3);
    }
    return texts;
  }
}

// ignoreBOM: a byte order mark at the start of a text is part of it.
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** @type {Promise<Archive> | null} */
let opening = null;
/** @type {Archive | null} */
let opened = null;

/** It, where it is there already. */
export const openedArchive = () => opened;

/** @returns {Promise<Archive>} */
export function openArchive() {
  opening ??= createArchive({ locateFile: () => new URL(PARLEY_ARCHIVE, document.baseURI).href }).then(
    (module) => (opened = new Archive(module)),
    (error) => {
      opening = null; // the next one may have more luck
      throw error;
    },
  );
  return opening;
}
