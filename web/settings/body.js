// The request that a message written now would make; the core makes the real one.

import { T } from './strings.js';

/**
 * @param {Record<string, any>} settings
 * @param {string} text
 * @param {import('../chat/view.js').View | undefined} view
 * @param {string} mode in which it would be sent
 */
export function bodyOf(settings, text, view, mode) {
  const parent = view?.next[mode].parent ?? 0;
  const previous = settings.store !== false && view?.turns.get(parent)?.interaction?.id;
  const input = parent && !previous ? [T.history, text] : text;
  return { ...settings, input, stream: true, ...(previous && { previous_interaction_id: previous }) };
}
