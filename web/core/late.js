// What comes later. A browser asks for a module's address once: one that could not be fetched, since the
// network was gone, stays so until the page is loaded again, and with it all that needs it. So whatever a
// part needs is fetched first, into the browser's cache, and imported when all of it is there. The build
// (web/build.mjs) makes each import() one of these; unbundled they are what they are.

/** Addresses of what was fetched. */
const there = new Set([import.meta.url]);

/** @param {string} url of a module */
async function fetchAll(url) {
  if (there.has(url)) return;
  const response = await fetch(url).catch(() => null);
  // In the browsers' own words (ui/errors.js).
  if (!response?.ok) throw new TypeError(`Failed to fetch dynamically imported module: ${url}`);
  const needed = (await response.text()).matchAll(/(?:from|import)"(\.\/[\w-]+\.js)"/g);
  await Promise.all([...needed].map(([, path]) => fetchAll(new URL(path, url).href)));
  there.add(url);
}

/** @param {string} path beside this module */
async function importLate(path) {
  await fetchAll(new URL(path, import.meta.url).href);
  // eslint-disable-next-line no-unsanitized/method -- the build alone writes such a path
  return import(path);
}

Object.assign(globalThis, { importLate });
