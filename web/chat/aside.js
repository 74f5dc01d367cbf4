// Turns of other branches that stand together, as after an early turn was asked again: one line in
// their place, until someone wants to see them.

import { actionButton, setText } from '../ui/dom.js';
import { W } from '../ui/late_strings.js';

const kLeast = 2; // turns that are worth a line

/** @param {HTMLElement} log of turns and these lines */
export function gatherAside(log) {
  /** @type {Map<Element | null, HTMLElement>} lines, by the turn that follows */
  const lines = new Map();
  /** @type {HTMLElement[]} */
  let run = [];
  const end = () => {
    const [first] = run;
    const line = run.length < kLeast ? null : (lines.get(first) ?? actionButton('aside', '', { class: 'aside' }));
    if (line) {
      if (line.nextElementSibling !== first) first.before(line);
      setText(line, W.aside(run.length));
      lines.delete(first);
    }
    show(run, line?.ariaExpanded === 'true' || !line, line);
    run = [];
  };
  const turns = [];
  for (const child of /** @type {HTMLCollectionOf<HTMLElement>} */ (log.children)) {
    if (child.classList.contains('aside')) lines.set(child.nextElementSibling, child);
    else turns.push(child);
  }
  for (const turn of turns) {
    if (turn.dataset.branch === 'other') {
      run.push(turn);
      continue;
    }
    end();
    turn.removeAttribute('data-aside');
  }
  end();
  for (const line of lines.values()) line.remove();
}

/**
 * @param {HTMLElement[]} turns
 * @param {boolean} shown
 * @param {HTMLElement | null} line
 */
function show(turns, shown, line) {
  if (line) line.ariaExpanded = String(shown);
  for (const turn of turns) turn.toggleAttribute('data-aside', !shown);
}

/** @param {HTMLElement} line */
export function toggleAside(line) {
  const turns = [];
  for (let at = line.nextElementSibling; at instanceof HTMLElement && at.dataset.branch === 'other'; )
    at = (turns.push(at), at.nextElementSibling);
  show(turns, line.ariaExpanded !== 'true', line);
}

/** A turn is about to be looked at. @param {HTMLElement} turn */
export function reveal(turn) {
  if (!turn.hasAttribute('data-aside')) return;
  let line = turn.previousElementSibling;
  while (line && !line.classList.contains('aside')) line = line.previousElementSibling;
  if (line instanceof HTMLElement) toggleAside(line);
}
