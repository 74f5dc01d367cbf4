// Everything else that the API knows, as JSON; and the request as it would go out now.

import { el, setText } from '../ui/dom.js';
import { prettyJson } from '../ui/format.js';
import { isObject } from './merge.js';
import { json } from './fields.js';
import { T } from './strings.js';

const kOwn = ['input', 'stream', 'previous_interaction_id', 'continuation_token', 'attachments'];

/**
 * @param {import('./fields.js').Value} extra
 * @param {() => Record<string, any>} body
 */
export function requestFields(extra, body) {
  const shown = el('pre', { class: 'json', tabindex: '0', role: 'region', 'aria-label': T.preview });
  const fields = [
    json(T.extra, extra, (read) => {
      if (!isObject(read)) return T.notObject;
      const own = kOwn.find((name) => name in read);
      return own ? T.own(own) : '';
    }),
    el('p', { class: 'legend' }, T.preview),
    shown,
  ];
  return { fields, show: () => setText(shown, prettyJson(sorted(body()))) };
}

/** Members by name, as the request has them. @param {Record<string, any>} body */
function sorted(body) {
  return Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
