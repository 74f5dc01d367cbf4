// What goes along with a message besides its text: chosen in the Settings dialog, kept as the
// default for new conversations, and written as members of the API's request.

import { parseJson } from './format.js';
import { recall, remember } from './storage.js';
import { kToys } from './toys.js';

/**
 * @typedef {{
 *   store: boolean, background: boolean, summaries: boolean, level: string, system: string,
 *   planning: boolean, toys: boolean, search: boolean, code: boolean, url: boolean,
 * }} Options
 */

/** @type {Options} those of the API, so that a plain message is sent plainly */
const kDefaults = {
  store: true,
  background: false,
  summaries: false,
  level: '',
  system: '',
  planning: false,
  toys: false,
  search: false,
  code: false,
  url: false,
};

const kServerTools = { search: 'google_search', code: 'code_execution', url: 'url_context' };

/** @returns {Options} */
export function defaultOptions() {
  return { ...kDefaults, ...parseJson(recall('settings') || '{}') };
}

/** @param {Options} options */
export function keepOptions(options) {
  remember('settings', JSON.stringify(options));
}

/** @param {string} id of a model or agent */
export function isAgent(id) {
  return /^(deep-research|antigravity)-|^agents\//.test(id);
}

/**
 * The settings of a message, as the core takes them.
 * @param {string} id of the model or agent
 * @param {Options} options
 * @param {string} [environment] of the turn before
 */
export function settingsFor(id, options, environment = '') {
  const settings = id.startsWith('deep-research-')
    ? research(id, options)
    : isAgent(id)
      ? agent(id, options, environment)
      : model(id, options);
  return JSON.stringify(settings);
}

/**
 * @param {string} id
 * @param {Options} options
 */
function model(id, options) {
  const { store, background, summaries, level, system } = options;
  const config = {
    ...(level && { thinking_level: level }),
    ...(summaries && { thinking_summaries: 'auto' }),
  };
  const tools = [
    ...(options.toys ? kToys : []),
    ...Object.entries(kServerTools)
      .filter(([option]) => options[/** @type {keyof Options} */ (option)])
      .map(([, type]) => ({ type })),
  ];
  return {
    model: id,
    ...(!store && { store: false }),
    ...(store && background && { background: true, store: true }),
    ...(Object.keys(config).length && { generation_config: config }),
    ...(system && { system_instruction: system }),
    ...(tools.length && { tools }),
  };
}

/**
 * Deep research runs in the background only, and takes neither an instruction nor functions.
 * @param {string} id
 * @param {Options} options
 */
function research(id, { planning }) {
  return {
    agent: id,
    background: true,
    store: true,
    agent_config: { type: 'deep-research', thinking_summaries: 'auto', collaborative_planning: planning },
  };
}

/**
 * Agents with a sandbox: going on from a turn needs its sandbox as well.
 * @param {string} id
 * @param {Options} options
 * @param {string} environment
 */
function agent(id, { background, system }, environment) {
  return {
    agent: id.replace(/^agents\//, ''),
    ...(background && { background: true, store: true }),
    ...(id.startsWith('antigravity-') && { environment: environment || 'remote' }),
    ...(system && { system_instruction: system }),
  };
}

/**
 * The options that make these settings: a conversation that is opened again goes on as it was.
 * @param {any} settings
 * @returns {{id: string, options: Options}}
 */
export function optionsOf(settings) {
  const { generation_config: config, agent_config: agentConfig, tools = [] } = settings;
  const has = (/** @type {string} */ type) => tools.some((/** @type {any} */ tool) => tool?.type === type);
  const isModel = typeof settings.model === 'string';
  return {
    id: String(settings.model ?? settings.agent ?? ''),
    options: {
      store: settings.store !== false,
      background: isModel && settings.background === true,
      summaries: config?.thinking_summaries === 'auto',
      level: config?.thinking_level ?? '',
      system: settings.system_instruction ?? '',
      planning: agentConfig?.collaborative_planning === true,
      toys: has('function'),
      search: has(kServerTools.search),
      code: has(kServerTools.code),
      url: has(kServerTools.url),
    },
  };
}
