// The page without its proxy: it opens, is readable, and keeps what is written until it can go out. And after a
// rebuild: the new page is there at once, and the old one is kept no longer.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Chat, kRoot, launch, Proxy } from './support.js';

const kPace = ['--demo-pace', '0'];

const isKept = () => navigator.serviceWorker.ready.then(() => true);

/**
 * What a test has for itself: a proxy that it can stop, a browser that keeps pages.
 * @param {import('node:test').TestContext} t
 * @param {string[]} flags
 */
async function begin(t, flags = []) {
  const own = { proxy: await Proxy.start([...kPace, ...flags]), browser: await launch() };
  t.after(async () => {
    await own.browser.close();
    await own.proxy.stop();
  });
  return own;
}

test('without the proxy the page opens, history can be read, and what is written goes out once, later', async (t) => {
  const own = await begin(t);
  const chat = await Chat.open(own.browser, own.proxy.url);
  const { page } = chat;
  const registered = () => page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length));
  assert.equal(await registered(), 0, 'there is nothing to read in it yet');
  await chat.send('demo:markdown One');
  await chat.state(1, 'done');
  await page.getByRole('heading', { name: 'Mathematics' }).waitFor();
  assert.ok(await page.evaluate(isKept));

  await own.proxy.stop();
  await page.reload();
  await chat.connection.and(page.locator('[data-state=unreachable]')).waitFor();
  await page.getByRole('heading', { name: 'Mathematics' }).waitFor();
  await page.locator('math').first().waitFor(); // parts that load later are there, too
  await page.getByText('The proxy is out of reach. What you send waits in line').waitFor();

  await page.getByRole('button', { name: 'New conversation' }).click();
  chat.posts.length = 0;
  await chat.send('My name is Ada.');
  await chat.send('What is my name?');
  await chat.queues(2);
  await page.reload();
  await chat.queues(2);
  await page.getByText('The proxy is out of reach.').waitFor();
  await chat.queued.last().getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Queued text' }).fill('And now: What is my name?');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  assert.equal(chat.posts.length, 0);

  own.proxy = await Proxy.start(kPace, own.proxy.port);
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['My name is Ada.', 'And now: What is my name?'],
  );
  assert.match(await chat.answer(2), /Ada/);
  await page.getByText('The proxy is out of reach.').waitFor({ state: 'hidden' });
  assert.ok(await page.evaluate(() => !!navigator.serviceWorker.controller));
});

test('the proxy goes away: what is written then waits, what was on its way says how it stands', async (t) => {
  const own = await begin(t);
  const chat = await Chat.open(own.browser, own.proxy.url);
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send(`${own.proxy.gate(5)} demo:long 20 Two`);
  await chat.says(2, 'word5');
  await own.proxy.stop('SIGKILL');
  await chat.page.getByText('The proxy is out of reach.').waitFor();
  assert.equal(await chat.turn(2).getAttribute('data-turn-state'), 'streaming');
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('Three');
  await chat.queued.getByText('Three').waitFor();
  own.proxy = await Proxy.start(kPace, own.proxy.port);
  await chat.state(1, 'done');
  assert.equal(chat.posts.filter((body) => body.input === 'Three').length, 1);
});

test('where the context is not secure nothing is kept, and nothing complained about', async (t) => {
  const own = await begin(t, ['--allow-host', 'lan.test']);
  const lan = await Chat.open(own.browser, own.proxy.url.replace('127.0.0.1', 'lan.test'));
  assert.equal(await lan.page.evaluate(() => isSecureContext), false);
  await lan.send('One');
  await lan.state(1, 'done');
  // Chromium remarks that this header, meant for TLS, does nothing here.
  assert.deepEqual(
    lan.problems.filter((each) => !/Cross-Origin-Opener-Policy/.test(each)),
    [],
  );
});

/**
 * Another version of the page, as a build of changed sources leaves it.
 * @param {string} folder
 * @param {string} name that it gives itself
 */
async function rebuild(folder, name) {
  const names = await readdir(folder);
  const read = (/** @type {string} */ file) => readFile(path.join(folder, file), 'utf8');
  const script = /<script type="module" src="([^"]+)"/.exec(await read('index.html'))?.[1];
  assert.ok(script);
  const version = (/** @type {string} */ html) => createHash('sha256').update(html).digest('hex').slice(0, 12);
  const renamed = `app-${name.toUpperCase().padEnd(8, '0')}.js`;
  const html = await read('index.html');
  const changed = html.replaceAll(script, renamed);
  const worker = await read('worker.js');
  assert.ok(worker.includes(script) && worker.includes(version(html)));
  const code = `${await read(script)}\ndocument.documentElement.dataset.build = '${name}';`;
  const isStale = (/** @type {string} */ file) => /^(index|worker)/.test(file) || file.startsWith(script);
  for (const file of names.filter(isStale)) await rm(path.join(folder, file));
  for (const file of names.filter((each) => each.endsWith('.js') && !isStale(each))) {
    const piece = await read(file);
    if (!piece.includes(script)) continue;
    await writeFile(path.join(folder, file), piece.replaceAll(script, renamed));
    for (const packed of ['br', 'gz']) await rm(path.join(folder, `${file}.${packed}`), { force: true });
  }
  await writeFile(path.join(folder, renamed), code);
  await writeFile(path.join(folder, 'index.html'), changed);
  await writeFile(
    path.join(folder, 'worker.js'),
    worker.replaceAll(script, renamed).replaceAll(version(html), version(changed)),
  );
}

test('a newer page is taken from the proxy at once, and what is old is dropped', async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-web-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(process.env.PARLEY_WEB ?? path.join(kRoot, 'build/release/web'), folder, { recursive: true });
  const own = await begin(t, ['--web-root', folder]);
  const chat = await Chat.open(own.browser, own.proxy.url);
  const isBuild = (/** @type {string} */ name) =>
    chat.until((name) => document.documentElement.dataset.build === name, name);
  await rebuild(folder, 'Second');
  await chat.page.reload(); // nothing is kept yet
  await isBuild('Second');
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.page.evaluate(isKept);
  const kept = () => chat.page.evaluate(() => caches.keys());
  const [second, ...others] = await kept();
  assert.ok(second);
  assert.deepEqual(others, []);

  await chat.page.addInitScript(() =>
    navigator.serviceWorker.addEventListener('controllerchange', () => (window.taken = true)),
  );
  await rebuild(folder, 'Third');
  await chat.page.reload();
  await isBuild('Third');
  await chat.until(() => window.taken && navigator.serviceWorker.controller?.state === 'activated');
  const names = await kept();
  assert.equal(names.length, 1);
  assert.notEqual(names[0], second);
  const files = await chat.page.evaluate(async (name) => {
    const cache = await caches.open(name);
    return (await cache.keys()).map((request) => new URL(request.url).pathname);
  }, names[0]);
  assert.ok(files.includes('/app-THIRD000.js'));
  assert.ok(!files.includes('/app-SECOND00.js'));

  await own.proxy.stop();
  await chat.page.reload();
  await isBuild('Third');
  await chat.state(1, 'done');
});
