// Reads recordings: Parley's own, and plain event streams of anyone. The core does it: what the file
// holds is fed to it with its times, without a network, and what it journals is the conversation.

import { parseJson } from '../../ui/format.js';
import { kFormat, kVersion } from './recording.js';
import { I } from './strings.js';

/**
 * @typedef {import('./recording.js').Input} Input
 * @typedef {{input: Input, line: number}} Fed  line: of the file, from 1
 * @typedef {{title: string, fed: Fed[], problems: string[], own: boolean}} Read
 */

const kMostProblems = 5; // told one by one
const kEventMs = 50; // between events of a file without times
const kStream = 'text/event-stream';
const kComplete = 0; // HttpEnd
const kAll = 0xffffffff; // entries

/**
 * What can be read of a file, and what is wrong with the rest.
 * @param {File} file
 * @param {import('../../core/core.js').Core} core
 * @returns {Promise<{title: string, entries: string[], problems: string[]}>} entries: of a journal; none: it is no
 *     recording
 */
export async function readRecording(file, core) {
  const found = read(await file.text(), file.name, file.lastModified);
  const entries = journalOf(core, found);
  const isOne = found.own || entries.some((entry) => /^\d+ (message|body) /.test(entry));
  return { title: found.title || file.name, entries: isOne ? entries : [], problems: found.problems };
}

/**
 * @param {string} text of a file
 * @param {string} name of it
 * @param {number} time of it
 * @returns {Read}
 */
function read(text, name, time) {
  const start = text.replace(/^\uFEFF/, '');
  if (parseJson(start.split('\n', 1)[0])?.format === kFormat) return readJsonLines(start);
  if (start.startsWith(`: ${kFormat} `)) return readEventStream(start);
  return readForeign(start, name, time);
}

/** Said one by one, up to a limit. @param {string[]} problems @param {string} problem */
function complain(problems, problem) {
  if (problems.length < kMostProblems) problems.push(problem);
}

/** @param {any} value */
const isNumber = (value) => typeof value === 'number' && value >= 0;

/** @param {string} text @returns {Read} */
function readJsonLines(text) {
  /** @type {Read} */
  const read = { title: '', fed: [], problems: [], own: true };
  text.split('\n').forEach((json, at) => {
    const line = parseJson(json);
    if (at === 0) {
      if (line.version !== kVersion) complain(read.problems, I.version(String(line.version)));
      read.title = typeof line.title === 'string' ? line.title : '';
      return;
    }
    if (!json || line?.request !== undefined) return;
    const { time, input: kind, id, arg = 0, offset, type, last_id: lastId = '', data } = line ?? {};
    const message = kind === 'message';
    const words = message ? [type, lastId, data] : [line?.text];
    const numbers = message ? [time, id, offset] : [time, id, arg];
    if (typeof kind !== 'string' || !words.every((word) => typeof word === 'string') || !numbers.every(isNumber)) {
      complain(read.problems, I.badLine(at + 1));
      return;
    }
    const given = message ? `${offset} ${type}\n${lastId}\n${data}` : line.text;
    read.fed.push({ input: { time, kind, id, arg, text: given }, line: at + 1 });
  });
  return read;
}

/** @param {string} text @returns {Read} */
function readEventStream(text) {
  /** @type {Read} */
  const read = { title: '', fed: [], problems: [], own: true };
  let time = 0;
  let id = 0;
  let frame = '';
  let begin = 0;
  const lines = text.split('\n');
  lines.forEach((line, at) => {
    if (at === 0) {
      const head = parseJson(line.slice(line.indexOf('{')));
      if (head?.version !== kVersion) complain(read.problems, I.version(String(head?.version)));
      read.title = typeof head?.title === 'string' ? head.title : '';
    } else if (line.startsWith(': [')) {
      const input = parseJson(line.slice(2));
      if (!Array.isArray(input) || !isNumber(input[0]) || typeof input[1] !== 'string' || !isNumber(input[2])) {
        complain(read.problems, I.badLine(at + 1));
      } else if (input[1] === 'message') {
        [time, , id] = input;
      } else {
        const [when, kind, of, arg = 0, words = ''] = input;
        read.fed.push({ input: { time: when, kind, id: of, arg, text: String(words) }, line: at + 1 });
      }
    } else if (line && !line.startsWith(':')) {
      if (!isField(line)) complain(read.problems, I.badLine(at + 1));
      if (!frame) begin = at + 1;
      frame += `${line}\n`;
    }
    if (frame && (!line || at === lines.length - 1)) {
      read.fed.push({ input: { time, kind: 'http_chunk', id, arg: 0, text: `${frame}\n` }, line: begin });
      frame = '';
    }
  });
  return read;
}

/** Whether a line means something in an event stream. @param {string} line */
const isField = (line) => /^(event|data|id|retry)(:|$)|^:/.test(line);

/**
 * A plain stream, or an answer that was none: one turn.
 * @param {string} text
 * @param {string} name
 * @param {number} time
 * @returns {Read}
 */
