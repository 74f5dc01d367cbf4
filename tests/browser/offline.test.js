// The page without its proxy: it opens, is readable, and keeps what is written until it can go out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

const isKept = () => navigator.serviceWorker.ready.then(() => true);

/** What a test has for itself: a proxy that it can stop, a browser that keeps pages. */
async function begin(t, flags = [], ...args) {
  const own = { proxy: await Proxy.start(['--demo-pace', '5', ...flags]), browser: await launch(...args) };
  t.after(async () => {
    await own.browser.close();
    await own.proxy.stop();
  });
  return own;
}

test('without the proxy the page opens, history is readable, and what is written waits and goes out once', async (t) => {
  const own = await begin(t);
  const chat = await Chat.open(own.browser, own.proxy.url);
  const { page } = chat;
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
  await chat.until(() => document.querySelectorAll('.queue li').length === 2);
  await page.reload();
  await chat.until(() => document.querySelectorAll('.queue li').length === 2);
  await page.getByText('The proxy is out of reach.').waitFor();
  await chat.queued.last().getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Queued text' }).fill('And now: What is my name?');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  assert.deepEqual(chat.posts, []);

  own.proxy = await Proxy.start(['--demo-pace', '5'], own.proxy.port);
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['My name is Ada.', 'And now: What is my name?'],
  );
  assert.match(await chat.answer(2), /Ada/);
  await page.getByText('The proxy is out of reach.').waitFor({ state: 'hidden' });
  assert.ok(await page.evaluate(() => !!navigator.serviceWorker.controller));
});

test('the proxy goes away under the page: what is written then waits, what was on its way says how it stands', async (t) => {
  const own = await begin(t);
  const chat = await Chat.open(own.browser, own.proxy.url);
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('demo:long 100000 Two');
  await chat.answering(2);
  await own.proxy.stop('SIGKILL');
  await chat.page.getByText('The proxy is out of reach.').waitFor();
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('Three');
  await chat.queued.getByText('Three').waitFor();
  own.proxy = await Proxy.start(['--demo-pace', '5'], own.proxy.port);
  await chat.state(1, 'done');
  assert.equal(chat.posts.filter((body) => body.input === 'Three').length, 1);
});

test('nothing is kept before there is something to read, nor where the context is not secure', async (t) => {
  const own = await begin(t, ['--allow-host', 'lan.test'], '--host-resolver-rules=MAP lan.test 127.0.0.1');
  const chat = await Chat.open(own.browser, own.proxy.url);
  assert.equal(await chat.page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0);
  await chat.close();
  const lan = await Chat.open(own.browser, own.proxy.url.replace('127.0.0.1', 'lan.test'));
  assert.equal(await lan.page.evaluate(() => isSecureContext), false);
  await lan.send('One');
  await lan.state(1, 'done');
  assert.deepEqual(
    lan.problems.filter((each) => !/Cross-Origin-Opener-Policy/.test(each)),
    [],
  );
});

test('a newer page is taken from the proxy at once, and what is old is dropped', async (t) => {
  const own = await begin(t);
  const chat = await Chat.open(own.browser, own.proxy.url);
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.page.evaluate(isKept);
  const names = () => chat.page.evaluate(() => caches.keys());
  const [name] = await names();
  await chat.page.evaluate(async (old) => {
    const cache = await caches.open(old);
    await cache.put('./', new Response('<p>old', { headers: { 'content-type': 'text/html' } }));
  }, name);
  await chat.page.reload();
  await chat.ready();
  assert.deepEqual(await names(), [name]);
});
