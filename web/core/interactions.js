// Interactions that are not a turn's business any more.

import { getJson } from './api.js';

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
