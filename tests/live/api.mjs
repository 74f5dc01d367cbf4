// The Interactions API as plain HTTP, by a proxy: what is kept of the wire is everything.
import { setTimeout as pause } from 'node:timers/promises';

export class Api {
  /**
   * @param {string} url of the proxy
   * @param {{model: string, pause: number, long?: string}} options `pause`: milliseconds between two
   *   polls; `long`: a prompt that takes some time to answer
   */
  constructor(url, options) {
    this.url = url;
    this.model = options.model;
    this.pause = options.pause;
    this.long = options.long ?? 'Write 2000 words about rivers';
    this.version = 'v1beta';
    /** @type {Set<string>} what is stored and has to be deleted */
    this.stored = new Set();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<{status: number, type: string, text: string, json: any, events: any[]}>}
   */
  async request(method, path, body) {
    const response = await fetch(`${this.url}/${this.version}/${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    /** @type {{status: number, type: string, text: string, json: any, events: any[]}} */
    const reply = { status: response.status, type, text, json: undefined, events: [] };
    if (type.startsWith('text/event-stream')) reply.events = eventsOf(text);
    else if (type.startsWith('application/json') && text) reply.json = JSON.parse(text);
    const id = reply.json?.id || reply.events[0]?.interaction?.id;
    if (method === 'POST' && id && reply.status === 200) this.stored.add(id);
    return reply;
  }

  /**
   * An interaction with the model, unless `members` name another.
   * @param {{agent?: string, [name: string]: any}} members
   */
  create(members) {
    const target = members.agent ? {} : { model: this.model };
    return this.request('POST', 'interactions', { ...target, ...members });
  }

  /** @param {string} id */
  get(id, query = '') {
    return this.request('GET', `interactions/${id}${query}`);
  }

  /** @param {string} id */
  async remove(id) {
    const reply = await this.request('DELETE', `interactions/${id}`);
    if (reply.status === 200) this.stored.delete(id);
    return reply;
  }

  /**
   * Polls a run until it moves no more.
   * @param {string} id
   */
  async ended(id) {
    for (;;) {
      const { json } = await this.get(id);
      if (!['in_progress', 'queued'].includes(json.status)) return json;
      await pause(this.pause);
    }
  }

  /** Deletes what was stored; the ids of what could not be deleted. */
  async clean() {
    for (const id of this.stored) await this.remove(id);
    return [...this.stored];
  }
}

/**
 * @param {string} text of a stream
 * @returns {any[]}
 */
function eventsOf(text) {
  return text
    .split('\n\n')
    .map((frame) =>
      frame
        .split('\n')
        .find((line) => line.startsWith('data: '))
        ?.slice(6),
    )
    .flatMap((data) => (data && data !== '[DONE]' ? [JSON.parse(data)] : []));
}
