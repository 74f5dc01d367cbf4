// A conversation from a file brings settings of its own, which somebody else has chosen: an instruction,
// servers that are told what is said. They go along with no message before the reader says so.

import { byId, el } from '../ui/dom.js';
import { announce } from '../ui/say.js';
import { adopt } from '../ui/sheet.js';
import css from './question.css';
import { T } from './strings.js';

adopt(css);

/**
 * @param {Record<string, any>} settings of the file
 * @param {(use: boolean) => void} answer
 * @returns {HTMLElement} the question, as long as it is asked
 */
export function askSettings(settings, answer) {
  const text = T.foreign(namesOf(settings).join(', '));
  const button = (/** @type {string} */ label, /** @type {boolean} */ use) => {
    const made = el('button', { type: 'button' }, label);
    made.addEventListener('click', () => {
      question.remove();
      answer(use);
      byId('message').focus();
    });
    return made;
  };
  const question = el(
    'div',
    { class: 'question', role: 'group', 'aria-label': T.foreignTitle },
    el('p', {}, text),
    button(T.useTheirs, true),
    button(T.useMine, false),
  );
  byId('say').after(question);
  announce(text);
  return question;
}

/**
 * What they are about, in words of the API.
 * @param {Record<string, any>} settings
 */
function namesOf({ model, attachments, tools, agent, ...members }) {
  const list = Array.isArray(tools) ? tools : [];
  const named = list.map((tool) => [tool?.type, tool?.url ?? tool?.name].filter(Boolean).join(' ') || 'tools');
  return [...(agent ? [`agent ${agent}`] : []), ...Object.keys(members), ...named];
}
