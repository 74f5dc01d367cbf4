// How the page is delivered: its weight, its policy, and that a rebuild is seen.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Chat, kRoot, launch, Proxy } from './support.js';

const kBudget = 100 * 1000;

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

test('the first load is within its budget as served, and from this host alone', async () => {
  const chat = await Chat.open(browser, proxy.url);
  const own = chat.requests.filter(
    (request) => request.method() === 'GET' && !/\/(v1beta|parley)\//.test(request.url()),
  );
  assert.ok(own.some((request) => request.url().endsWith('.wasm')));
  let total = 0;
  const seen = new Set();
  for (const request of own) {
    if (seen.has(request.url())) continue;
    seen.add(request.url());
    const response = await fetch(request.url(), { headers: { 'accept-encoding': 'br' } });
    assert.equal(response.status, 200, request.url());
    assert.equal(response.headers.get('content-encoding'), 'br', request.url());
    await response.arrayBuffer();
    total += Number(response.headers.get('content-length'));
  }
  assert.ok(total > 10000 && total <= kBudget, `${total} bytes`);
  await chat.send('Hello');
  await chat.state(1, 'done');
  for (const request of chat.requests) assert.match(request.url(), new RegExp(`^(${proxy.url}/|blob:)`));
  assert.deepEqual(chat.problems, []);
  await chat.close();
});

test('the policy is strict and nothing violates it', async () => {
  const response = await fetch(`${proxy.url}/`);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.evaluate(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  });
  await chat.send('demo:image Draw');
  await chat.state(1, 'done');
  await chat.page.waitForFunction(() => {
    const image = document.querySelector('[data-part=answer] img');
    return image?.complete && image.naturalWidth > 0;
  });
  assert.deepEqual(await chat.page.evaluate(() => window.violations), []);
  assert.deepEqual(chat.problems, []);
  await chat.close();
});

test('files with a hash in their name are kept for ever, the page itself is asked for again', async () => {
  const page = await fetch(`${proxy.url}/`);
  assert.ok(page.headers.get('etag'));
  assert.doesNotMatch(page.headers.get('cache-control') ?? '', /immutable|max-age=[1-9]/);
  const again = await fetch(`${proxy.url}/`, { headers: { 'if-none-match': page.headers.get('etag') } });
  assert.equal(again.status, 304);
  const script = /src="(app-[^"]+)"/.exec(await page.text())[1];
  const file = await fetch(`${proxy.url}/${script}`);
  assert.match(file.headers.get('cache-control'), /immutable/);
});

test('a reload after a rebuild shows the new page', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-web-'));
  const built = process.env.PARLEY_WEB ?? path.join(kRoot, 'build/release/web');
  await cp(built, folder, { recursive: true });
  const own = await Proxy.start(['--demo-pace', '5', '--web-root', folder]);
  const chat = await Chat.open(browser, own.url);
  try {
    const names = await readdir(folder);
    const script = names.find((name) => /^app-.*\.js$/.test(name));
    const rebuilt = script.replace(/-\w+\./, '-0123456789ab.');
    const html = await readFile(path.join(folder, 'index.html'), 'utf8');
    const code = await readFile(path.join(folder, script), 'utf8');
    for (const name of names.filter((name) => /^(index|app)/.test(name))) await rm(path.join(folder, name));
    await writeFile(path.join(folder, rebuilt), `${code}\ndocument.title = 'Rebuilt';`);
    await writeFile(path.join(folder, 'index.html'), html.replaceAll(script, rebuilt));
    await chat.page.reload();
    await chat.until(() => document.title === 'Rebuilt');
  } finally {
    await chat.close();
    await own.stop();
    await rm(folder, { recursive: true });
  }
});

test('the page works without a secure context, as in a LAN over plain http', async () => {
  const own = await Proxy.start(['--demo-pace', '5', '--allow-host', 'parley.test']);
  const lan = await launch('--host-resolver-rules=MAP parley.test 127.0.0.1');
  try {
    const chat = await Chat.open(lan, `http://parley.test:${own.port}`);
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
  } finally {
    await lan.close();
    await own.stop();
  }
});
