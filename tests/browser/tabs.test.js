// Several tabs on the same conversations, with Web Locks and without (plain http on a LAN has none). How names are
// held is tested in tests/page/tabs.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';
import { assertWhole, loggedData, streamIds } from './truth.js';

begin({ whole: true });

const withoutLocks = () => void delete (/** @type {any} */ (Navigator.prototype).locks);

/** @param {Chat} tab */
const messages = (tab) => tab.turns.locator('[data-part=user]').allTextContents();

for (const [how, init] of /** @type {[string, () => void][]} */ ([
  ['with Web Locks', () => {}],
  ['without Web Locks', withoutLocks],
])) {
  test(`${how}: a second tab shows the live answer, does what its user wants, and goes on alone`, async (t) => {
    const one = await Chat.open(browser, proxy.url, { init });
    t.after(() => one.close());
    assert.equal(await one.page.evaluate(() => 'locks' in navigator), how === 'with Web Locks');
    await one.send(`${proxy.gate(5)} demo:long 20 Hello`);
    await one.says(1, 'word5');
    const two = await one.another();
    await two.says(1, 'word5');
    assert.equal(await two.turn(1).getAttribute('data-turn-state'), 'streaming');
    await two.send('echo: from the second tab');
    for (const tab of [one, two]) await tab.queued.filter({ hasText: 'from the second tab' }).waitFor();
    await two.until(() => /** @type {any} */ (document.getElementById('message')).value === '');
    await one.page.bringToFront(); // behind another tab it would have few frames
    await one.send('echo: from the first tab');
    await two.page.bringToFront();
    await two.queued.nth(1).getByRole('button', { name: 'Send now' }).click();
    await two.state(1, 'stopped');
    for (const tab of [one, two]) {
      await tab.state(3, 'done');
      await tab.state(2, 'done');
      assert.equal(await tab.answer(2), 'from the second tab');
      assert.equal(await tab.answer(3), 'from the first tab');
    }
    assert.equal(one.posts.length, 3);
    assert.equal(two.posts.length, 0);
    assert.deepEqual(
      two.requests.filter((request) => /parley\/streams/.test(request.url())),
      [],
    );
    for (const turn of [1, 2, 3]) {
      const logged = await loggedData(one.page, turn);
      assert.ok(logged.length > 3);
      assert.deepEqual(logged, await loggedData(two.page, turn));
    }

    const gate = proxy.gate(5);
    await one.page.bringToFront();
    await one.send(`${gate} demo:long 20 And more`);
    await two.says(4, 'word5');
    await one.send('echo: queued');
    await two.queues(1);
    const id = streamIds(one.requests)[3];
    await one.page.close();
    await gate.open();
    await two.state(4, 'done');
    await two.state(5, 'done');
    assert.equal(await two.answer(5), 'queued');
    assert.deepEqual(
      two.posts.map((body) => body.input),
      ['echo: queued'],
    );
    await assertWhole(two, proxy.url, 4, id);
  });

  test(`${how}: two tabs that write at once lose and double nothing; a crash leaves all to the other`, async (t) => {
    const one = await Chat.open(browser, proxy.url, { init, clock: true });
    t.after(() => one.close());
    await one.send('echo: first');
    await one.state(1, 'done');
    const two = await one.another();
    await two.state(1, 'done');
    const write = async (/** @type {Chat} */ tab, /** @type {string} */ text) => {
      await tab.box.fill(text);
      await tab.box.press('Enter');
    };
    for (let i = 0; i < 5; ++i) await Promise.all([write(one, `echo: one ${i}`), write(two, `echo: two ${i}`)]);
    for (const tab of [one, two]) for (let turn = 2; turn <= 11; ++turn) await tab.state(turn, 'done');
    const all = await messages(one);
    assert.deepEqual(await messages(two), all);
    const expected = ['first', ...[0, 1, 2, 3, 4].flatMap((i) => [`one ${i}`, `two ${i}`])];
    assert.deepEqual(all.sort(), expected.map((text) => `echo: ${text}`).sort());
    assert.equal(one.posts.length + two.posts.length, 11);
    await two.page.reload();
    await two.state(11, 'done');
    assert.deepEqual((await messages(two)).sort(), all);

    const gate = proxy.gate(5);
    const before = one.posts.length;
    await one.page.bringToFront();
    await one.send(`${gate} demo:long 20 Hello`);
    await two.says(12, 'word5');
    assert.equal(one.posts.length, before + 1, 'the first tab has the conversation');
    const posts = two.posts.length;
    const session = await one.context.newCDPSession(one.page);
    const crashed = one.page.waitForEvent('crash');
    const unanswered = assert.rejects(session.send('Page.crash'));
    await crashed;
    await Promise.all([one.page.close(), unanswered]);
    // Without Web Locks nobody says that it is gone: the other one asks now and then.
    if (how !== 'with Web Locks') await two.page.clock.fastForward(7000);
    await gate.open();
    await two.state(12, 'done');
    assert.equal(two.posts.length, posts);
    await assertWhole(two, proxy.url, 12, streamIds(one.requests)[before]);
  });
}

