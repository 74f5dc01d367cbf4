// Settings of the page itself, for all conversations in this browser.

import { recall, remember } from '../keep/storage.js';
import { applyTheme } from '../ui/apply_theme.js';
import { check, select } from './fields.js';
import { T } from './strings.js';

export function pageFields() {
  return [
    select(T.theme, kept('theme', applyTheme), ['light', 'dark'], T.themes),
    select(
      T.language,
      kept('language', () => location.reload()),
      ['en', 'de'],
      T.languages,
    ),
    check(
      T.keys,
      kept('keys', () => {}),
      '',
      'off',
    ),
  ];
}

/**
 * @param {string} name
 * @param {() => void} changed
 */
function kept(name, changed) {
  return {
    get: () => recall(name),
    set: (/** @type {string} */ value = '') => {
      remember(name, value);
      changed();
    },
  };
}
