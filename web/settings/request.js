// Everything else that the API knows, as JSON; and the request as it would go out now.

import { el, setText } from '../ui/dom.js';
import { openedArchive } from '../keep/archive.js';
import { parseJson, prettyJson } from '../ui/format.js';
import { isObject } from './merge.js';
import { json } from './fields.js';
import { T } from './strings.js';

const kMost = 65536; // characters that are shown
/**
 * @param {import('./fields.js').Value} extra
 * @param {() => Promise<string>} body JSON
 */
export function requestFields(extra, body) {
  const shown = el('pre', { class: 'json', tabindex: '0', role: 'region', 'aria-label': T.preview });
  const fields = [
    json(T.extra, extra, (read) => {
      if (!isObject(read)) return T.notObject;
      const own = openedArchive() // by the preview
        ?.ownMembers()
        .find((name) => name in read);
      return own ? T.own(own) : '';
    }),
    el('p', { class: 'legend' }, T.preview),
    shown,
  ];
  let asked = 0;
  const show = async () => {
    const at = ++asked;
    const json = await body();
    if (at === asked) setText(shown, beginning(prettyJson(parseJson(json) ?? {})));
  };
  return { fields, show: () => void show().catch(({ message }) => setText(shown, message)) };
}

/** Without a chain the request holds the whole conversation. @param {string} text */
function beginning(text) {
  return text.length > kMost ? `${text.slice(0, kMost)}\u2026` : text;
}
