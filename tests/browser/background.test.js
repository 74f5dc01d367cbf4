// Background runs and agents: started, watched, left, come back to, ended; plans approved.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const kResearch = 'deep-research-preview-04-2026';
const kEndless = 'demo:thoughts 2 demo:long 100000 Go on';
const button = (name) => chat.page.getByRole('button', { name, exact: true });
const path = (request) => `${request.method()} ${new URL(request.url()).pathname}`;

async function choose(...labels) {
  await button('Settings').click();
  for (const label of labels) await chat.page.getByLabel(label).check();
  await chat.page.keyboard.press('Escape');
}

test('a run shows what it thinks about and for how long', async () => {
  await choose('Run in the background', 'Summaries of thoughts');
  await chat.send(kEndless);
  await chat.answering(1);
  const titles = chat.turn(1).getByRole('list', { name: 'What it thinks about' }).getByRole('listitem');
  assert.ok((await titles.count()) >= 1);
  const thoughts = await chat.turn(1).locator('[data-part=thoughts]').textContent();
  for (const title of await titles.allTextContents()) assert.ok(title && thoughts.includes(title));
  await chat
    .turn(1)
    .locator('.state')
    .filter({ hasText: /Answering [1-9]\d* s/ })
    .waitFor();
  assert.equal(chat.posts[0].background, true);
  await button('Cancel').click();
  await chat.state(1, 'stopped');
  await chat.turn(1).getByText('The service confirmed it.').waitFor();
  assert.equal(await titles.count(), 0);
});

test('a run that is left goes on, and coming back brings what was missed, each word once', async () => {
  await choose('Run in the background');
  await chat.send('demo:slow 10 demo:long 800 Count');
  await chat.answering(1);
  const left = chat.page.waitForEvent('requestfailed');
  await button('Detach').click();
  await left;
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  assert.match(await chat.turn(1).locator('.state').textContent(), /^Runs on unread/);
  const before = await chat.answer(1);
  await chat.send('Behind');
  assert.equal(await chat.queued.count(), 1);
  await button('Resume').click();
  await chat.state(1, 'done');
  const words = (await chat.answer(1)).match(/word\d+/g);
  assert.ok(words.length >= 800);
  assert.equal(new Set(words).size, words.length);
  assert.ok((await chat.answer(1)).startsWith(before));
  await chat.state(2, 'done');
  assert.equal(chat.posts.length, 2, 'nothing was sent twice');
});

test('a run goes on through a reload, and can still be cancelled', async () => {
  await choose('Run in the background');
  await chat.send(kEndless);
  await chat.answering(1);
  await chat.page.reload();
  await chat.answering(1);
  const words = async () => (await chat.answer(1)).match(/word\d+/g).length;
  const before = await words();
  await chat.until(
    (before) => document.querySelector('[data-part=answer]').textContent.match(/word\d+/g).length > before + 20,
    before,
  );
  await button('Cancel').press('Enter'); // where it stands moves with each line
  await chat.turn(1).getByText('The service confirmed it.').waitFor();
  assert.equal(chat.posts.filter((body) => body?.input).length, 1);
});

test('when the stream cannot be had any more the result is asked for, and that is shown', async () => {
  const mortal = await Proxy.start(['--demo-pace', '5']);
  const other = await Chat.open(browser, mortal.url);
  await other.page.getByRole('button', { name: 'Settings' }).click();
  await other.page.getByLabel('Run in the background').check();
  await other.page.keyboard.press('Escape');
  await other.page.route(/\/v1beta\/interactions\/[^/]+\?stream=true/, (route) =>
    route.fulfill({ status: 400, json: { error: { code: 'invalid_request', message: 'no stream' } } }),
  );
  await other.page.route(/\/parley\/streams\//, (route) =>
    route.fulfill({ status: 404, json: { error: { code: 'stream_not_found', message: 'gone' } } }),
  );
  await other.send('demo:tail demo:slow 20 demo:long 400 Tell me');
  await other.turn(1).locator('.state').filter({ hasText: 'Asking for the result' }).waitFor();
  assert.equal(await other.page.getByRole('button', { name: 'Detach' }).isVisible(), false);
  await other.state(1, 'done');
  assert.ok((await other.answer(1)).match(/word\d+/g).length >= 400);
  assert.ok(other.requests.filter((request) => /^GET .*interactions\/[^/]+$/.test(path(request))).length >= 2);
  await other.close();
  await mortal.stop();
});

test('the list of what runs leads there, counts the time, and ends a run', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  assert.equal(await button('Running').isVisible(), false);
  await choose('Run in the background');
  await chat.send(kEndless);
  await chat.answering(2);
  await chat.box.fill('demo:long 100000 Beside');
  await chat.box.press('Control+Enter');
  await chat.answering(3);
  await button('Running').click();
  const items = chat.page.getByRole('list', { name: 'Running' }).getByRole('listitem');
  await items.nth(1).waitFor();
  assert.equal(await items.count(), 2);
  await items
    .first()
    .filter({ hasText: /Turn 2 .* [1-9]\d* s/ })
    .waitFor();
  await items.first().getByText('In “One”').waitFor();
  await items.nth(1).getByRole('button', { name: 'Cancel' }).click();
  await chat.until(() => document.querySelectorAll('.jobs li').length === 1);
  await chat.state(3, 'stopped');
  await items.first().getByRole('button', { name: 'Show' }).click();
  assert.equal(await chat.page.getByRole('dialog').count(), 0);
  await chat.until(() => document.activeElement?.dataset.turn === '2');
});

