// Background runs and agents: started, watched, left, come back to, ended; plans approved.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ whole: true, each: true });

const kResearch = 'deep-research-preview-04-2026';
/** @param {string} name */
const button = (name) => chat.page.getByRole('button', { name, exact: true });
/** @param {import('playwright-core').Request} request */
const path = (request) => `${request.method()} ${new URL(request.url()).pathname}`;
/** @param {number} number */
const words = async (number) => (await chat.answer(number)).match(/word\d+/g) ?? [];
/** @param {number} count */
const wordsTo = (count) => Array.from({ length: count }, (_, at) => `word${at + 1}`);

/** @param {...string} labels of settings */
async function choose(...labels) {
  await button('Settings').click();
  for (const label of labels) await chat.page.getByLabel(label).check();
  await chat.page.keyboard.press('Escape');
}

test('a run shows what it thinks about and for how long, and is cancelled', async () => {
  await chat.page.clock.install();
  await chat.load();
  await choose('Run in the background', 'Summaries of thoughts');
  await chat.send(`${proxy.gate()} demo:thoughts 2 demo:long 9 Go on`);
  await chat.answering(1);
  const titles = chat.turn(1).getByRole('list', { name: 'What it thinks about' }).getByRole('listitem');
  await titles.nth(1).waitFor();
  const thoughts = (await chat.turn(1).locator('[data-part=thoughts]').textContent()) ?? '';
  const shown = await titles.allTextContents();
  assert.equal(shown.length, 2);
  for (const title of shown) assert.ok(title && thoughts.includes(title));
  await chat.page.clock.fastForward(60_000);
  await chat
    .turn(1)
    .locator('.state')
    .filter({ hasText: /^Answering 1 min \d+ s$/ })
    .waitFor();
  assert.equal(chat.posts[0].background, true);
  await button('Cancel').click();
  await chat.state(1, 'stopped');
  await chat.turn(1).getByText('The service confirmed it.').waitFor();
  assert.equal(await titles.count(), 0);
});

test('a run that is left goes on, and coming back brings what was missed, each word once', async () => {
  const [begun, gone] = [proxy.gate(3), proxy.gate(200)];
  await choose('Run in the background');
  await chat.send(`${begun} ${gone} demo:long 400 Count`);
  await chat.answering(1);
  const left = chat.page.waitForEvent('requestfailed');
  await button('Detach').click();
  await left;
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat
    .turn(1)
    .locator('.state')
    .filter({ hasText: /^Runs on unread/ })
    .waitFor();
  const before = await chat.answer(1);
  await begun.open();
  await gone.reached();
  await chat.send('Behind');
  await chat.queues(1);
  assert.equal(await chat.answer(1), before);
  await button('Resume').click();
  await chat.turn(1).getByText('word200').waitFor();
  await gone.open();
  await chat.state(1, 'done');
  assert.deepEqual(await words(1), wordsTo(400));
  await chat.state(2, 'done');
  assert.equal(chat.posts.length, 2, 'nothing was sent twice');
});

test('a run that is left and ends is over here, too, without anyone asking', async () => {
  await chat.page.clock.install();
  await chat.load();
  await choose('Run in the background');
  const gate = proxy.gate(3);
  await chat.send(`${gate} demo:long 20 Count`);
  await chat.answering(1);
  const left = chat.page.waitForEvent('requestfailed');
  await button('Detach').click();
  await left;
  await gate.open();
  await chat.page.clock.fastForward(5000);
  await chat.state(1, 'done');
  assert.deepEqual(await words(1), wordsTo(20));
  assert.equal(chat.posts.length, 1);
});

test('a run goes on through a reload, and can still be cancelled', async () => {
  const [begun, grown] = [proxy.gate(3), proxy.gate(30)];
  await choose('Run in the background');
  await chat.send(`${begun} ${grown} demo:long 60 Go on`);
  await chat.answering(1);
  await chat.page.reload();
  await chat.answering(1);
  await begun.open();
  await chat.turn(1).getByText('word30').waitFor();
  assert.deepEqual(await words(1), wordsTo(30));
  await button('Cancel').click();
  await chat.turn(1).getByText('The service confirmed it.').waitFor();
  assert.equal(chat.posts.filter((body) => body?.input).length, 1);
});

test('when the stream cannot be had any more the result is asked for, and that is shown', async () => {
  await chat.page.clock.install();
  await chat.load();
  await choose('Run in the background');
  await chat.page.route(/\/v1beta\/interactions\/[^/]+\?stream=true/, (route) =>
    route.fulfill({ status: 400, json: { error: { code: 'invalid_request', message: 'no stream' } } }),
  );
  await chat.page.route(/\/parley\/streams\//, (route) =>
    route.fulfill({ status: 404, json: { error: { code: 'stream_not_found', message: 'gone' } } }),
  );
  const gate = proxy.gate(300);
  await chat.send(`demo:tail ${gate} demo:long 400 Tell me`);
  await chat.turn(1).locator('.state').filter({ hasText: 'Asking for the result' }).waitFor();
  assert.equal(await button('Detach').isVisible(), false);
  await gate.open();
  await chat.page.clock.fastForward(5000);
  await chat.state(1, 'done');
  assert.deepEqual(await words(1), wordsTo(400));
  assert.ok(chat.requests.filter((request) => /^GET .*interactions\/[^/]+$/.test(path(request))).length >= 2);
});