test('each tab has its own conversation, and the lists of both show both', async (t) => {
  const one = await Chat.open(browser, proxy.url);
  t.after(() => one.close());
  const two = await one.another(proxy.url);
  await two.ready();
  await two.send('echo: pears');
  await one.page.bringToFront();
  await one.send('echo: apples');
  for (const tab of [one, two]) {
    await tab.state(1, 'done');
    const list = tab.page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('button', { name: 'echo: apples', exact: true }).waitFor();
    await list.getByRole('button', { name: 'echo: pears', exact: true }).waitFor();
  }
  assert.equal(await one.answer(1), 'apples');
  assert.equal(await two.answer(1), 'pears');
  await one.page.bringToFront();
  const list = one.page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'echo: pears', exact: true }).click();
  await one.turn(1).filter({ hasText: 'pears' }).waitFor();
  await one.send('echo: more');
  await two.state(2, 'done');
  assert.equal(await two.answer(2), 'more');
});

test('what the owner of a conversation cannot do is said in the tab that wants it, with what was typed', async (t) => {
  const one = await Chat.open(browser, proxy.url);
  t.after(() => one.close());
  await one.send('echo: one');
  await one.state(1, 'done');
  const two = await one.another();
  await two.state(1, 'done');
  await one.page.evaluate(() => {
    const { encodeInto } = TextEncoder.prototype;
    window.mend = () => (TextEncoder.prototype.encodeInto = encodeInto);
    TextEncoder.prototype.encodeInto = () => {
      throw new Error('no room');
    };
  });
  await two.box.fill('echo: two');
  await two.box.press('Enter');
  await two.page.locator('#say').filter({ hasText: 'That did not work: no room' }).waitFor();
  assert.equal(await two.box.inputValue(), 'echo: two');
  await one.page.evaluate(() => window.mend());
  await two.box.press('Enter');
  await two.state(2, 'done');
  assert.equal(await two.answer(2), 'two');
  assert.deepEqual(await messages(one), ['echo: one', 'echo: two']);
  assert.equal(one.posts.length, 2);
});

test('a tab that is older than another says so, does nothing, and is whole after a reload', async (t) => {
  const one = await Chat.open(browser, proxy.url);
  t.after(() => one.close());
  await one.send('echo: one');
  await one.state(1, 'done');
  await one.box.fill('Not sent yet');
  const id = new URL(one.page.url()).hash.slice('#c='.length);
  await one.page.evaluate((id) => {
    const inputs = [{ kind: 'submit', text: 'From a later version' }, { kind: 'teleport' }];
    new BroadcastChannel('parley').postMessage({ what: 'order', version: 1e9, from: 'later', word: 'x', id, inputs });
  }, id);
  await one.page.locator('#say').filter({ hasText: 'A newer version of this page is open' }).waitFor();
  assert.deepEqual(await messages(one), ['echo: one']);
  const [reload] = await Promise.all([
    one.page.waitForEvent('load').then(() => true),
    one.page.getByRole('button', { name: 'Reload', exact: true }).click(),
  ]);
  assert.equal(reload, true);
  await one.ready();
  await one.state(1, 'done');
  assert.equal(await one.box.inputValue(), 'Not sent yet');
  assert.deepEqual(await messages(one), ['echo: one']);
  assert.equal(one.posts.length, 1);
});
