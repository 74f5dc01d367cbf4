// What the page itself asks of the proxy. Conversations are the core's business, not this file's.

/**
 * @param {string} path
 * @param {string} [method]
 */
export async function getJson(path, method) {
  const response = await fetch(path, { method, headers: { accept: 'application/json' } });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `HTTP ${response.status}`, { cause: response.status });
  return body;
}

/**
 * @typedef {{
 *   mode?: string, version?: string, instance?: string, user?: string, operator?: boolean,
 *   limits?: {max_body?: number},
 * }} Config
 * @returns {Promise<Config>}
 */
export async function readConfig() {
  return (await getJson('/parley/config')) ?? {};
}