test('the list of what runs leads there, counts the time, and ends a run', async () => {
  await chat.page.clock.install();
  await chat.load();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.equal(await button('Running').isVisible(), false);
  await choose('Run in the background');
  await chat.send(`${proxy.gate()} Two`);
  await chat.answering(2);
  await chat.box.fill(`${proxy.gate()} Beside`);
  await chat.box.press('Control+Enter');
  await chat.answering(3);
  await button('Running').click();
  const items = chat.page.getByRole('list', { name: 'Running' }).getByRole('listitem');
  await items.nth(1).waitFor();
  assert.equal(await items.count(), 2);
  await chat.page.clock.fastForward(60_000);
  await items
    .first()
    .filter({ hasText: /Turn 2 .* 1 min \d+ s/ })
    .waitFor();
  await items.first().getByText('In “One”').waitFor();
  await items.nth(1).getByRole('button', { name: 'Cancel' }).click();
  await chat.until(() => document.querySelectorAll('.jobs li').length === 1);
  await chat.state(3, 'stopped');
  await items.first().getByRole('button', { name: 'Show' }).click();
  await chat.until(() => /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.turn === '2');
  assert.equal(await chat.page.getByRole('dialog').count(), 0);
});

test('a run without a sign of progress for an hour is called stuck', async () => {
  await chat.page.clock.install();
  await chat.load();
  await choose('Run in the background');
  await chat.send('demo:zombie Are you there?');
  await chat.state(1, 'streaming');
  await button('Detach').waitFor();
  const warning = chat.turn(1).getByText('It may be stuck');
  assert.equal(await warning.isVisible(), false);
  await chat.page.clock.fastForward('01:00:05');
  await warning.waitFor();
});

test('someone who looks elsewhere is told when a run is done, if they asked for it', async () => {
  await chat.context.grantPermissions(['notifications'], { origin: proxy.url });
  await chat.page.evaluate(() => {
    window.told = [];
    window.Notification = new window.Proxy(window.Notification, {
      construct(/** @type {any} */ Kind, /** @type {any[]} */ args) {
        window.told.push(args);
        return (window.notification = new Kind(...args));
      },
    });
  });
  const gate = proxy.gate();
  const message = `${gate} Tell me`;
  await choose('Run in the background');
  await chat.send(message);
  await chat.answering(1);
  await button('Running').click();
  await chat.page.getByText('You are notified when').waitFor();
  await button('Close').click();
  await chat.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await gate.open();
  await chat.state(1, 'done');
  await chat.until(() => document.title.startsWith('(1) '));
  const [[title, { body }]] = await chat.page.evaluate(() => window.told);
  assert.match(title, /done/);
  assert.equal(body, message);
  await chat.page.evaluate(() => {
    delete (/** @type {any} */ (document).hidden);
    document.dispatchEvent(new Event('visibilitychange'));
  });
  assert.match(await chat.page.title(), /Tell me · Parley$/);

  // It is over, and no longer in memory once another conversation is shown: the notification leads there.
  const address = chat.page.url();
  await chat.switched(() => button('New conversation').click());
  await chat.send('Something else');
  await chat.state(1, 'done');
  await chat.page.evaluate(() => window.notification.dispatchEvent(new Event('click')));
  await chat.until(() => /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.turn === '1');
  assert.equal(chat.page.url(), address);
  assert.equal(await chat.turn(1).locator('[data-part=user]').textContent(), message);
  await chat.send('And on');
  await chat.state(2, 'done');
});

test('a plan of deep research is changed, then approved: the research follows it', async () => {
  await chat.model.fill(kResearch);
  await choose('Plan first, and ask before it starts');
  await chat.send('Lighthouses');
  await chat.state(1, 'done');
  const what = chat.page.getByRole('textbox', { name: 'What to change' });
  await what.fill('Only those in Portugal');
  await button('Change the plan').click();
  await chat.state(2, 'done');
  assert.match(await chat.answer(2), /Research plan/);
  await chat.turn(2).getByRole('button', { name: 'Approve the plan' }).waitFor();
  assert.equal(await button('Approve the plan').count(), 1, 'only the newest plan is open');
  await button('Approve the plan').click();
  await chat.state(3, 'done');
  assert.match(await chat.answer(3), /Conclusion/);
  await chat.turn(3).getByRole('button', { name: 'Regenerate' }).waitFor(); // all that can be done with it is there
  assert.equal(await button('Approve the plan').count(), 0);
  assert.deepEqual(
    chat.posts.map((body) => [body.agent, body.input, body.agent_config.collaborative_planning]),
    [
      [kResearch, 'Lighthouses', true],
      [kResearch, 'Only those in Portugal', true],
      [kResearch, 'Looks good. Go ahead.', false],
    ],
  );
  const ids = await chat.page.locator('.id').evaluateAll((all) => all.map((each) => each.dataset.text));
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, ids[0], ids[1]],
  );
});
