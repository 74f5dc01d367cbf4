// All that a person can do is a command: one registry, and one boundary that says what went wrong.
// web/commands.js has those of the page; parts that are loaded later add theirs.

import { recall } from '../keep/storage.js';
import { attempt } from './errors.js';
import { isComposing } from './keyboard.js';

/**
 * What a command is about; all of it as far as it is known.
 * @typedef {{
 *   turn?: number, conversation?: string, button?: HTMLElement, event?: Event,
 *   text?: string, config?: object, too?: boolean,
 * }} Of
 *
 * run: does it; without it the browser does. keys: as KeyboardEvent.key has them, after `Mod+` (Ctrl, or
 * the Mac's Command) and `Shift+`. place: where they count. when: and whether they do now. slash: its
 * names after a slash in the message box; the first one is listed. takes: what follows it there.
 * @typedef {{
 *   run?: (of: Of) => unknown, keys?: string[], place?: Place, when?: (event: KeyboardEvent) => boolean,
 *   slash?: string[], takes?: boolean,
 * }} Command
 * @typedef {'box' | 'events' | 'anywhere'} Place
 *
 * @typedef {keyof ReturnType<typeof import('../commands.js').pageCommands>
 *   | keyof ReturnType<typeof import('../chat/turn_commands.js').turnCommands>
 *   | keyof ReturnType<typeof import('../list/drawer.js').drawerCommands>
 *   | keyof ReturnType<typeof import('../session/session.js').sessionCommands>
 *   | keyof ReturnType<typeof import('../events/inspector/commands.js').inspectorCommands>
 *   | keyof ReturnType<typeof import('../events/inspector/exchange_tools.js').exchangeCommands>
 *   | keyof typeof import('../reading/actions.js').answerCommands} Name
 */

/** @type {Map<string, Command>} */
export const commands = new Map();

/** @param {Record<string, Command>} more */
export function register(more) {
  for (const [name, command] of Object.entries(more)) commands.set(name, command);
}

/**
 * Does it; what goes wrong is shown.
 * @param {Name} name
 * @param {Of} [of]
 */
export function perform(name, of = {}) {
  const { run } = commands.get(name) ?? {};
  if (!run) throw new Error(`there is no command "${name}"`);
  return attempt(() => run(of));
}

/** A button says in data-action what it does, and what it belongs to says to what. */
export function listenToClicks() {
  document.addEventListener('click', (event) => {
    const { target } = event;
    const button = target instanceof Element ? target.closest('[data-action]') : null;
    if (!(button instanceof HTMLElement)) return;
    const { action, conversation } = button.dataset;
    const { turn } = /** @type {HTMLElement | null} */ (button.closest('[data-turn]'))?.dataset ?? {};
    if (button instanceof HTMLAnchorElement) event.preventDefault();
    void perform(/** @type {Name} */ (action), { turn: Number(turn ?? 0), conversation, button, event });
  });
}

/**
 * Shortcuts of a single key are for where nothing is written, and can be switched off.
 * @param {KeyboardEvent} event
 */
export function isForWriting({ key, ctrlKey, metaKey, target }) {
  if (key.length > 1 || ctrlKey || metaKey) return false;
  return recall('keys') === 'off' || (target instanceof Element && !!target.closest('input, textarea, select'));
}

/**
 * The command that a key gives.
 * @param {KeyboardEvent} event
 * @param {Place} place
 * @returns {Name | undefined}
 */
export function commandOf(event, place) {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (altKey || isComposing(event)) return undefined;
  for (const [name, command] of commands) {
    if (!command.run || command.place !== place || command.when?.(event) === false) continue;
    const fits = command.keys?.some((keys) => {
      const [wanted, ...held] = keys.split('+').reverse();
      const isMod = held.includes('Mod') === (ctrlKey || metaKey);
      // Where a sign stands on the keyboard, and whether with Shift, is up to the keyboard.
      const isShift = /^(.|F\d+)$/.test(wanted) || held.includes('Shift') === shiftKey;
      return isMod && isShift && key.toLowerCase() === wanted.toLowerCase();
    });
    if (fits) return /** @type {Name} */ (name);
  }
  return undefined;
}
