// An event lights up the piece of answer that it made, a piece of answer its events.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
  await chat.page.getByRole('region', { name: 'Events' }).hover(); // whoever goes there finds what can be done
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
});
afterEach(async () => {
  assert.deepEqual(chat.problems, []);
  await chat.close();
});

/** What is lit as text, and what as a whole block. */
const lit = () =>
  chat.page.evaluate(() => ({
    text: [...(CSS.highlights.get('event-piece') ?? [])].map(String).join(''),
    steps: [...document.querySelectorAll('article .lit')].map((element) => element.closest('[data-step]').dataset.step),
  }));

/** The events whose data has this. */
const having = (text) => chat.events.filter({ has: chat.page.locator('.gist', { hasText: text }) });

/** Opens each event and looks at what it says it made. */
async function walk(number) {
  await chat.page.evaluate(() => localStorage.setItem('parley.event-view', 'wire'));
  const pieces = [];
  for (const event of await chat.events.all()) {
    await event.locator('.row').click();
    const frame = (await event.locator('pre').textContent()) ?? '';
    await event.locator('.row').click();
    const data = /^data: (\{.*)$/m.exec(frame)?.[1];
    const delta = data ? JSON.parse(data).delta : undefined;
    if (delta?.type !== 'text') continue;
    await event.locator('.row').click();
    const { text } = await lit();
    await event.locator('.row').click();
    assert.equal(text, delta.text);
    pieces.push(text);
  }
  assert.equal(pieces.join(''), await chat.turn(number).locator('[data-part=answer] [data-step]').last().textContent());
  return pieces;
}

test('every text event lights up just what it made, in plain text', async () => {
  await chat.send('echo: one two three four five six seven eight');
  await chat.state(1, 'done');
  assert.ok((await walk(1)).length >= 2);
});

test('and in Markdown, code and formulas', async () => {
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  await chat.turn(1).locator('[data-start]').first().waitFor();
  assert.ok((await walk(1)).length > 5);
});

test('thoughts open, tools light up whole, and it is the same after a reload', async () => {
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.state(1, 'done');
  for (const again of [false, true]) {
    if (again) {
      await chat.page.reload();
      await chat.ready();
      await chat.state(1, 'done');
      await chat.page.getByRole('region', { name: 'Events' }).hover();
      await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
    }
    await having('thought_summary').first().locator('.row').click();
    assert.match((await lit()).text, /^\*\*/);
    assert.ok(
      await chat
        .turn(1)
        .locator('[data-part=thoughts]')
        .evaluate((part) => part.open),
    );
    await having('google_search_call').first().locator('.row').click();
    const { text, steps } = await lit();
    assert.equal(text, '');
    assert.deepEqual(steps, ['0']);
  }
});

test('a click on a word of the answer brings its event into sight, and lights it up', async () => {
  await chat.send('echo: zebra yak walrus vole urial tapir');
  await chat.state(1, 'done');
  await chat.send('demo:long 200 Two');
  await chat.state(2, 'done');
  const word = await chat
    .turn(1)
    .locator('[data-part=answer] [data-step]')
    .evaluate((step) => {
      const walker = document.createTreeWalker(step, NodeFilter.SHOW_TEXT);
      const node = walker.nextNode();
      const range = new Range();
      const at = node.data.indexOf('walrus');
      range.setStart(node, at);
      range.setEnd(node, at + 6);
      step.scrollIntoView();
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    });
  await chat.page.mouse.click(word.x, word.y);
  const rows = chat.page.locator('.event.lit');
  await rows.first().waitFor();
  assert.match((await rows.allTextContents()).join(''), /walrus/);
  assert.equal(await rows.count(), 1);
  await chat.until(() => {
    const row = document.querySelector('.event.lit').getBoundingClientRect();
    const list = document.getElementById('event-list').getBoundingClientRect();
    return row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  });
  assert.equal(await rows.first().evaluate((row) => row.closest('.exchange').dataset.turn), '1');
  assert.match((await lit()).text, /walrus/);
});

test('Escape puts out the light', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  const row = having('#1 text').first().locator('.row');
  await row.click();
  assert.notEqual((await lit()).text, '');
  await chat.page.keyboard.press('Escape');
  await chat.page.keyboard.press('Escape');
  assert.equal((await lit()).text, '');
});

const focused = () =>
  chat.page.evaluate(
    () => document.activeElement?.closest('.exchange')?.dataset.turn + ' ' + document.activeElement?.dataset.eventType,
  );

/** The button of a turn, pressed by keyboard. */
async function goToEvents(number) {
  const button = chat.turn(number).getByRole('button', { name: 'Events', exact: true });
  await button.focus();
  await chat.page.keyboard.press('Enter');
  return button;
}

test('by keyboard from a turn to its events, along them with their pieces lit, and back', async () => {
  await chat.send('echo: zebra yak walrus');
  await chat.state(1, 'done');
  await chat.send('demo:long 200 Two');
  await chat.state(2, 'done');
  const button = await goToEvents(1);
  await chat.until(() => document.activeElement?.matches('.event'));
  assert.equal(await focused(), '1 interaction.created');
  await chat.until(() => {
    const row = document.activeElement.getBoundingClientRect();
    const list = document.getElementById('event-list').getBoundingClientRect();
    return row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  });
  const pieces = [];
  while ((await focused()).startsWith('1 ')) {
    const { text } = await lit();
    if (text) pieces.push(text);
    await chat.page.keyboard.press('j');
  }
  assert.equal(pieces.join(''), await chat.answer(1));
  await chat.page.keyboard.press('Enter');
  await chat.page.locator('.event .detail').waitFor();
  await chat.page.keyboard.press('Escape');
  assert.equal(await chat.page.locator('.event .detail').count(), 0, 'what is open is closed first');
  assert.equal(await focused(), '2 interaction.created');
  await chat.page.keyboard.press('Escape');
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  assert.equal((await lit()).text, '');
  assert.equal(await chat.page.locator('.event.selected').count(), 0);
});

test('Escape goes back only while one stays with the events', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  const button = await goToEvents(1);
  await chat.until(() => document.activeElement?.matches('.event'));
  await chat.box.focus();
  await having('#1 text').first().locator('.row').click();
  await chat.page.keyboard.press('Escape');
  await chat.page.keyboard.press('Escape');
  assert.equal((await lit()).text, '');
  assert.ok(await button.evaluate((element) => element !== document.activeElement));
});

test('what is hidden is opened for it, and a filter that leaves nothing says so', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.page.getByRole('searchbox', { name: 'Filter events' }).fill('no such word');
  await chat.until(() => !document.querySelector('.event:not([hidden])'));
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await goToEvents(1);
  await chat.page.getByText('No event of turn 1 passes the filter').waitFor({ state: 'attached' });
  assert.equal(await chat.page.evaluate(() => document.activeElement.type), 'search');
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await chat.page.reload(); // nothing of the inspector is loaded now
  await chat.ready();
  await chat.state(1, 'done');
  await goToEvents(1);
  await chat.until(() => document.activeElement?.dataset.eventType === 'interaction.created');
});
