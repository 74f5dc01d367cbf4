// Several tabs on the same conversations, with Web Locks and without (plain http on a LAN has none).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { assertWhole, loggedData, streamIds } from './truth.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '20']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

const withoutLocks = () => delete Navigator.prototype.locks;

/** @param {Chat} chat another tab with the same address */
async function another(chat) {
  const tab = new Chat(chat.context, await chat.context.newPage(), chat.page.url());
  await tab.page.goto(tab.url);
  return tab;
}

const past = (chat, word, turn = 1) =>
  chat
    .turn(turn)
    .locator('[data-part=answer]')
    .filter({ hasText: new RegExp(`${word}\\b`) })
    .waitFor();

for (const [how, init] of [
  ['with Web Locks', () => {}],
  ['without Web Locks', withoutLocks],
]) {
  async function start() {
    const context = await browser.newContext();
    context.setDefaultTimeout(20000);
    await context.addInitScript(init);
    const chat = new Chat(context, await context.newPage(), proxy.url);
    await chat.load();
    return chat;
  }

  test(`${how}: a second tab shows the same live answer, and does what its user wants`, async () => {
    const one = await start();
    assert.equal(await one.page.evaluate(() => 'locks' in navigator), how === 'with Web Locks');
    await one.send('demo:long 300 Hello');
    await past(one, 'word5');
    const two = await another(one);
    await past(two, 'word30');
    assert.equal(await two.turn(1).getAttribute('data-turn-state'), 'streaming');
    await two.send('echo: from the second tab');
    await one.queued.filter({ hasText: 'from the second tab' }).waitFor();
    await two.queued.filter({ hasText: 'from the second tab' }).waitFor();
    assert.equal(await two.box.inputValue(), '');
    await one.send('echo: from the first tab');
    await two.queued.nth(1).getByRole('button', { name: 'Send now' }).click();
    await two.state(1, 'stopped');
    for (const tab of [one, two]) {
      await tab.state(3, 'done');
      await tab.state(2, 'done');
      assert.equal(await tab.answer(2), 'from the second tab');
      assert.equal(await tab.answer(3), 'from the first tab');
    }
    assert.equal(one.posts.length, 3);
    assert.deepEqual(two.posts, []);
    assert.deepEqual(
      two.requests.filter((request) => /parley\/streams/.test(request.url())),
      [],
    );
    for (const turn of [1, 2, 3]) {
      const logged = await loggedData(one.page, turn);
      assert.ok(logged.length > 3);
      assert.deepEqual(logged, await loggedData(two.page, turn));
    }
    await one.close();
  });

  test(`${how}: when the tab that runs a conversation is closed, another goes on`, async () => {
    const one = await start();
    await one.send('demo:long 200 Hello');
    await past(one, 'word5');
    await one.send('echo: queued');
    const two = await another(one);
    await past(two, 'word20');
    const [id] = streamIds(one.requests);
    await one.page.close();
    await two.state(1, 'done');
    await two.state(2, 'done');
    assert.equal(await two.answer(2), 'queued');
    assert.deepEqual(
      two.posts.map((body) => body.input),
      ['echo: queued'],
    );
    await assertWhole(two, proxy.url, 1, id);
    await two.close();
  });

  test(`${how}: two tabs that write to one conversation at once lose and double nothing`, async () => {
    const one = await start();
    await one.send('echo: first');
    await one.state(1, 'done');
    const two = await another(one);
    await two.state(1, 'done');
    for (let i = 0; i < 5; ++i) {
      await Promise.all([one.send(`echo: one ${i}`), two.send(`echo: two ${i}`)]);
    }
    for (const tab of [one, two]) {
      await tab.state(11, 'done');
      for (let turn = 2; turn <= 11; ++turn) await tab.state(turn, 'done');
    }
    const messages = (tab) => tab.turns.locator('[data-part=user]').allTextContents();
    assert.deepEqual(await messages(one), await messages(two));
    const expected = ['first', ...[0, 1, 2, 3, 4].flatMap((i) => [`one ${i}`, `two ${i}`])].map(
      (text) => `echo: ${text}`,
    );
    assert.deepEqual((await messages(one)).sort(), expected.sort());
    assert.equal(one.posts.length + two.posts.length, 11);
    await one.page.reload();
    await one.state(11, 'done');
    assert.deepEqual(await messages(one), await messages(two));
    await one.close();
  });

  test(`${how}: a tab that crashes leaves its conversation to the next one`, async () => {
    const one = await start();
    await one.send('demo:long 200 Hello');
    await past(one, 'word5');
    const [id] = streamIds(one.requests);
    const two = await another(one);
    await past(two, 'word10');
    const cdp = await one.context.newCDPSession(one.page);
    cdp.send('Page.crash').catch(() => {});
    await two.state(1, 'done');
    assert.deepEqual(two.posts, []);
    await assertWhole(two, proxy.url, 1, id);
    await two.close();
  });
}

test('each tab has its own conversation, and the lists of both show both', async () => {
  const context = await browser.newContext();
  context.setDefaultTimeout(20000);
  const one = new Chat(context, await context.newPage(), proxy.url);
  const two = new Chat(context, await context.newPage(), proxy.url);
  await Promise.all([one.load(), two.load()]);
  await one.send('echo: apples');
  await two.send('echo: pears');
  for (const tab of [one, two]) {
    await tab.state(1, 'done');
    const list = tab.page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('button', { name: 'echo: apples' }).waitFor();
    await list.getByRole('button', { name: 'echo: pears' }).waitFor();
  }
  assert.equal(await one.answer(1), 'apples');
  assert.equal(await two.answer(1), 'pears');
  const list = one.page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('button', { name: 'echo: pears' }).click();
  await one.turn(1).filter({ hasText: 'pears' }).waitFor();
  await one.send('echo: more');
  await two.state(2, 'done');
  assert.equal(await two.answer(2), 'more');
  await context.close();
});
