// What went wrong with a turn: what was said, what the reader can do about it, and the ways on.

import { actionButton, el } from '../ui/dom.js';
import { parseJson, prettyJson, seconds, shorten, size } from '../ui/format.js';
import { wordOf } from '../ui/outside.js';
import { S } from '../ui/strings.js';

const kLongBody = 20000; // characters

/**
 * @param {number} status HTTP status, or 0
 * @param {any} error as effect turn_error has it (wasm/io.h)
 */
export function errorBox(status, error) {
  const advice = adviceFor(status, error);
  return el(
    'div',
    { 'data-part': 'error' },
    el('p', { class: 'what' }, S.error.title(status, wordOf(error.code))),
    el('p', { class: 'said', dir: 'auto' }, wordOf(error.message) || S.error.noMessage),
    advice && el('p', { class: 'advice' }, advice),
    el(
      'div',
      { class: 'buttons' },
      actionButton('retry', S.retry),
      actionButton('cancel-retry', S.cancelRetry, { hidden: true }),
      actionButton('skip', S.skip),
    ),
    error.body && rawBody(error.body),
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
    el('summary', {}, S.error.raw),
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
  if (error.daily || code === 'quota_exceeded') return S.error.daily;
  if (status === 429 || /^(429|resource_exhausted|rate_limit_exceeded|too_many_requests)$/.test(code)) {
    return error.retry_ms > 0 ? S.error.busyFor(seconds(error.retry_ms)) : S.error.busy;
  }
  if (status === 401 || status === 403 || /api key/i.test(wordOf(error.message))) return S.error.key;
  if (status === 404) return S.error.model;
  if (status >= 500) return S.error.server;
  if (status >= 400) return S.error.request;
  return '';
}
