// Controls that each set one member of the request. An empty one leaves it out.

import { el } from '../ui/dom.js';
import { parseJson } from '../ui/format.js';
import { T } from './strings.js';

/**
 * @typedef {{get: () => any, set: (value: any) => void}} Value
 * @typedef {{label: string, note?: string}} Words
 */

/**
 * @param {import('./members.js').Members} members
 * @param {string} path
 * @returns {Value}
 */
export const member = (members, path) => ({ get: () => members.get(path), set: (value) => members.set(path, value) });

let made = 0;

/**
 * @param {Words} texts
 * @param {HTMLElement} control
 * @param {'check' | 'line' | 'block'} shape
 */
function labelled({ label, note }, control, shape) {
  control.id = `option-${++made}`;
  const name = el('label', { for: control.id }, label);
  const small = note ? el('small', { id: `note-${made}` }, note) : null;
  if (small) control.setAttribute('aria-describedby', small.id);
  const parts = shape === 'check' ? [control, name, small] : [name, control, small];
  return el('div', { class: shape === 'block' ? 'field' : 'option' }, ...parts);
}

/**
 * @param {Words} texts
 * @param {Value} value
 * @param {any} [on] what it is when checked
 * @param {any} [off]
 */
export function check(texts, value, on = true, off = undefined) {
  const box = el('input', { type: 'checkbox', checked: value.get() === on });
  box.addEventListener('change', () => value.set(box.checked ? on : off));
  return labelled(texts, box, 'check');
}

/**
 * @param {Words} texts
 * @param {Value} value
 * @param {string[]} choices
 * @param {Record<string, string>} [names] of choices, where they are not their own; '': the default
 */
export function select(texts, value, choices, names = {}) {
  const given = String(value.get() ?? '');
  const all = ['', ...choices, ...(given && !choices.includes(given) ? [given] : [])];
  const options = all.map((each) =>
    el('option', { value: each, selected: each === given }, names[each] ?? (each || T.byDefault)),
  );
  const control = el('select', {}, ...options);
  control.addEventListener('change', () => value.set(control.value || undefined));
  return labelled(texts, control, 'line');
}

/**
 * @param {Words} texts
 * @param {Value} value
 * @param {Record<string, string | number>} limits as attributes
 */
export function number(texts, value, limits) {
  const control = el('input', {
    type: 'number',
    inputmode: 'decimal',
    value: value.get(),
    placeholder: T.byDefault,
    ...limits,
  });
  const problem = problemOf();
  control.addEventListener('input', () => {
    const good = control.validity.valid;
    control.setAttribute('aria-invalid', String(!good));
    problem.textContent = good ? '' : control.validationMessage;
    if (good) value.set(control.value === '' ? undefined : control.valueAsNumber);
  });
  return withProblem(labelled(texts, control, 'line'), control, problem);
}

/**
 * @param {Words} texts
 * @param {Value} value
 * @param {Record<string, string>} [attributes]
 */
export function line(texts, value, attributes = {}) {
  const control = el('input', {
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    value: value.get(),
    ...attributes,
  });
  control.addEventListener('input', () => value.set(control.value.trim() || undefined));
  return labelled(texts, control, 'block');
}

/**
 * @param {Words} texts
 * @param {Value} value
 */
export function area(texts, value) {
  const control = el('textarea', { rows: 3, dir: 'auto' });
  control.value = value.get() ?? '';
  control.addEventListener('input', () => value.set(control.value || undefined));
  return labelled(texts, control, 'block');
}

/**
 * A list, one item a line.
 * @param {Words} texts
 * @param {Value} value
 */
export function lines(texts, value) {
  return area(texts, {
    get: () => value.get()?.join('\n'),
    set: (text) => {
      const items = (text ?? '').split('\n').filter((/** @type {string} */ item) => item.trim());
      value.set(items.length ? items : undefined);
    },
  });
}

/**
 * JSON of some kind. What cannot be read is said and not taken; what was taken before holds.
 * @param {Words} texts
 * @param {Value} value
 * @param {(json: any) => string} objection why this cannot be; empty: it can
 */
export function json(texts, value, objection) {
  const given = value.get();
  const control = el('textarea', { rows: 3, dir: 'ltr', spellcheck: 'false', class: 'code' });
  control.value = given === undefined ? '' : JSON.stringify(given, null, 2);
  const problem = problemOf();
  control.addEventListener('input', () => {
    const text = control.value.trim();
    const read = parseJson(text);
    const why = !text ? '' : read === undefined ? whyNot(text) : objection(read);
    control.setAttribute('aria-invalid', String(why !== ''));
    problem.textContent = why;
    if (!why) value.set(text ? read : undefined);
  });
  return withProblem(labelled(texts, control, 'block'), control, problem);
}

/** Where it is said what is wrong with a value. */
const problemOf = () => el('p', { class: 'problem', role: 'status' });

/**
 * @param {HTMLElement} field
 * @param {HTMLElement} control
 * @param {HTMLElement} problem
 */
function withProblem(field, control, problem) {
  problem.id = `${control.id}-problem`;
  control.setAttribute('aria-describedby', `${control.getAttribute('aria-describedby') ?? ''} ${problem.id}`.trim());
  field.append(problem);
  return field;
}

/** @param {string} text */
function whyNot(text) {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return T.notJson(error instanceof Error ? error.message : String(error));
  }
}
