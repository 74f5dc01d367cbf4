// What matters most, in Debian's Firefox through WebDriver BiDi: sending, streaming, stopping,
// reloading, queueing, and what only other engines might do differently.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { Proxy } from '../browser/support.js';

const kFirefox = process.env.PARLEY_FIREFOX ?? '/usr/bin/firefox-esr';
const kPatience = 20000; // ms

/** @type {Proxy} */
let proxy;
/** @type {import('puppeteer-core').Browser} */
let browser;
/** @type {import('puppeteer-core').BrowserContext} */
let context;
/** @type {import('puppeteer-core').Page} */
let page;
/** @type {string[]} */
let problems;
before(async () => {
  [proxy, browser] = await Promise.all([
    Proxy.start(['--demo-pace', '0']),
    puppeteer.launch({
      browser: 'firefox',
      executablePath: kFirefox,
      headless: true,
      defaultViewport: { width: 1280, height: 800 },
      extraPrefsFirefox: { 'intl.accept_languages': 'en-US' },
    }),
  ]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(proxy.url);
  await page.waitForSelector('#connection[data-state=idle]');
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(problems, []);
});

/** @param {string} text */
async function send(text) {
  await page.focus('#message');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/**
 * Asks again with each frame: the driver's own way makes functions of text, which the page's policy
 * forbids also to the driver before Firefox 153.
 * @param {(...args: any[]) => any} condition in the page
 * @param {...any} args
 */
async function until(condition, ...args) {
  const end = Date.now() + kPatience;
  while (!(await page.evaluate(condition, ...args))) {
    if (Date.now() > end) throw new Error(`waited in vain for ${condition}`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** @param {number} turn @param {string} name */
const state = (turn, name) => page.waitForSelector(`article[data-turn="${turn}"][data-turn-state=${name}]`);
/** @param {number} turn */
const answer = (turn) =>
  page.$eval(`article[data-turn="${turn}"] [data-part=answer]`, (element) => element.textContent ?? '');
/** @param {number} turn @param {string} text */
const answers = (turn, text) =>
  until(
    (id, text) => document.querySelector(`article[data-turn="${id}"] [data-part=answer]`)?.textContent?.includes(text),
    turn,
    text,
  );
/** @param {string} selector @param {string} text */
const click = (selector, text) =>
  until(
    (where, what) => {
      const found = [...document.querySelectorAll(where)].find(
        (each) => each.textContent.trim() === what && each.checkVisibility(),
      );
      found?.click();
      return !!found;
    },
    selector,
    text,
  );

test('a message is sent, and its answer arrives in pieces, each event beside it', async () => {
  const [first, second] = [proxy.gate(1), proxy.gate(20)];
  await send(`${first} ${second} demo:long 40 Go`);
  await state(1, 'streaming');
  await answers(1, 'word1');
  assert.equal(await answer(1), 'word1');
  await first.open();
  await answers(1, 'word20');
  assert.match(await answer(1), /word20$/);
  await second.open();
  await state(1, 'done');
  assert.match(await answer(1), /word1 .*word40/s);
  const types = await page.$$eval('#events [data-event-type]', (all) =>
    all.map((each) => each.getAttribute('data-event-type')),
  );
  assert.ok(types.includes('interaction.completed'), types.join());
});

test('Markdown, code and mathematics', async () => {
  await send('demo:markdown Show me');
  await state(1, 'done');
  await page.waitForSelector('[data-part=answer] table');
  await until(() => {
    const formulas = [...document.querySelectorAll('[data-part=answer] .math')].map((each) =>
      each.shadowRoot?.querySelector('math'),
    );
    return (
      formulas.length === 2 &&
      formulas.every((each) => each?.namespaceURI?.endsWith('MathML') && each.getBoundingClientRect().width > 20)
    );
  });
});

test('Stop keeps what has arrived and says what was stopped', async () => {
  await send(`${proxy.gate(5)} demo:long 9 Go on`);
  await answers(1, 'word5');
  await page.keyboard.press('Escape');
  await state(1, 'stopped');
  await until(() => /Stopped\. The connection to the service was closed/.test(document.body.textContent));
  assert.match(await answer(1), /^word1 .*word5$/);
});

test('a reload in mid-stream loses nothing', async () => {
  const gate = proxy.gate(5);
  await send(`${gate} demo:long 100 Go`);
  await answers(1, 'word5');
  await page.reload();
  await answers(1, 'word5');
  await gate.open();
  await state(1, 'done');
  assert.deepEqual(
    (await answer(1)).match(/word\d+/g),
    Array.from({ length: 100 }, (_, at) => `word${at + 1}`),
  );
  assert.equal((await page.$$('article')).length, 1);
});

test('messages wait in line, can be edited, and chain; drafts survive', async () => {
  const gate = proxy.gate();
  await send(`${gate} My name is Ada.`);
  await state(1, 'streaming');
  await send('What is my name');
  await page.waitForSelector('.queue li');
  await click('.queue button', 'Edit');
  await page.waitForSelector('.queue textarea');
  await page.keyboard.type('?');
  await click('.queue button', 'Save');
  await gate.open();
  await state(2, 'done');
  assert.match(await answer(2), /Ada/);
  await page.focus('#message');
  await page.keyboard.type('a draft');
  await page.reload();
  await state(2, 'done');
  await until(() => /** @type {any} */ (document.getElementById('message')).value === 'a draft');
});

test('a file is attached, and goes along', async () => {
  // Not by the chooser: Firefox 140 does not tell of it.
  await page.focus('.attach');
  await page.keyboard.press('Enter');
  const input = await page.waitForSelector('input[type=file]:not(#file)');
  await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(
    new URL('./package.json', import.meta.url).pathname,
  );
  await until(() => document.querySelector('.composer .attached')?.textContent.includes('package.json'));
  await send('Look');
  await state(1, 'done');
  await page.waitForSelector('.turn .attached');
});

test('the settings set the request, and the conversation is there after the page was closed', async () => {
  await click('button', 'Settings');
  await page.waitForSelector('dialog.panel textarea');
  await page.focus('dialog.panel textarea');
  await page.keyboard.type('Be brief.');
  const shown = await page.$eval('dialog.panel pre', (element) => JSON.parse(element.textContent));
  assert.equal(shown.system_instruction, 'Be brief.');
  await page.keyboard.press('Escape');
  await send('One');
  await state(1, 'done');
  const url = page.url();
  await page.close();
  page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  await page.goto(url);
  await state(1, 'done');
  assert.match(await answer(1), /One/);
});

// A browser asks for an address once: a module that could not be fetched stays so under it.
test('a part of the page for which the network was gone is asked for again', async () => {
  await page.setRequestInterception(true);
  let isGone = false;
  page.on('request', (request) => {
    const isFirst = !isGone && /\/media-\w+\.js$/.test(request.url());
    isGone ||= isFirst;
    void (isFirst ? request.abort() : request.continue());
  });
  await send('demo:image Draw');
  await until(() => document.querySelector('article[data-turn="1"]')?.textContent?.includes('could not be loaded'));
  await send('demo:image Draw');
  await page.waitForSelector('article[data-turn="2"] [data-part=answer] img');
  assert.ok(isGone);
});

test('what such a part needs in turn is asked for again, too', async () => {
  await page.setRequestInterception(true);
  /** @type {Set<string>} each is gone once */
  const gone = new Set();
  page.on('request', (request) => {
    const url = request.url();
    const isGone = /\/(inspector|chunk)-\w+\.js$/.test(url) && !gone.has(url);
    void (isGone ? (gone.add(url), request.abort()) : request.continue());
  });
  for (let turn = 1; turn <= 5; ++turn) {
    await send('Again');
    await state(turn, 'done');
  }
  await page.waitForSelector('#events [role=group][aria-label="Event tools"]');
  assert.ok(gone.size > 1);
  assert.ok(
    problems.every((text) => text.includes('dynamically imported module')),
    problems.join('\n'),
  );
  problems = []; // each was said to the reader
});
