// A plan of deep research that was asked for before the research itself: approve it, or change it.

import { perform } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { W } from '../ui/late_strings.js';
import { adopt } from '../ui/sheet.js';
import formsCss from '../ui/forms.css';
import callsCss from './calls.css';

adopt(formsCss);
adopt(callsCss);

/**
 * @param {HTMLElement} place
 * @param {import('./turn.js').Turn} turn whose answer is the plan
 */
export function showPlan(place, turn) {
  const approve = el('button', { type: 'button', class: 'go' }, W.plan.approve);
  const text = el('textarea', { id: `plan-${turn.id}`, rows: 2, dir: 'auto' });
  const form = el(
    'form',
    { class: 'field', autocomplete: 'off' },
    el('label', { for: text.id }, W.plan.what),
    text,
    el('div', { class: 'buttons' }, el('button', { type: 'submit' }, W.plan.change)),
  );
  attemptOn(approve, 'click', () => goOn(turn, W.plan.approval, false));
  attemptOn(form, 'submit', (event) => {
    event.preventDefault();
    if (text.value.trim()) goOn(turn, text.value, true);
    else text.focus();
  });
  place.append(el('div', { class: 'plan' }, el('div', { class: 'buttons' }, approve), form));
}

/**
 * @param {import('./turn.js').Turn} turn
 * @param {string} text
 * @param {boolean} planning
 */
function goOn(turn, text, planning) {
  const config = { ...turn.settings.agent_config, collaborative_planning: planning };
  void perform('answer-plan', { turn: turn.id, text, config });
}
