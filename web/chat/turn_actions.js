// What can be done with a turn as it stands. What needs more than buttons is loaded when needed.

import { actionButton, el } from '../ui/dom.js';
import { S } from '../ui/strings.js';

/**
 * Buttons of every turn that is over: another version of it, or of what was asked; to go on from it
 * elsewhere; to the events that made it.
 */
export function versionButtons() {
  const of = { class: 'way' };
  return el(
    'span',
    { class: 'over', hidden: true },
    actionButton('rewrite', S.rewrite, of),
    actionButton('again', S.again, of),
    actionButton('fork', S.fork, { ...of, title: S.forkTitle }),
    actionButton('events', S.toEvents, of),
  );
}

/** The ways on from a turn that failed. */
export function failureButtons() {
  return el(
    'div',
    { class: 'buttons' },
    actionButton('retry', S.retry),
    actionButton('cancel-retry', S.cancelRetry, { hidden: true }),
    actionButton('skip', S.skip),
  );
}

/**
 * What the state asks of the user.
 * @param {HTMLElement} place
 * @param {import('./turn.js').Turn} turn
 * @param {string} why a word of namespace reason
 */
export function showTurnActions(place, turn, why) {
  const skip = () => actionButton('skip', S.skip);
  const buttons = (/** @type {HTMLElement[]} */ ...all) => place.append(el('div', { class: 'buttons' }, ...all));
  const later = (/** @type {(place: HTMLElement) => Promise<void>} */ fill) => {
    const part = el('div');
    place.append(part);
    fill(part).catch((error) => part.append(S.notLoaded(error.message)));
  };
  if (turn.state === 'stopped') buttons(actionButton('retry', S.retry), skip());
  if (turn.state !== 'waiting') return;
  if (why === 'consent') {
    buttons(actionButton('consent', S.rebuild), actionButton('refuse', S.dontRebuild));
  } else if (why === 'function_results') {
    later(async (part) => (await import('./calls.js')).showCalls(part, turn));
    buttons(skip());
  } else if (turn.plans) {
    later(async (part) => (await import('./plan.js')).showPlan(part, turn));
    buttons(skip());
  } else {
    buttons(actionButton('continue', S.goOn), skip());
  }
}
