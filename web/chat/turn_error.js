// What went wrong with a turn: what was said, what the reader can do about it, and the ways on.

import { actionButton, el } from '../ui/dom.js';
import { parseJson, prettyJson, seconds, shorten, size } from '../ui/format.js';
import { wordOf } from '../ui/outside.js';
import { W } from '../ui/late_strings.js';
import { S } from '../ui/strings.js';

const kLongBody = 20000; // characters

/**
 * @param {HTMLElement} box
 * @param {number} status HTTP status, or 0
 * @param {any} error as effect turn_error has it (wasm/io.h)
 */
export function explain(box, status, error) {
  const advice = adviceFor(status, error);
  box.append(
    el('p', { class: 'what' }, W.error.title(status, wordOf(error.code))),
    el('p', { class: 'said', dir: 'auto' }, wordOf(error.message) || S.noMessage),
    advice ? el('p', { class: 'advice' }, advice) : '',
    el(
      'div',
      { class: 'buttons' },
      actionButton('retry', S.retry),
      actionButton('cancel-retry', S.cancelRetry, { hidden: true }),
      actionButton('skip', S.skip),
    ),
    error.body ? rawBody(error.body) : '',
  );
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

/**
 * What the reader can do about it.
 * @param {number} status
 * @param {any} error
 */
function adviceFor(status, error) {
  const code = wordOf(error.code).toLowerCase();
  if (error.daily || code === 'quota_exceeded') return W.error.daily;
  if (status === 429 || /^(429|resource_exhausted|rate_limit_exceeded|too_many_requests)$/.test(code)) {
    return error.retry_ms > 0 ? W.error.busyFor(seconds(error.retry_ms)) : W.error.busy;
  }
  if (status === 401 || status === 403 || /api key/i.test(wordOf(error.message))) return W.error.key;
  if (status === 404) return W.error.model;
  if (status >= 500) return W.error.server;
  if (status >= 400) return W.error.request;
  return '';
}
