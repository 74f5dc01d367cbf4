// What went wrong is said: where something was attempted, and where nobody waited for it.

import { notice } from './say.js';
import { S } from './strings.js';

/** @type {Set<string>} */
const said = new Set();

/** @param {unknown} error */
export function complain(error) {
  const why = error instanceof Error ? error.message : String(error);
  const isLoading = /dynamically imported|module script/i.test(why); // in the words of Chromium, Firefox and Safari
  notice(isLoading ? S.notLoaded(why) : S.failed(why));
}

/**
 * The one boundary around all that a person can do.
 * @param {() => unknown} work
 */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    console.error(error);
    complain(error);
  }
}

/**
 * What a person does where no command has a name for it, in the same boundary.
 * @template {keyof HTMLElementEventMap} Kind
 * @param {HTMLElement} element
 * @param {Kind} kind
 * @param {(event: HTMLElementEventMap[Kind]) => unknown} work
 */
export function attemptOn(element, kind, work) {
  element.addEventListener(kind, (event) => void attempt(() => work(event)));
}

/** What nobody caught is said once: it may come again and again. */
export function watchErrors() {
  const once = (/** @type {unknown} */ error) => {
    const text = String(error);
    // Not an error: the browser goes on in the next frame.
    if (said.has(text) || text.startsWith('ResizeObserver loop')) return;
    said.add(text);
    complain(error);
  };
  addEventListener('error', ({ error, message }) => once(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => once(reason));
}
