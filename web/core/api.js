// What the page itself asks of the proxy. Conversations are the core's business, not this file's.

/** @param {string} path */
async function getJson(path) {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `HTTP ${response.status}`);
  return body;
}

/**
 * @typedef {{mode?: string, version?: string, instance?: string, limits?: {max_body?: number}}} Config
 * @returns {Promise<Config>}
 */
export async function readConfig() {
  return (await getJson('/parley/config')) ?? {};
}

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

/**
 * @param {string} id of an interaction
 * @returns {Promise<any>} null: it is not there, or not yet
 */
export async function readUsage(id) {
  const interaction = await getJson(`/v1beta/interactions/${encodeURIComponent(id)}`).catch(() => null);
  return interaction?.usage ?? null;
}

/**
 * @param {string} id of an interaction
 * @returns {Promise<string>} why it could not be deleted; empty: it is gone
 */
export async function deleteInteraction(id) {
  try {
    const response = await fetch(`/v1beta/interactions/${encodeURIComponent(id)}`, { method: 'DELETE' });
    if (response.ok || response.status === 404) return '';
    const body = await response.json().catch(() => null);
    return `HTTP ${response.status}: ${body?.error?.message ?? ''}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
