// A background run under way, in its turn: what it thinks about, and the ways to leave it, to come
// back to it, to end it.

import { actionButton, el, setText } from '../ui/dom.js';
import { W } from '../ui/late_strings.js';
import { adopt } from '../ui/sheet.js';
import formsCss from '../ui/forms.css';
import callsCss from './calls.css';

adopt(formsCss);
adopt(callsCss);

const kTitles = 4; // the newest ones
const kStuck = 3600000; // ms without progress; runs have hung for days

/**
 * @param {import('./turn.js').Turn} turn
 * @param {number} time now
 */
export function isStuck(turn, time) {
  return time - turn.sign >= kStuck;
}

export class Job {
  /** @param {import('./turn.js').Turn} turn */
  constructor(turn) {
    this.turn = turn;
    this.titles = el('ol', { role: 'list', 'aria-label': W.jobs.titles });
    this.stuck = el('p', { class: 'cost', hidden: true }, W.jobs.stuck);
    this.park = actionButton('park', W.jobs.park);
    this.element = el(
      'div',
      { class: 'job' },
      this.titles,
      this.stuck,
      el('div', { class: 'buttons' }, this.park, actionButton('stop-turn', W.jobs.cancel)),
    );
    turn.reply.after(this.element);
    this.tick(Date.now());
  }

  /** @param {number} time now */
  tick(time) {
    const { turn } = this;
    const titles = turn.steps.thoughtTitles().slice(-kTitles);
    if (titles.join('\n') !== this.shown) {
      this.shown = titles.join('\n');
      this.titles.replaceChildren(...titles.map((title) => el('li', {}, title)));
    }
    const isParked = turn.connection === 'parked';
    this.park.hidden = !isParked && (turn.state !== 'streaming' || turn.connection === 'polling');
    this.park.dataset.action = isParked ? 'unpark' : 'park';
    setText(this.park, isParked ? W.jobs.unpark : W.jobs.park);
    this.stuck.hidden = !isStuck(turn, time);
  }

  remove() {
    this.element.remove();
  }
}
