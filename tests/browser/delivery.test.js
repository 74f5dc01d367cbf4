// How the page is delivered: its weight, its policy, and for how long what is kept. That a rebuild is seen is tested
// in offline.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';

const kBudget = 95 * 1000; // bytes

begin({ flags: ['--allow-host', 'parley.test'] });

test('what is transferred before a message can be typed is within its budget, headers included', async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  /** @type {Map<string, {url: string, size: number}>} by request */
  const all = new Map();
  network.on('Network.requestWillBeSent', ({ requestId, request }) =>
    all.set(requestId, { url: request.url, size: 0 }),
  );
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = all.get(requestId);
    if (request) request.size = encodedDataLength;
  });
  await network.send('Network.enable');
  await page.goto(proxy.url);
  await page.locator('#connection[data-state=idle]').waitFor();
  await page.getByText('Demo', { exact: true }).waitFor();
  const urls = await page.evaluate(() => {
    const [{ startTime: ready }] = performance.getEntriesByName('ready');
    const resources = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < ready);
    return [location.href, ...resources.map(({ name }) => name)];
  });
  const first = [...all.values()].filter(({ url }) => urls.includes(url));
  assert.ok(first.some(({ url }) => url.endsWith('.wasm')) && first.some(({ url }) => url.endsWith('/parley/config')));
  assert.ok(!first.some(({ url }) => url.includes('/models')), 'the list of models is asked for when it is wanted');
  const total = first.reduce((sum, { size }) => sum + size, 0);
  t.diagnostic(first.map(({ url, size }) => `${url.slice(proxy.url.length)} ${size}`).join(', '));
  assert.ok(total > 10000 && total <= kBudget, `${total} bytes`);
});

test('all comes from this host alone, and violates no strict policy', async (t) => {
  const policy = (await fetch(`${proxy.url}/`)).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);

  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.page.evaluate(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  });
  await chat.send('demo:image Draw');
  await chat.state(1, 'done');
  await chat.until(() => {
    const image = /** @type {HTMLImageElement | null} */ (document.querySelector('[data-part=answer] img'));
    return image?.complete && image.naturalWidth > 0;
  });
  for (const request of chat.requests) assert.match(request.url(), new RegExp(`^(${proxy.url}/|blob:)`));
  assert.deepEqual(await chat.page.evaluate(() => window.violations), []);
  assert.deepEqual(chat.problems, []);
});

test('files with a hash in their name are kept for ever, the page itself is asked for again', async () => {
  const page = await fetch(`${proxy.url}/`);
  const etag = page.headers.get('etag');
  assert.ok(etag);
  assert.doesNotMatch(page.headers.get('cache-control') ?? '', /immutable|max-age=[1-9]/);
  const again = await fetch(`${proxy.url}/`, { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
  const script = /type="module" src="([^"]+)"/.exec(await page.text())?.[1];
  assert.ok(script);
  const file = await fetch(`${proxy.url}/${script}`);
  assert.match(file.headers.get('cache-control') ?? '', /immutable/);
});

test('the page works without a secure context, as in a LAN over plain http', async (t) => {
  const chat = await Chat.open(browser, `http://parley.test:${proxy.port}`);
  t.after(() => chat.close());
  assert.equal(await chat.page.evaluate(() => isSecureContext || !!navigator.clipboard), false);
  await chat.send('Hello');
  await chat.state(1, 'done');
  const id = chat.turn(1).locator('[data-action=copy]').first();
  const text = await id.getAttribute('data-text');
  await id.click();
  await chat.box.click();
  await chat.page.keyboard.press('Control+V');
  assert.equal(await chat.box.inputValue(), text);
  // Chromium remarks that this header, meant for TLS, does nothing here.
  assert.deepEqual(
    chat.problems.filter((text) => !text.includes('Cross-Origin-Opener-Policy')),
    [],
  );
});

test('a module of another version, as an old cache has it, is loaded again, once, and else said', async (t) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  t.after(() => context.close());
  let wrong = 1;
  await context.route('**/parley-*.wasm', async (route) => {
    const response = await route.fetch();
    let code = (await response.body()).toString('latin1');
    if (wrong-- > 0) code = code.replace(/"version":"[0-9a-f]{12}"/, '"version":"another one."');
    await route.fulfill({ contentType: 'application/wasm', body: Buffer.from(code, 'latin1') });
  });
  const chat = new Chat(context, await context.newPage(), proxy.url);
  const loads = () => chat.requests.filter((request) => request.isNavigationRequest()).length;
  await chat.load();
  assert.equal(loads(), 2);
  assert.equal(await chat.page.locator('#say').isVisible(), false);
  await chat.send('Hello');
  await chat.state(1, 'done');

  wrong = Infinity;
  await chat.page.goto(proxy.url);
  const line = chat.page.locator('#say').filter({ hasText: 'Reload it; what you wrote is kept.' });
  await line.waitFor();
  assert.equal(loads(), 4);
  assert.ok(await line.getByRole('button', { name: 'Reload' }).isVisible());
});
