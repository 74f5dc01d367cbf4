// Stop keeps what arrived and says what became of it at the service.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const kSays = {
  closed: 'The connection to the service was closed.',
  cancelled: 'The service confirmed it.',
  running: 'it runs on at the service and is billed.',
};

async function inBackground() {
  await chat.page.getByRole('button', { name: 'Settings' }).click();
  await chat.page.getByLabel('Run in the background').check();
  await chat.page.keyboard.press('Escape');
}

async function stopped(number, what) {
  await chat.state(number, 'stopped');
  await chat.turn(number).getByText(what).waitFor();
}

test('a stream is closed upstream, and the part that came is labelled as stopped', async () => {
  await chat.send('demo:long 100000 Go on');
  await chat.answering(1);
  await chat.stopButton.click();
  await stopped(1, kSays.closed);
  const partial = await chat.answer(1);
  assert.match(partial, /^word1 /);
  assert.equal(await chat.turn(1).locator('.state').textContent(), 'Stopped');
  await chat.turn(1).getByRole('button', { name: 'Retry' }).waitFor();
});

test('before anything has come, Stop works too', async () => {
  await chat.send('demo:silent 60 x');
  await chat.state(1, 'sending');
  await chat.box.press('Escape');
  await stopped(1, kSays.closed);
});

test('a background run is cancelled, and the service is asked whether it was', async () => {
  await inBackground();
  await chat.send('demo:long 100000 Go on');
  await chat.answering(1);
  await chat.stopButton.click();
  await stopped(1, kSays.cancelled);
  const paths = chat.requests.map((request) => `${request.method()} ${new URL(request.url()).pathname}`);
  assert.ok(paths.some((path) => /^POST .*\/cancel$/.test(path)));
});

for (const odd of ['cancel-499', 'cancel-500', 'cancel-late 2']) {
  test(`${odd}: the odd reply is not believed, what became of the run is`, async () => {
    await inBackground();
    await chat.send(`demo:${odd} demo:long 100000 Go on`);
    await chat.answering(1);
    await chat.stopButton.click();
    await stopped(1, kSays.cancelled);
  });
}

test('a cancel that does nothing is said: it runs on, and is billed', async () => {
  await inBackground();
  await chat.send('demo:cancel-404 demo:long 100000 Go on');
  await chat.answering(1);
  await chat.stopButton.click();
  await stopped(1, kSays.running);
});

test('the proxy gone in that moment: it says that it could not be learned', async () => {
  const mortal = await Proxy.start(['--demo-pace', '20']);
  const other = await Chat.open(browser, mortal.url);
  await other.send('demo:long 100000 Go on');
  await other.answering(1);
  await other.page.route(/parley\/streams/, (route) => route.abort());
  await other.stopButton.click();
  await other.turn(1).getByText('could not be learned').waitFor();
  await other.close();
  await mortal.stop();
});

test('incomplete answers and long ones go on with Continue', async () => {
  await chat.send('demo:continue 3 Tell me');
  await chat.state(1, 'waiting');
  await chat.turn(1).getByRole('button', { name: 'Continue' }).click();
  await chat.until(() => document.querySelectorAll('.exchange').length === 2);
  await chat.state(1, 'waiting');
  await chat.turn(1).getByRole('button', { name: 'Continue' }).click();
  await chat.state(1, 'done');
  assert.ok(chat.posts[1].continuation_token);
  assert.equal(chat.posts[1].input, undefined);
  await chat.send('demo:incomplete Tell me');
  await chat.state(2, 'waiting');
  await chat.turn(2).getByRole('button', { name: 'Continue' }).click();
  await chat.state(2, 'done');
  assert.equal(chat.posts.at(-1).input, 'continue');
});
