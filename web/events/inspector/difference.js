// Where two JSON values differ.

/** @typedef {{path: string, one: any, other: any}} Difference  undefined: not there */

/**
 * @param {any} one
 * @param {any} other
 * @param {string} [path]
 * @returns {Difference[]}
 */
export function differences(one, other, path = '') {
  if (Object.is(one, other)) return [];
  const both = isTree(one) && isTree(other) && Array.isArray(one) === Array.isArray(other);
  if (!both) return [{ path, one, other }];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const isList = Array.isArray(one);
  return [...names].flatMap((name) => {
    const inside = isList ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    return differences(one[name], other[name], inside);
  });
}

/** @param {any} value */
const isTree = (value) => typeof value === 'object' && value !== null;
