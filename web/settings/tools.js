// The tools that a model may use.

import { el } from '../ui/dom.js';
import { isObject } from './merge.js';
import { isToy, kToys } from '../chat/toys.js';
import { check, json, line, lines, member, number, select } from './fields.js';
import { T } from './strings.js';

/** @typedef {import('./members.js').Members} Members */

/** @param {Members} members */
export function toolFields(members) {
  const own = (/** @type {any} */ tool) => tool?.type === 'function' && !isToy(tool.name);
  const functions = {
    get: () => {
      const all = members.tools.filter(own).map(({ type, ...rest }) => rest);
      return all.length ? all : undefined;
    },
    set: (/** @type {any[]} */ all = []) =>
      members.setTools(
        own,
        all.map((each) => ({ type: 'function', ...each })),
      ),
  };
  const toy = (/** @type {any} */ tool) => tool?.type === 'function' && isToy(tool.name);
  const toys = {
    get: () => members.tools.some(toy),
    set: (/** @type {boolean} */ on) => members.setTools(toy, on ? kToys : []),
  };
  return [
    check(T.toys, toys, true, false),
    simple(members, 'google_search', T.search),
    simple(members, 'code_execution', T.code),
    simple(members, 'url_context', T.url),
    ...withMore(members, 'google_maps', T.maps, (value) => [
      number(T.latitude, value('latitude'), { min: -90, max: 90, step: 'any' }),
      number(T.longitude, value('longitude'), { min: -180, max: 180, step: 'any' }),
    ]),
    ...withMore(members, 'file_search', T.files, (value) => [lines(T.stores, value('file_search_store_names'))]),
    ...withMore(members, 'mcp_server', T.mcp, (value) => [
      line(T.mcpUrl, value('url'), { type: 'url', placeholder: 'https://' }),
      line(T.mcpName, value('name')),
      json(T.mcpHeaders, value('headers'), (read) => (isObject(read) ? '' : T.notObject)),
    ]),
    json(T.functions, functions, functionsProblem),
    select(T.choice, member(members, 'generation_config.tool_choice'), ['auto', 'any', 'none', 'validated']),
  ];
}

/** @param {any} read */
function functionsProblem(read) {
  const all = Array.isArray(read) ? read : null;
  return all?.every((each) => isObject(each) && typeof each.name === 'string' && each.name) ? '' : T.notFunctions;
}

/**
 * @param {Members} members
 * @param {string} type
 */
function toolValue(members, type) {
  const isThat = (/** @type {any} */ tool) => tool?.type === type;
  return {
    get: () => members.tools.some(isThat),
    set: (/** @type {boolean} */ on) => members.setTools(isThat, on ? [{ type }] : []),
  };
}

/**
 * @param {Members} members
 * @param {string} type
 * @param {import('./fields.js').Words} texts
 */
function simple(members, type, texts) {
  return check(texts, toolValue(members, type), true, false);
}

/**
 * A tool with members of its own, which show once it is chosen.
 * @param {Members} members
 * @param {string} type
 * @param {import('./fields.js').Words} texts
 * @param {(value: (name: string) => import('./fields.js').Value) => HTMLElement[]} fields
 */
function withMore(members, type, texts, fields) {
  const more = el('div', { class: 'more' });
  const on = toolValue(members, type);
  const value = (/** @type {string} */ name) => ({
    get: () => members.tool(type)?.[name],
    set: (/** @type {any} */ given) => {
      const { [name]: before, ...rest } = members.tool(type) ?? { type };
      members.setTools((tool) => tool?.type === type, [given === undefined ? rest : { ...rest, [name]: given }]);
    },
  });
  const show = () => more.replaceChildren(...(on.get() ? fields(value) : []));
  const box = check(texts, { get: on.get, set: (isOn) => (on.set(isOn), show()) }, true, false);
  show();
  return [box, more];
}