test('a run without a sign of progress for an hour is called stuck', async () => {
  await chat.page.clock.install();
  await chat.page.goto(chat.url);
  await chat.ready();
  await choose('Run in the background');
  await chat.send('demo:zombie Are you there?');
  await chat.until(() => document.querySelector('[data-turn="1"]')?.dataset.turnState === 'streaming');
  const warning = chat.turn(1).getByText('It may be stuck');
  assert.equal(await warning.isVisible(), false);
  await chat.page.clock.fastForward('01:00:05');
  await warning.waitFor();
});

test('someone who looks elsewhere is told when a run is done, if they asked for it', async () => {
  await chat.context.grantPermissions(['notifications'], { origin: proxy.url });
  await chat.page.evaluate(() => {
    window.told = [];
    window.Notification = new Proxy(window.Notification, {
      construct: (Kind, args) => (window.told.push(args), new Kind(...args)),
    });
  });
  await choose('Run in the background');
  await chat.send('demo:long 1500 Tell me');
  await chat.answering(1);
  await button('Running').click();
  await chat.page.getByText('You are notified when').waitFor();
  await button('Close').click();
  await chat.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await chat.state(1, 'done');
  await chat.until(() => document.title === '(1) Parley');
  const [[title, { body }]] = await chat.page.evaluate(() => window.told);
  assert.match(title, /done/);
  assert.equal(body, 'demo:long 1500 Tell me');
  await chat.page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  assert.equal(await chat.page.title(), 'Parley');
});

test('deep research is started as the service wants it', async () => {
  await chat.model.fill(kResearch);
  await chat.send('Lighthouses');
  await chat.state(1, 'done');
  const { agent, model, background, store, agent_config: config } = chat.posts[0];
  assert.deepEqual(
    { agent, model, background, store },
    { agent: kResearch, model: undefined, background: true, store: true },
  );
  assert.deepEqual(config, { type: 'deep-research', thinking_summaries: 'auto', collaborative_planning: false });
  assert.match(await chat.answer(1), /Conclusion/);
  assert.equal(await button('Approve the plan').count(), 0);
});

test('a plan is changed, then approved: the research follows it', async () => {
  await chat.model.fill(kResearch);
  await choose('Plan first, and ask before it starts');
  await chat.send('Lighthouses');
  await chat.state(1, 'done');
  assert.match(await chat.answer(1), /Research plan/);
  const what = chat.page.getByRole('textbox', { name: 'What to change' });
  await what.fill('Only those in Portugal');
  await button('Change the plan').click();
  await chat.state(2, 'done');
  assert.match(await chat.answer(2), /Research plan/);
  assert.equal(await button('Approve the plan').count(), 1, 'only the newest plan is open');
  await button('Approve the plan').click();
  await chat.state(3, 'done');
  assert.match(await chat.answer(3), /Conclusion/);
  assert.equal(await button('Approve the plan').count(), 0);
  assert.deepEqual(
    chat.posts.map((body) => [body.input, body.agent_config.collaborative_planning]),
    [
      ['Lighthouses', true],
      ['Only those in Portugal', true],
      ['Looks good. Go ahead.', false],
    ],
  );
  const ids = await chat.page.locator('.id').evaluateAll((all) => all.map((each) => each.dataset.text));
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, ids[0], ids[1]],
  );
});

test('the map shows every turn with its state and leads to each', async () => {
  await chat.send('One');
  await chat.send('Two');
  await chat.state(2, 'done');
  await chat.turn(1).getByRole('button', { name: 'Regenerate' }).click();
  await chat.state(3, 'done');
  await button('Branches').click();
  const nodes = chat.page.getByRole('dialog', { name: 'Branches' }).locator('[data-node]');
  await nodes.nth(2).waitFor();
  assert.deepEqual(
    await nodes.evaluateAll((all) =>
      all.map((node) => [node.dataset.node, node.dataset.state, node.getAttribute('aria-current') ?? '']),
    ),
    [
      ['1', 'done', ''],
      ['2', 'done', ''],
      ['3', 'done', 'true'],
    ],
  );
  assert.equal(await nodes.first().getAttribute('title'), await chat.turn(1).locator('.id').getAttribute('data-text'));
  await nodes.first().focus();
  await chat.page.keyboard.press('Enter');
  assert.equal(await nodes.nth(1).getAttribute('aria-current'), 'true', 'the whole branch');
  assert.ok(await nodes.first().evaluate((node) => node === document.activeElement));
  await chat.page.keyboard.press('Escape');
  await chat.send('Three');
  await chat.state(4, 'done');
  assert.equal(chat.posts[3].previous_interaction_id, await chat.turn(2).locator('.id').getAttribute('data-text'));
});