function readForeign(text, name, time) {
  /** @type {Read} */
  const read = { title: name, fed: [], problems: [], own: false };
  let now = Math.floor(time);
  const feed = (/** @type {string} */ kind, /** @type {Partial<Input>} */ input, line = 1) =>
    read.fed.push({ input: { time: now, kind, id: 0, arg: 0, text: '', ...input }, line });
  const json = parseJson(text);
  const model = /"model"\s*:\s*"([^"\\]*)"/.exec(text)?.[1] ?? '';
  feed('settings', { text: JSON.stringify(model ? { model } : {}) });
  feed('submit', { text: name });
  const error = (Array.isArray(json) ? json[0] : json)?.error;
  if (json !== undefined)
    feed('http_head', { id: 1, arg: error ? Number(error.code) || 400 : 200, text: 'application/json' });
  else feed('http_head', { id: 1, arg: 200, text: kStream });
  let line = 1;
  for (const piece of json === undefined ? framesOf(text) : [text]) {
    const lines = piece.split(/\r\n|\n|\r/);
    lines.forEach((each, at) => {
      if (json === undefined && each && !isField(each)) complain(read.problems, I.badLine(line + at));
    });
    now += kEventMs;
    feed('http_chunk', { id: 1, text: piece }, line);
    line += lines.length - 1;
  }
  // What stands there is taken, whether or not a line end follows it.
  if (json === undefined && text) feed('http_chunk', { id: 1, text: '\n\n' }, line);
  feed('http_end', { id: 1, arg: kComplete }, line);
  return read;
}

/**
 * Cut behind each empty line; where exactly does not matter to the parser.
 * @param {string} text
 */
function framesOf(text) {
  return text.split(/(?<=\n\n|\r\r|\r\n\r\n)/);
}

/**
 * Feeds what was read to a core.
 * @param {import('../../core/core.js').Core} core
 * @param {Read} read
 * @returns {string[]} the journal
 */
function journalOf(core, { fed, problems, own }) {
  const conversation = core.create();
  /** @type {string[]} */
  const journal = [];
  /** @type {Map<number, boolean>} turns, and whether they go on by themselves */
  const running = new Map();
  /** @type {number[]} requests that the file does not answer */
  let open = [];
  /** @type {number[]} requests that want to stream: there is room */
  const rooms = [];
  /** @type {number[]} */
  const timers = [];
  let time = 0;
  conversation.input('kept', { arg: kAll, time }, false);
  const drain = (/** @type {number} */ line) => {
    for (const { kind, id, arg, state, text, message } of conversation.drain()) {
      if (kind === 'journal') journal.push(text);
      else if (kind === 'room') rooms.push(id);
      else if (kind === 'timer_start') timers.push(id);
      else if (kind === 'http_start') open.push(id);
      else if (kind === 'turn_state')
        running.set(id, state === 'sending' || state === 'streaming' || text === 'stopping');
      else if (kind === 'retry_at') running.set(id, arg > 0);
      else if (message && !isReadable(message.data)) complain(problems, I.badData(line));
    }
  };
  const take = (/** @type {number} */ line) => {
    drain(line);
    for (const id of rooms.splice(0)) {
      conversation.input('room', { id, time }, false);
      drain(line);
    }
  };
  for (const { input, line } of fed) {
    if (!(input.kind in core.protocol.input) || input.kind === 'journal_entry') {
      complain(problems, I.badLine(line));
      continue;
    }
    if (input.kind === 'http_end') {
      open = open.filter((id) => id !== input.id);
      // The journal tells with the end what came after the last event; the core hears it as it came.
      if (input.text) conversation.input('http_chunk', { ...input, arg: 0 }, false);
    }
    time = Math.max(time, input.time);
    // The journal says whole what came in pieces, and says it when it was over.
    conversation.input(input.kind === 'body' ? 'http_chunk' : input.kind, input, false);
    take(line);
  }
  // Nothing of it goes on: there is nobody to ask.
  const last = fed.at(-1)?.line ?? 1;
  const end = () => {
    timers.length = 0; // those from now on ask once more
    for (;;) {
      for (let id = open.shift(); id !== undefined; id = open.shift()) {
        conversation.input('http_head', { id, arg: 404, text: 'application/json', time }, false);
        conversation.input('http_chunk', { id, text: kOver, time }, false);
        conversation.input('http_end', { id, arg: kComplete, time }, false);
        take(last);
      }
      const timer = timers.shift();
      if (timer === undefined) return;
      conversation.input('timer', { id: timer, time }, false);
      take(last);
    }
  };
  if (!own) end();
  for (const [id, on] of running) {
    if (!on) continue;
    open = [];
    conversation.input('stop', { id, time }, false);
    take(last);
    end();
  }
  conversation.close();
  return journal;
}

const kOver = JSON.stringify({ error: { code: 'not_recorded', message: I.recordingOver } });

/** Whether the data of an event is as the API sends it. @param {string} data */
function isReadable(data) {
  return data === '[DONE]' || parseJson(data) !== undefined;
}
