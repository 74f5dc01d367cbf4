// For `register`: modules of the page that cannot be fetched, as when the network is gone.

/** @type {string[]} */
let names = [];

/** @param {{names: string[]}} data how their addresses end */
export function initialize(data) {
  ({ names } = data);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (names.some((name) => url.endsWith(name))) throw new TypeError('Failed to fetch');
  return next(url, context);
}
