// A conversation as a recording: event stream text, or JSON lines. Both hold the inputs of the core
// (wasm/io.h) with their times, so that replaying one brings back the same state; secrets are
// removed. As event stream text it is one that any parser reads: what is not an event stands in
// comments. Requests are told for people; reading it makes them again.

import { parseJson } from '../../ui/format.js';
import { redacted, withoutKeys } from './redact.js';

/**
 * @typedef {{time: number, kind: string, id: number, arg: number, text: string}} Input
 * @typedef {{time: number, turn: number, text: string}} Request  as wasm/io.h writes one
 */

export const kFormat = 'parley-recording';
export const kVersion = 1;

/** @param {string} entry of a journal (wasm/turns/journal.h) @returns {Input | null} */
export function inputOf(entry) {
  const match = /^(\d+) (\w+) (\d+) (\d+)\n/.exec(entry);
  if (!match) return null;
  const [head, time, kind, id, arg] = match;
  return { time: Number(time), kind, id: Number(id), arg: Number(arg), text: entry.slice(head.length) };
}

/** @param {Input} input */
export function entryOf({ time, kind, id, arg, text }) {
  return `${time} ${kind} ${id} ${arg}\n${text}`;
}

/** The parts of a message input. @param {string} text */
export function messageOf(text) {
  const space = text.indexOf(' ');
  const type = text.indexOf('\n', space);
  const id = text.indexOf('\n', type + 1);
  return {
    offset: Number(text.slice(0, space)),
    type: text.slice(space + 1, type),
    lastId: text.slice(type + 1, id),
    data: text.slice(id + 1),
  };
}

/**
 * The frame of an event, as the standard writes one.
 * @param {string} type
 * @param {string} data
 * @param {string} [id] undefined: none
 */
export function frame(type, data, id) {
  const event = type === 'message' ? '' : `event: ${type}\n`;
  const last = id === undefined ? '' : `id: ${id}\n`;
  return `${event}${last}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`;
}

/**
 * What was done, and the requests that came of it, in order.
 * @param {import('../../core/core.js').Core} core
 * @param {string[]} entries of a journal
 * @returns {(Input | Request)[]}
 */
function told(core, entries) {
  const conversation = core.create();
  /** @type {(Input | Request)[]} */
  const all = [];
  for (const entry of entries) {
    const parsed = inputOf(entry);
    if (!parsed) continue;
    const input = redacted(parsed);
    all.push(input);
    conversation.input('journal_entry', { text: entryOf(input) }, false);
    for (const { kind, arg, time, text } of conversation.drain()) {
      if (kind === 'http_start') all.push({ time, turn: arg, text });
    }
  }
  conversation.close();
  return all;
}

/** @param {string} text of a request */
function requestLine(text) {
  const end = text.indexOf('\n\n');
  return {
    line: text
      .slice(0, end)
      .split('\n', 1)[0]
      .replace(/(\/parley\/streams\/)[^?]*/, '$1removed'),
    body: text.slice(end + 2),
  };
}

/**
 * @param {import('../../core/core.js').Core} core
 * @param {string} title
 * @param {string[]} entries
 */
export function toJsonLines(core, title, entries) {
  /** @type {unknown[]} */
  const lines = [{ format: kFormat, version: kVersion, title: withoutKeys(title) }];
  for (const each of told(core, entries)) {
    if ('turn' in each) {
      const { line, body } = requestLine(each.text);
      lines.push({ time: each.time, turn: each.turn, request: line, ...(body && { body: parseJson(body) ?? body }) });
      continue;
    }
    const { time, kind, id, arg, text } = each;
    if (kind !== 'message') {
      lines.push({ time, input: kind, id, arg, text });
      continue;
    }
    const { offset, type, lastId, data } = messageOf(text);
    lines.push({ time, input: kind, id, offset, type, ...(lastId && { last_id: lastId }), data });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * @param {import('../../core/core.js').Core} core
 * @param {string} title
 * @param {string[]} entries
 */
export function toEventStream(core, title, entries) {
  const pieces = [`: ${kFormat} ${JSON.stringify({ version: kVersion, title: withoutKeys(title) })}\n`];
  let before = '';
  for (const each of told(core, entries)) {
    if ('turn' in each) {
      const { line, body } = requestLine(each.text);
      pieces.push(`: request of turn ${each.turn}: ${line} ${JSON.stringify(parseJson(body) ?? body)}\n`);
      continue;
    }
    const { time, kind, id, arg, text } = each;
    if (kind !== 'message') {
      pieces.push(`: ${JSON.stringify([time, kind, id, arg, text])}\n`);
      continue;
    }
    const { type, lastId, data } = messageOf(text);
    pieces.push(`: ${JSON.stringify([time, kind, id])}\n`, frame(type, data, lastId === before ? undefined : lastId));
    before = lastId;
  }
  return pieces.join('');
}
