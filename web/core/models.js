// The models that the API has.

import { getJson } from './api.js';

/** @typedef {{id: string, title: string}} Model */

/**
 * Models that may be talked to. The list says nothing about the Interactions API itself, so what
 * surely is of another kind is left out, and any other id may be typed.
 * @returns {Promise<Model[]>}
 */
export async function readModels() {
  const body = await getJson('/v1beta/models?pageSize=1000');
  const models = Array.isArray(body?.models) ? body.models : [];
  return models
    .filter((/** @type {any} */ model) => {
      const methods = model?.supportedGenerationMethods;
      return (
        typeof model?.name === 'string' &&
        !/embedding|-live|live-|decision/.test(model.name) &&
        (!Array.isArray(methods) || !methods.length || methods.some((m) => /generateContent|interaction/i.test(m)))
      );
    })
    .map((/** @type {any} */ model) => ({
      id: model.name.replace(/^models\//, ''),
      title: typeof model.displayName === 'string' ? model.displayName : '',
    }));
}
