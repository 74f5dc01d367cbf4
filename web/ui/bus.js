// What happens in the page, told to whoever minds: the way between parts that do not know each other.

/**
 * All that is told, and what is told with it.
 * @typedef {{
 *   shown: void,
 *   deleted: string,
 *   otherVersion: 'newer' | 'older',
 *   usageMissing: import('../chat/turn.js').Turn,
 * }} News  shown: there is something new in what is seen. deleted: id of a conversation that is no
 *     more. otherVersion: another tab has a newer or older page. usageMissing: the service did not
 *     say what this turn took
 */

/** @type {{[Name in keyof News]?: Set<(news: any) => void>}} */
const listeners = {};

/**
 * @template {keyof News} Name
 * @param {Name} name
 * @param {(news: News[Name]) => void} hear
 * @param {AbortSignal} [signal] from its abort on no more
 */
export function on(name, hear, signal) {
  const all = (listeners[name] ??= new Set());
  all.add(hear);
  signal?.addEventListener('abort', () => all.delete(hear));
}

/** How many mind. @param {keyof News} name */
export const listenersOf = (name) => listeners[name]?.size ?? 0;

/**
 * @template {keyof News} Name
 * @param {News[Name] extends void ? [Name] : [Name, News[Name]]} news
 */
export function tell(...[name, news]) {
  for (const hear of [...(listeners[name] ?? [])]) {
    try {
      hear(news);
    } catch (error) {
      queueMicrotask(() => {
        throw error; // all others hear of it, and the page says what is wrong (ui/errors.js)
      });
    }
  }
}
