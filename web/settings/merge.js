/**
 * A JSON merge patch (RFC 7396): objects member by member; null takes away.
 * @template T
 * @param {T} target
 * @param {any} patch
 * @returns {T}
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  /** @type {any} */
  const result = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merge(result[name], value);
  }
  return result;
}

/** @param {any} value */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
