// Function calls that wait for their results: a form with all of them, answered in one request.

import { wordOf } from '../ui/outside.js';
import { perform } from '../ui/command.js';
import { el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { prettyJson } from '../ui/format.js';
import { isToy } from './toys.js';
import { runToy } from './toy_run.js';
import { W } from '../ui/late_strings.js';
import { adopt } from '../ui/sheet.js';
import formsCss from '../ui/forms.css';
import callsCss from './calls.css';

adopt(formsCss);
adopt(callsCss);

/** @typedef {{name?: any, id?: any, arguments?: any}} FunctionCall as it came */

/**
 * @param {HTMLElement} place
 * @param {import('./turn.js').Turn} turn
 */
export function showCalls(place, turn) {
  const calls = turn.calls.map((call, at) => new Call(call, `${turn.id}-${at}`));
  const send = () =>
    void perform('give-results', { turn: turn.id, text: JSON.stringify(calls.map((call) => call.result())) });
  const runAll = el('button', { type: 'button' }, W.calls.runAll);
  const form = el(
    'form',
    { class: 'calls', 'aria-label': W.calls.title, autocomplete: 'off' },
    ...calls.map((call) => call.element),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'submit', class: 'go' }, W.calls.send),
      calls.every((call) => call.isToy) && runAll,
    ),
  );
  attemptOn(runAll, 'click', () => {
    for (const call of calls) call.run();
    send();
  });
  attemptOn(form, 'submit', (event) => {
    event.preventDefault();
    if (calls.every((call) => call.isAnswered())) send();
  });
  place.append(form);
}

class Call {
  /**
   * @param {FunctionCall} call
   * @param {string} key of this call among all
   */
  constructor(call, key) {
    this.call = call;
    this.name = wordOf(call.name);
    this.isToy = isToy(this.name);
    this.text = el('textarea', { id: `result-${key}`, rows: 2, dir: 'auto', placeholder: W.calls.hint });
    this.text.addEventListener('input', () => this.text.setCustomValidity(''));
    this.isError = el('input', { type: 'checkbox', id: `error-${key}` });
    const run = el('button', { type: 'button' }, W.calls.run);
    attemptOn(run, 'click', () => this.run());
    this.element = el(
      'fieldset',
      {},
      el('legend', {}, el('code', {}, this.name)),
      el(
        'pre',
        { class: 'json', tabindex: '0', 'aria-label': W.calls.args(this.name) },
        prettyJson(call.arguments ?? {}),
      ),
      el('div', { class: 'field' }, el('label', { for: this.text.id }, W.calls.result(this.name)), this.text),
      el(
        'div',
        { class: 'option' },
        this.isError,
        el('label', { for: this.isError.id }, W.calls.isError),
        this.isToy && run,
      ),
    );
  }

  /** Does what the function says, where it is one of the page's own. */
  run() {
    try {
      this.fill(JSON.stringify(runToy(this.name, this.call.arguments)), false);
    } catch (error) {
      this.fill(error instanceof Error ? error.message : String(error), true);
    }
  }

  /**
   * @param {string} text
   * @param {boolean} isError
   */
  fill(text, isError) {
    this.text.value = text;
    this.isError.checked = isError;
  }

  /** Whether there is something to send; else it is said that there is not. */
  isAnswered() {
    this.text.setCustomValidity(this.text.value.trim() ? '' : W.calls.empty(this.name));
    return this.text.reportValidity();
  }

  /** The step that goes back. */
  result() {
    return {
      type: 'function_result',
      call_id: this.call.id,
      name: this.name,
      typed: this.text.value,
      ...(this.isError.checked && { is_error: true }),
    };
  }
}
