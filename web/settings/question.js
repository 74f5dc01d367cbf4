// A conversation from a file brings settings of its own, which somebody else has chosen: an instruction,
// servers that are told what is said. They go along with no message before the reader says so.

import { byId, el, setText } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { parseJson, shorten } from '../ui/format.js';
import { adopt } from '../ui/sheet.js';
import css from './question.css';
import { choiceOf, isAgent } from './settings.js';
import { T } from './strings.js';

adopt(css);

const kMost = 200; // characters of what they are about

/**
 * Asks, unless they are a model and nothing else, which can be seen where one writes.
 * @param {import('./selection.js').Selection} selection
 * @param {import('../conversation/conversation.js').Conversation} live that came from the file
 */
export function askSettings(selection, live) {
  const settings = parseJson(live.lastSettings) ?? {};
  const { id, choice } = choiceOf(settings);
  const use = () => {
    selection.choice = choice;
    selection.models.use(id);
    selection.changed();
  };
  if (live !== live.all.shown) return;
  const record = live.all.library.records.get(live.id);
  if (record?.theirs !== 'ask') return;
  if (!isAgent(id) && !Object.keys({ ...choice.members, ...choice.extra }).length) {
    if (!record.choice && !record.model) use();
    return;
  }
  const text = T.foreign(shorten(namesOf(settings).join(', '), kMost));
  const button = (/** @type {string} */ label, /** @type {'' | 'no'} */ theirs) => {
    const made = el('button', { type: 'button' }, label);
    attemptOn(made, 'click', () => {
      if (!theirs) use();
      selection.decide(live, theirs);
      byId('message').focus();
    });
    return made;
  };
  const attributes = { class: 'question', role: 'group', 'aria-label': T.foreignTitle };
  selection.question = el('div', attributes, el('p', {}, text), button(T.useTheirs, ''), button(T.useMine, 'no'));
  byId('continuation').parentElement?.before(selection.question);
  setText(byId('announce'), text);
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
