// What the reader can do about what went wrong with a turn, and what came back.

import { el } from '../ui/dom.js';
import { parseJson, prettyJson, seconds, shorten, size } from '../ui/format.js';
import { numberOf, wordOf } from '../ui/outside.js';
import { W } from '../ui/late_strings.js';

const kLongBody = 20000; // characters

/** @type {Record<string, string>} by a word of namespace trouble (wasm/answer/error_decoder.h) */
const advice = W.error.advice;

/**
 * @param {HTMLElement} box with the words of the service, and the ways on
 * @param {any} error as effect turn_error has it (wasm/io.h)
 */
export function explain(box, { kind, retry_ms, body }) {
  const [what, said] = box.children;
  const wait = numberOf(retry_ms);
  what.textContent ||= W.error.none;
  const text = kind === 'busy' && wait > 0 ? W.error.busyFor(seconds(wait)) : advice[wordOf(kind)];
  if (text) said.after(el('p', { class: 'advice' }, text));
  if (body) box.append(rawBody(body));
}

/** @param {unknown} body */
function rawBody(body) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const json = parseJson(text);
  const shown = json === undefined ? text : prettyJson(json);
  const cut = shown.length > kLongBody ? ` (${size(shown.length)})` : '';
  return el(
    'details',
    {},
    el('summary', {}, W.error.raw),
    el('pre', { class: 'json', tabindex: '0' }, shorten(shown, kLongBody) + cut),
  );
}
