// The Settings dialog: every change counts at once, for messages written from then on.

import { el } from './dom.js';
import { openPanel } from './panel.js';
import { W } from './words.js';

const kLevels = ['', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/**
 * @typedef {import('./settings.js').Options} Options
 * @param {Options} options
 * @param {(options: Options) => void} changed
 */
export function openSettings(options, changed) {
  const now = { ...options };
  const notes = W.settings.notes;

  /** @param {'store' | 'background' | 'summaries' | 'planning' | 'toys' | 'search' | 'code' | 'url'} name */
  function check(name) {
    const box = el('input', { type: 'checkbox', id: `option-${name}`, checked: now[name] });
    const note = notes[name] ? el('small', { id: `note-${name}` }, notes[name]) : null;
    if (note) box.setAttribute('aria-describedby', note.id);
    box.addEventListener('change', () => change({ [name]: box.checked }));
    return el('div', { class: 'option' }, box, el('label', { for: box.id }, W.settings[name]), note);
  }

  /** @param {Partial<Options>} some */
  function change(some) {
    Object.assign(now, some);
    background.disabled = !now.store;
    cost.hidden = now.store;
    changed({ ...now });
  }

  const level = el(
    'select',
    { id: 'option-level' },
    ...kLevels.map((each) => el('option', { value: each, selected: each === now.level }, each || W.settings.levelDefault)),
  );
  level.addEventListener('change', () => change({ level: level.value }));
  const system = el('textarea', { id: 'option-system', rows: 3, dir: 'auto' });
  system.value = now.system;
  system.addEventListener('input', () => change({ system: system.value }));
  const store = check('store');
  const cost = el('p', { class: 'cost', role: 'note', hidden: now.store }, W.settings.storeCost);
  const backgroundOption = check('background');
  const background = /** @type {HTMLInputElement} */ (backgroundOption.firstElementChild);
  background.disabled = !now.store;

  openPanel(
    W.settings.title,
    el('p', { class: 'note' }, W.settings.when),
    group(W.settings.conversation, store, cost, backgroundOption),
    group(
      W.settings.thinking,
      check('summaries'),
      el('div', { class: 'option' }, el('label', { for: level.id }, W.settings.level), level),
    ),
    group(W.settings.tools, check('toys'), check('search'), check('code'), check('url')),
    group(W.settings.research, check('planning')),
    el('div', { class: 'field' }, el('label', { for: system.id }, W.settings.system), system),
  );
}

/**
 * @param {string} title
 * @param {...HTMLElement} children
 */
function group(title, ...children) {
  return el('fieldset', {}, el('legend', {}, title), ...children);
}
