// What goes along with a message besides its text: chosen in the Settings dialog, each conversation
// with its own, and written as members of the API's request.

import { parseJson } from '../ui/format.js';
import { merge } from './merge.js';
import { recall, remember } from '../keep/storage.js';

/**
 * members: what the form sets, as members of the request; which of them a model or an agent takes
 * is decided when a message is sent. extra: merged into the request after that, whatever it is.
 * @typedef {{members: Record<string, any>, extra: Record<string, any>}} Choice
 */

/** What new conversations begin with. @returns {Choice} */
export function defaultChoice() {
  return read(recall('settings'));
}

/** @param {Choice} choice */
export function keepDefault(choice) {
  remember('settings', JSON.stringify(choice));
}

/** That of a conversation without messages, which is kept nowhere else. */
export function newChoice() {
  return read(recall('settings.new') || recall('settings'));
}

/** @param {Choice | null} choice null: there is none any more */
export function keepNew(choice) {
  remember('settings.new', choice ? JSON.stringify(choice) : '');
}

/** @param {string} text @returns {Choice} */
function read(text) {
  const { members, extra } = parseJson(text) ?? {};
  return { members: members ?? {}, extra: extra ?? {} };
}

export const isResearch = (/** @type {string} */ id) => id.startsWith('deep-research-');
export const isAgent = (/** @type {string} */ id) => /^(deep-research|antigravity)-|^agents\//.test(id);

/**
 * The settings of a message.
 * @param {string} id of the model or agent
 * @param {Choice} choice
 * @returns {Record<string, any>} members of the request
 */
export function settingsFor(id, { members, extra }) {
  const { agent_config: config = {}, environment: sandbox, background, store, ...rest } = members;
  /** @type {Record<string, any>} */
  let settings = {};
  if (isResearch(id)) {
    // It runs in the background only, and takes neither an instruction nor functions.
    const { collaborative_planning = false, visualization } = config;
    const of = { type: 'deep-research', thinking_summaries: 'auto', collaborative_planning, visualization };
    settings = { agent: id, background: true, store: true, agent_config: of };
  } else if (isAgent(id)) {
    const { max_total_tokens: tokens } = config;
    settings = { agent: id.replace(/^agents\//, ''), system_instruction: rest.system_instruction };
    if (background) settings.background = settings.store = true;
    if (id.startsWith('antigravity-')) settings.environment = sandbox || 'remote'; // a fresh one, unless it goes on
    if (tokens) settings.agent_config = { type: 'antigravity', max_total_tokens: tokens };
  } else {
    settings = { model: id, ...rest };
    const { tool_choice: choice, ...config } = rest.generation_config ?? {};
    // The service refuses a choice among no functions.
    if (choice && !rest.tools?.some((/** @type {any} */ tool) => tool?.type === 'function')) {
      settings.generation_config = Object.keys(config).length ? config : undefined;
    }
    if (store === false) settings.store = false;
    else if (background) settings.background = settings.store = true;
  }
  return merge(settings, extra);
}

/**
 * The choice that makes these settings: a conversation that is opened again goes on as it was.
 * @param {Record<string, any>} settings
 * @returns {{id: string, choice: Choice}}
 */
export function choiceOf({ model, agent, attachments, environment, ...members }) {
  const id = String(model ?? agent ?? '');
  if (isResearch(id)) delete members.background;
  else if (members.background) delete members.store;
  /** @type {Choice} */
  const choice = { members, extra: {} };
  const made = settingsFor(id, choice);
  for (const name in members) if (!(name in made)) choice.extra[name] = members[name];
  return { id, choice };
}
