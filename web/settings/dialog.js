// The Settings dialog: every change counts at once, for messages written from then on.

import { el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { isObject } from './merge.js';
import { openPanel } from '../ui/panel.js';
import { defaultChoice, isAgent, keepDefault } from './settings.js';
import { adopt } from '../ui/sheet.js';
import { area, check, line, lines, member, number, select } from './fields.js';
import { Members } from './members.js';
import { outputFields } from './output.js';
import { pageFields } from './page.js';
import { requestFields } from './request.js';
import css from './settings.css';
import { T } from './strings.js';
import { toolFields } from './tools.js';

adopt(css);

const kLevels = ['minimal', 'low', 'medium', 'high', 'xhigh'];
const kTiers = ['flex', 'standard', 'priority'];

// Members that the form has fields for; whatever else was sent before stands in the expert field.
const kKnown = {
  all: [
    'store',
    'background',
    'system_instruction',
    'service_tier',
    'tools',
    'response_format',
    'generation_config',
    'agent_config',
    'environment',
  ],
  generation_config: [
    'thinking_level',
    'thinking_summaries',
    'tool_choice',
    'max_output_tokens',
    'seed',
    'stop_sequences',
    'speech_config',
    'temperature',
    'top_p',
    'top_k',
  ],
};

/**
 * @typedef {import('./settings.js').Choice} Choice
 * @param {string} id of the model or agent
 * @param {Choice} choice
 * @param {(choice: Choice) => Promise<string>} bodyOf of the request that would go out now, as JSON
 * @param {(choice: Choice) => void} changed
 */
export function openSettings(id, choice, bodyOf, changed) {
  const form = el('div', { class: 'settings' });
  const said = el('p', { class: 'note', role: 'status' });
  const keep = el('button', { type: 'button' }, T.keep);
  const back = el('button', { type: 'button' }, T.back);
  let now = split(choice);

  const show = () => {
    form.replaceChildren(...groups(id, now, bodyOf, (picked) => changed((now = picked))));
  };
  attemptOn(keep, 'click', () => {
    keepDefault(now);
    said.textContent = T.kept;
  });
  attemptOn(back, 'click', () => {
    changed((now = split(defaultChoice())));
    show();
    said.textContent = T.isBack;
  });
  show();
  const panel = openPanel(
    T.title,
    el('p', { class: 'note' }, T.when),
    form,
    el('div', { class: 'buttons' }, keep, back),
    said,
  );
  panel.classList.add('wide');
}

/**
 * @param {string} id
 * @param {Choice} choice
 * @param {(choice: Choice) => Promise<string>} bodyOf
 * @param {(choice: Choice) => void} changed
 */
function groups(id, choice, bodyOf, changed) {
  let { extra } = choice;
  const tell = () => {
    background.disabled = !store.get();
    cost.hidden = store.get();
    request.show();
    changed({ members: structuredClone(members.all), extra });
  };
  const members = new Members(choice.members, tell);
  const at = (/** @type {string} */ path) => member(members, path);
  const config = (/** @type {string} */ name) => at(`generation_config.${name}`);

  const store = {
    get: () => at('store').get() !== false,
    set: (/** @type {boolean} */ on) => at('store').set(on ? undefined : false),
  };
  const backgroundField = check(T.background, at('background'));
  const background = /** @type {HTMLInputElement} */ (backgroundField.firstElementChild);
  background.disabled = !store.get();
  const cost = el('p', { class: 'cost', role: 'note', hidden: store.get() }, T.storeCost);
  const request = requestFields(
    { get: () => (Object.keys(extra).length ? extra : undefined), set: (value) => ((extra = value ?? {}), tell()) },
    () => bodyOf({ members: members.all, extra }),
  );
  request.show();

  const { generation_config: sampled = {} } = members.all;
  const sampling = ['temperature', 'top_p', 'top_k'].some((name) => name in sampled);
  return [
    group(
      T.conversation,
      true,
      area(T.system, at('system_instruction')),
      check(T.store, store, true, false),
      cost,
      backgroundField,
      select(T.tier, at('service_tier'), kTiers),
    ),
    group(
      T.thinking,
      true,
      check(T.summaries, config('thinking_summaries'), 'auto'),
      select(T.level, config('thinking_level'), kLevels),
    ),
    group(T.tools, true, ...toolFields(members)),
    group(
      T.output,
      true,
      ...outputFields(members),
      number(T.most, config('max_output_tokens'), { min: 1, max: 1048576 }),
      number(T.seed, config('seed'), { step: 1 }),
      lines(T.stop, config('stop_sequences')),
    ),
    group(
      T.agents,
      isAgent(id),
      check(T.planning, at('agent_config.collaborative_planning')),
      select(T.visuals, at('agent_config.visualization'), ['auto', 'off']),
      number(T.budget, at('agent_config.max_total_tokens'), { min: 1 }),
      line(T.sandbox, at('environment')),
    ),
    group(
      T.sampling,
      sampling,
      el('p', { class: 'note' }, T.samplingNote),
      number(T.temperature, config('temperature'), { min: 0, max: 2, step: 'any' }),
      number(T.topP, config('top_p'), { min: 0, max: 1, step: 'any' }),
      number(T.topK, config('top_k'), { min: 1 }),
    ),
    group(T.request, true, ...request.fields),
    group(T.page, true, ...pageFields()),
  ];
}

/**
 * @param {string} title
 * @param {boolean} open
 * @param {...HTMLElement} children
 */
function group(title, open, ...children) {
  return el('details', { open }, el('summary', {}, el('h3', {}, title)), ...children);
}

/**
 * What the form has no field for goes to the expert field.
 * @param {Choice} choice
 * @returns {Choice}
 */
function split(choice) {
  const members = structuredClone(choice.members);
  /** @type {Record<string, any>} */
  const extra = structuredClone(choice.extra);
  for (const name of Object.keys(members)) {
    if (kKnown.all.includes(name)) continue;
    extra[name] ??= members[name];
    delete members[name];
  }
  const { generation_config: config } = members;
  for (const name of Object.keys(config ?? {})) {
    if (kKnown.generation_config.includes(name) && !isObject(config[name])) continue;
    (extra.generation_config ??= {})[name] ??= config[name];
    delete config[name];
  }
  return { members, extra };
}
