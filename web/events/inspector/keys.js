// The keys of the inspector: j and k, Enter, / and Escape. None of them while someone types.

import { recall } from '../../keep/storage.js';
import { commandOf, perform } from '../../ui/command.js';

/** @typedef {import('./inspector.js').Inspector} Inspector */

/** @param {Inspector} inspector */
export function listenToKeys(inspector) {
  // Before the page does: what is open here is closed before Escape stops a run.
  document.addEventListener(
    'keydown',
    (event) => {
      const { ctrlKey, metaKey, altKey, isComposing, target } = event;
      if (ctrlKey || metaKey || altKey || isComposing || !(target instanceof Element)) return;
      if (target.closest('dialog') || inspector.region.dataset.open !== 'yes' || !press(inspector, event, target))
        return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}

/**
 * @param {Inspector} inspector
 * @param {KeyboardEvent} event
 * @param {Element} target
 * @returns {boolean} whether it meant something here
 */
function press(inspector, event, target) {
  const { cursor, toolbar, region } = inspector;
  if (event.key === 'Escape') return region.contains(target) && escape(inspector, target);
  if (event.key === 'Enter' && target === toolbar.search) return cursor.move(1, false);
  if (target.matches('input, textarea, select, [contenteditable]')) return false;
  if (recall('keys') === 'off' && !region.contains(target)) return false;
  const name = commandOf(event, 'events');
  if (name) void perform(name, { event });
  return name !== undefined;
}

/**
 * What is open is closed, the last thing first.
 * @param {Inspector} inspector
 * @param {Element} target
 * @returns {boolean}
 */
function escape({ cursor, toolbar, link, list, visit }, target) {
  if (toolbar.closeMenus()) return true;
  if (target === toolbar.search) {
    if (toolbar.search.value) {
      toolbar.search.value = '';
      toolbar.search.dispatchEvent(new Event('input'));
    } else {
      list.focus();
    }
    return true;
  }
  if (cursor.close()) return true;
  const lit = link.entries.length > 0 || cursor.selection.length > 0;
  link.clear();
  cursor.light([]);
  cursor.select([]);
  return visit.end() || lit;
}
