// The service worker: keeps the page's files, so that it opens without the proxy. Conversations are
// not its business: they are in the browser anyway, and what goes to the API passes it by.

const kWait = 4000; // ms for the network to answer a navigation
const kCache = `parley-${PARLEY_VERSION}`;

addEventListener('install', (event) => {
  const { waitUntil } = /** @type {any} */ (event);
  waitUntil.call(event, keep());
});

/** One after another: what the page itself wants goes first. */
async function keep() {
  const cache = await caches.open(kCache);
  for (const name of ['./', ...PARLEY_FILES]) await cache.add(name);
  await /** @type {any} */ (self).skipWaiting();
}

addEventListener('activate', (event) => {
  const old = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== kCache).map((name) => caches.delete(name))));
  /** @type {any} */ (event).waitUntil(old);
});

addEventListener('fetch', (event) => {
  const { request, respondWith } = /** @type {any} */ (event);
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === '/') respondWith.call(event, page(request));
  else if (PARLEY_FILES.includes(pathname.slice(1))) respondWith.call(event, file(request));
});

/** Named after its content: what is kept is right. @param {Request} request */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** From the proxy, if it answers. @param {Request} request */
async function page(request) {
  const kept = caches.match('./');
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), kWait));
  try {
    const fresh = fetch(request);
    return (await Promise.race([fresh, late])) ?? (await fresh);
  } catch {
    return (await kept) ?? Response.error();
  }
}
