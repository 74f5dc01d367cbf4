// A short hint at the moment when it helps, each of them once.

import { on } from '../ui/bus.js';
import { byId, el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { recall, remember } from '../keep/storage.js';
import { withKeys } from '../ui/keyboard.js';
import { adopt } from '../ui/sheet.js';
import { T } from './strings.js';
import css from './writing.css';

adopt(css);

/** @typedef {import('../chat/view.js').View} View */

/** @type {[string, (view: View) => boolean][]} in the order in which they matter */
const kTips = [
  ['queued', (view) => view.queue.length > 0],
  ['streaming', (view) => view.running && !view.queue.length],
  ['done', (view) => !view.running && [...view.turns.values()].some((turn) => turn.state === 'done')],
];

/**
 * @param {() => View | undefined} shown
 */
export function installTips(shown) {
  const told = new Set(recall('tips').split(' '));
  let now = '';
  const text = el('span', { role: 'status' });
  const close = el('button', { type: 'button', class: 'quiet', 'aria-label': T.hideTip }, '×');
  const tip = el('p', { class: 'tip', hidden: true }, text, close);
  attemptOn(close, 'click', () => {
    tip.hidden = true;
    byId('message').focus();
  });
  byId('composer').prepend(tip);
  const look = () => {
    const view = shown();
    if (!view) return;
    const fits = (/** @type {string} */ name) => kTips.find(([each]) => each === name)?.[1](view);
    if (now && !fits(now)) {
      tip.hidden = true;
      now = '';
    }
    const [name] = kTips.find(([each]) => !told.has(each) && fits(each)) ?? [];
    if (!name || (now && !tip.hidden)) return;
    now = name;
    told.add(name);
    remember('tips', [...told].join(' '));
    text.textContent = withKeys(T.tips[/** @type {keyof typeof T.tips} */ (name)]);
    tip.hidden = false;
  };
  on('shown', look);
  look(); // all that was there to change may have, while this was loading
}
