// An event lights up the piece of answer that it made, a piece of answer its events.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';

/** @type {Chat} */
let chat;
begin();

async function open() {
  chat = await Chat.open(browser, proxy.url);
  await inspected();
}

async function inspected() {
  await chat.page.getByRole('region', { name: 'Events' }).hover(); // whoever goes there finds what can be done
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
}

async function close() {
  assert.deepEqual(chat.problems, []);
  await chat.close();
}

/** What is lit as text, and what as a whole block. */
const lit = () =>
  chat.page.evaluate(() => ({
    text: [...(CSS.highlights.get('event-piece') ?? [])].map(String).join(''),
    steps: [...document.querySelectorAll('article .lit')].map(
      (element) => /** @type {HTMLElement | null} */ (element.closest('[data-step]'))?.dataset.step,
    ),
  }));

/** The events whose gist has this. @param {string} text */
const having = (text) => chat.events.filter({ has: chat.page.locator('.gist', { hasText: text }) });

/** Opens each text event of a turn: what it holds, and what it says it made. @param {number} turn */
const walk = (turn) =>
  chat.page.evaluate((turn) => {
    localStorage.setItem('parley.event-view', 'json');
    const rows = document.querySelectorAll(`.exchange[data-turn="${turn}"] [data-event-type="step.delta"]`);
    return [...rows].flatMap((event) => {
      const row = /** @type {HTMLElement} */ (event.querySelector('.row'));
      row.click();
      const data = event.querySelector('pre')?.textContent ?? '{}';
      const made = [...(CSS.highlights.get('event-piece') ?? [])].map(String).join('');
      row.click();
      const { delta } = JSON.parse(data);
      return delta?.type === 'text' ? [{ brought: delta.text, made }] : [];
    });
  }, turn);

/** @param {number} turn @param {number} least */
async function assertLinked(turn, least) {
  const pieces = await walk(turn);
  assert.ok(pieces.length >= least, `${pieces.length} pieces`);
  assert.deepEqual(
    pieces.filter(({ brought, made }) => brought !== made),
    [],
  );
  assert.equal(
    pieces.map(({ made }) => made).join(''),
    await chat.turn(turn).locator('[data-part=answer] [data-step]').last().textContent(),
  );
}

test('every event lights up what it made: text, Markdown, code, thoughts, tools; after a reload, too', async () => {
  await open();
  await chat.send('echo: one two three four five six seven eight');
  await chat.state(1, 'done');
  await assertLinked(1, 2);
  await chat.send('demo:markdown x');
  await chat.state(2, 'done');
  await chat.turn(2).locator('[data-start]').first().waitFor();
  await assertLinked(2, 6);
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.state(3, 'done');
  for (const again of [false, true]) {
    if (again) {
      await chat.page.reload();
      await chat.ready();
      await chat.state(3, 'done');
      await inspected();
    }
    await having('thought_summary').last().locator('.row').click();
    assert.match((await lit()).text, /^\*\*/);
    const thoughts = chat.turn(3).locator('[data-part=thoughts]');
    assert.ok(await thoughts.evaluate((part) => /** @type {HTMLDetailsElement} */ (part).open));
    await having('google_search_call').last().locator('.row').click();
    assert.deepEqual(await lit(), { text: '', steps: ['0'] });
  }
  await close();
});

const focused = () =>
  chat.page.evaluate(() => {
    const row = /** @type {HTMLElement | null} */ (document.activeElement);
    const exchange = /** @type {HTMLElement | null | undefined} */ (row?.closest('.exchange'));
    return `${exchange?.dataset.turn} ${row?.dataset.eventType}`;
  });

/** This row stands in sight. @param {string} selector */
const inSight = (selector) =>
  chat.until((selector) => {
    const row = document.querySelector(selector)?.getBoundingClientRect();
    const list = document.getElementById('event-list')?.getBoundingClientRect();
    return row && list && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  }, selector);

/** The button of a turn, pressed by keyboard. @param {number} number */
async function goToEvents(number) {
  const button = chat.turn(number).getByRole('button', { name: 'Events', exact: true });
  await button.focus();
  await chat.page.keyboard.press('Enter');
  return button;
}

test('from a word or a turn to its events, along them, and back; what is hidden is opened for it', async () => {
  await open();
  const { keyboard } = chat.page;
  await chat.send('echo: zebra yak walrus vole urial tapir');
  await chat.state(1, 'done');
  await chat.send('demo:long 200 Two');
  await chat.state(2, 'done');
  const word = await chat
    .turn(1)
    .locator('[data-part=answer] [data-step]')
    .evaluate((step) => {
      const walker = document.createTreeWalker(step, NodeFilter.SHOW_TEXT);
      const node = /** @type {Text} */ (walker.nextNode());
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
  assert.equal(await rows.count(), 1);
  assert.match((await rows.allTextContents()).join(''), /walrus/);
  await inSight('.event.lit');
  assert.equal(await rows.first().evaluate((row) => row.closest('.exchange')?.getAttribute('data-turn')), '1');
  assert.match((await lit()).text, /walrus/);

  const button = await goToEvents(1);
  await chat.until(() => document.activeElement?.matches('.event'));
  assert.equal(await focused(), '1 interaction.created');
  await inSight('.event:focus');
  const pieces = [];
  while ((await focused()).startsWith('1 ')) {
    const { text } = await lit();
    if (text) pieces.push(text);
    await keyboard.press('j');
  }
  assert.equal(pieces.join(''), await chat.answer(1));
  await keyboard.press('Enter');
  await chat.page.locator('.event .detail').waitFor();
  await keyboard.press('Escape');
  await chat.page.locator('.event .detail').waitFor({ state: 'detached' });
  assert.equal(await focused(), '2 interaction.created');
  await keyboard.press('Escape');
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  assert.equal((await lit()).text, '');

  await goToEvents(1);
  await chat.until(() => document.activeElement?.matches('.event'));
  await chat.box.focus(); // from here on there is nowhere to go back to
  await having('#1 text').first().locator('.row').click();
  assert.notEqual((await lit()).text, '');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  assert.equal((await lit()).text, '');
  assert.ok(await button.evaluate((element) => element !== document.activeElement));

  await chat.page.getByRole('searchbox', { name: 'Filter events' }).fill('no such word');
  await chat.until(() => !document.querySelector('.event:not([hidden])'));
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await goToEvents(1);
  await chat.page.getByText('No event of turn 1 passes the filter').waitFor({ state: 'attached' });
  await chat.until(() => /** @type {HTMLInputElement} */ (document.activeElement).type === 'search');
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await chat.page.reload(); // nothing of the inspector is loaded now
  await chat.ready();
  await chat.state(2, 'done');
  await goToEvents(1);
  await chat.until(
    () => /** @type {HTMLElement} */ (document.activeElement).dataset.eventType === 'interaction.created',
  );
  await close();
});
