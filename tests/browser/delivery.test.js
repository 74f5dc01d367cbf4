// How the page is delivered: its weight, its policy, and for how long what is kept. That a rebuild is seen is tested
// in offline.test.js.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

const kBudget = 100 * 1000;

/** @type {Proxy} */
let proxy;
/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '0', '--allow-host', 'parley.test']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

test('the first load is within its budget, from this host alone, and violates no strict policy', async (t) => {
  const policy = (await fetch(`${proxy.url}/`)).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);

  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.page.evaluate(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  });
  const own = new Set(
    chat.requests
      .filter((request) => request.method() === 'GET' && !/\/(v1beta|parley)\//.test(request.url()))
      .map((request) => request.url()),
  );
  assert.ok([...own].some((url) => url.endsWith('.wasm')));
  let total = 0;
  for (const url of own) {
    const response = await fetch(url, { headers: { 'accept-encoding': 'br' } });
    assert.equal(response.status, 200, url);
    assert.equal(response.headers.get('content-encoding'), 'br', url);
    await response.arrayBuffer();
    total += Number(response.headers.get('content-length'));
  }
  assert.ok(total > 10000 && total <= kBudget, `${total} bytes`);

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
  const script = /src="(app-[^"]+)"/.exec(await page.text())?.[1];
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
