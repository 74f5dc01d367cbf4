// Where a person is: what is typed goes into the box, the address and the title name the conversation, what is chosen
// stays chosen, what is looked at stays in sight.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConversationList } from './conversation_list.js';
import { begin, browser, Chat, proxy } from './support.js';

begin();

/** @param {string} text */
const isTitle = (text) => document.title === text;

test('typing goes into the box after opening, a reload, another conversation; title and address name it', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const { keyboard } = chat.page;
  const list = new ConversationList(chat);
  assert.equal(await chat.page.title(), 'Parley');
  await keyboard.type('echo: one');
  await keyboard.press('Enter');
  await chat.state(1, 'done');
  await chat.until(isTitle, 'echo: one \u00b7 Parley');
  const one = chat.page.url();
  await chat.page.reload();
  await chat.ready();
  await keyboard.type('and more');
  assert.equal(await chat.box.inputValue(), 'and more');
  await list.converse('echo: two');
  await chat.until(isTitle, 'echo: two \u00b7 Parley');
  await chat.switched(() => list.open('echo: one'));
  await chat.until(isTitle, 'echo: one \u00b7 Parley');
  await keyboard.type('!');
  assert.equal(await chat.box.inputValue(), 'and more!');

  await chat.page.evaluate(() =>
    document.querySelector('.skip')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })),
  );
  assert.equal(chat.page.url(), one, 'to the box is no other place');
  await chat.page.evaluate(() => (location.hash = '#c=nobody-knows-it'));
  await chat.page.getByText('That conversation is not kept in this browser.').first().waitFor();
  assert.equal(new URL(chat.page.url()).hash, '');
  await chat.switched(() => chat.page.goBack());
  assert.equal(chat.page.url(), one);
  await chat.state(1, 'done');
});

test('going back while the page begins leads to the conversation that the address names', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  await chat.send('echo: one');
  await chat.state(1, 'done');
  const one = chat.page.url();
  let begin = () => {};
  const begun = new Promise((/** @type {(value?: undefined) => void} */ resolve) => (begin = resolve));
  await chat.page.route(/parley-\w+\.wasm$/, async (route) => {
    await begun;
    await route.continue();
  });
  const asked = chat.page.waitForRequest(/parley-\w+\.wasm$/);
  await chat.page.reload({ waitUntil: 'commit' });
  await asked;
  await chat.until(() => document.readyState === 'complete');
  await chat.page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  begin();
  await chat.ready();
  await chat.state(1, 'done');
  assert.equal(chat.page.url(), one);
  assert.equal(await chat.page.locator('#say').isVisible(), false);
});

test('a model, an instruction: what is chosen is said, stays, and is what goes out', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const said = (/** @type {RegExp} */ text) => chat.page.locator('#say').filter({ hasText: text }).waitFor();
  await chat.send('echo: one');
  await chat.state(1, 'done');
  const first = await chat.model.inputValue();
  await chat.model.fill('flash');
  await chat.model.press('Escape');
  assert.equal(await chat.model.inputValue(), first, 'a search that is given up chooses nothing');
  await chat.send('/model no-such-model');
  await said(/^Model: no-such-model$/);
  await chat.send('/system Be brief.');
  await said(/system instruction goes along/);
  const chip = chat.page.getByRole('button', { name: 'Goes along: Instruction' });
  await chip.waitFor();
  await chat.page.reload();
  await chat.ready();
  await chip.waitFor();
  assert.equal(await chat.model.inputValue(), 'no-such-model');
  await chat.send('/sytem Be long.');
  await said(/no command \/sytem/);
  assert.equal(chat.posts.length, 1, 'what looks like a command does not go out');
  await chat.send('echo: two');
  await chat.state(2, 'failed');
  await chat.model.fill('gemini-3.8-flash');
  await chat.model.press('Enter');
  await chat.turn(2).getByRole('button', { name: 'Retry with gemini-3.8-flash' }).click();
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts.slice(1).map((body) => [body.model, body.system_instruction]),
    [
      ['no-such-model', 'Be brief.'],
      ['gemini-3.8-flash', 'Be brief.'],
    ],
  );
});

for (const language of ['en', 'de'])
  test(`at 1280 nothing at the box or above the events is cut or wrapped, in language ${language}`, async (t) => {
    const chat = await Chat.open(browser, proxy.url);
    t.after(() => chat.close());
    await chat.send('/system Be brief.');
    await chat.page.getByRole('button', { name: 'Goes along: Instruction' }).waitFor();
    await chat.send('echo: one');
    await chat.state(1, 'done');
    await chat.send(`${proxy.gate(5)} demo:long 20 Go on`);
    await chat.says(2, 'word5');
    await chat.send('Waits');
    await chat.queues(1);
    await chat.page.evaluate((language) => localStorage.setItem('parley.language', language), language);
    await chat.page.reload();
    await chat.queues(1);
    await chat.says(2, 'word5');
    await chat.page.locator('.events .tools').waitFor();
    assert.equal(await chat.page.evaluate(() => document.documentElement.lang), language);
    const shown = await chat.page.evaluate(() =>
      [...document.querySelectorAll('#continuation, .rail > div > *, .tools > :is(button, details, select)')]
        .filter((element) => element.checkVisibility())
        .map((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          const isCut = element.scrollWidth > element.clientWidth + 1 && !element.matches('select');
          const where = element.closest('.tools, .rail > div')?.className ?? 'line';
          return { what: element.id || element.textContent?.slice(0, 9), where, middle: (top + bottom) / 2, isCut };
        }),
    );
    assert.ok(['active', 'show-jobs', 'continuation'].every((id) => shown.some(({ what }) => what === id)));
    assert.deepEqual(
      shown.filter(({ isCut }) => isCut),
      [],
    );
    for (const part of ['tools', '']) {
      const middles = shown.filter(({ where }) => where === part).map(({ middle }) => middle);
      assert.ok(middles.length > 3);
      assert.ok(Math.max(...middles) - Math.min(...middles) < 8, `${part}: ${JSON.stringify(shown)}`);
    }
  });

test('what is opened stays in sight while more arrives', async (t) => {
  const chat = await Chat.open(browser, proxy.url);
  t.after(() => chat.close());
  const gate = proxy.gate(60);
  await chat.send(`${gate} demo:thoughts 2 demo:long 200 Go on`);
  await chat.says(1, 'word60');
  const row = chat.events.nth((await chat.events.count()) - 1);
  await row.locator('.row').click();
  await row.locator('.detail').waitFor();
  const place = () => row.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await place();
  await gate.open();
  await chat.state(1, 'done');
  await chat.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await place(), before, 'the event that is open');
  await chat.page.getByRole('button', { name: 'Newest events' }).click();
  await chat.page.getByRole('button', { name: 'Newest events' }).waitFor({ state: 'hidden' });
});
