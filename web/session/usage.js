// For the operator: who used what, today and in the last 30 days.

import { getJson } from '../core/api.js';
import { el } from '../ui/dom.js';
import { openPanel } from '../ui/panel.js';
import { fixed } from '../ui/language.js';
import { A } from './strings.js';

/** @typedef {{interactions: number, tokens: number}} Used */

/** @param {number} tokens */
const short = (tokens) =>
  tokens < 1e4 ? String(tokens) : tokens < 1e7 ? `${fixed(tokens / 1e3, 0)} k` : `${fixed(tokens / 1e6, 1)} M`;

export async function openUsage() {
  /** @type {{users: {name: string, today: Used, month: Used}[]}} */
  const { users } = await getJson('/parley/usage');
  const most = Math.max(1, ...users.map(({ month }) => month.tokens));
  const cells = (/** @type {Used} */ { interactions, tokens }) => [
    el('td', {}, String(interactions)),
    el('td', {}, short(tokens)),
  ];
  const rows = users.map(({ name, today, month }) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, name),
      ...cells(today),
      ...cells(month),
      el('td', {}, el('progress', { max: most, value: month.tokens, 'aria-hidden': 'true' })),
    ),
  );
  const head = [A.usage.user, A.usage.today, A.usage.tokens, A.usage.month, A.usage.tokens, ''];
  openPanel(
    A.usage.title,
    users.length
      ? el(
          'div',
          { class: 'usage' },
          el(
            'table',
            {},
            el('thead', {}, el('tr', {}, ...head.map((text) => el('th', { scope: 'col' }, text)))),
            el('tbody', {}, ...rows),
          ),
        )
      : el('p', { class: 'note' }, A.usage.none),
  );
}
