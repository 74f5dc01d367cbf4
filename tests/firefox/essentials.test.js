// What matters most, in Debian's Firefox through WebDriver BiDi: sending, streaming, stopping,
// reloading, queueing, and what only other engines might do differently.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { Proxy } from '../browser/support.js';

const kFirefox = process.env.PARLEY_FIREFOX ?? '/usr/bin/firefox-esr';
const kPatience = 20000; // ms

let proxy, browser, context, page, problems;
before(async () => {
  [proxy, browser] = await Promise.all([
    Proxy.start(['--demo-pace', '5']),
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

async function send(text) {
  await page.focus('#message');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/**
 * Asks again and again: the driver's own way makes functions of text, which the page's policy forbids
 * also to the driver before Firefox 153.
 */
async function until(condition, ...args) {
  const end = Date.now() + kPatience;
  while (!(await page.evaluate(condition, ...args))) {
    if (Date.now() > end) throw new Error(`waited in vain for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const state = (turn, name) => page.waitForSelector(`article[data-turn="${turn}"][data-turn-state=${name}]`);
const answer = (turn) =>
  page.$eval(`article[data-turn="${turn}"] [data-part=answer]`, (element) => element.textContent);
const answering = (turn) =>
  until(
    (id) => /\S/.test(document.querySelector(`article[data-turn="${id}"] [data-part=answer]`)?.textContent ?? ''),
    turn,
  );
const click = async (selector, text) => {
  await until(
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
};

test('a message is sent, and its answer arrives in pieces, each event beside it', async () => {
  await send('demo:long 40 demo:slow 30 Go');
  await answering(1);
  assert.equal(await page.$eval('article', (element) => element.dataset.turnState), 'streaming', 'before it is over');
  await state(1, 'done');
  assert.match(await answer(1), /word1 .*word40/s);
  const types = await page.$$eval('#events [data-event-type]', (all) => all.map((each) => each.dataset.eventType));
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
      formulas.every((each) => each?.namespaceURI.endsWith('MathML') && each.getBoundingClientRect().width > 20)
    );
  });
});

test('Stop keeps what has arrived and says what was stopped', async () => {
  await send('demo:long 100000 Go on');
  await answering(1);
  await page.keyboard.press('Escape');
  await state(1, 'stopped');
  await until(() => /Stopped\. The connection to the service was closed/.test(document.body.textContent));
  assert.match(await answer(1), /word1/);
});

test('a reload in mid-stream loses nothing', async () => {
  await send('demo:long 1000 Go');
  await answering(1);
  await page.reload();
  await state(1, 'done');
  assert.match(await answer(1), /word1 .*word1000/s);
  assert.equal((await page.$$('article')).length, 1);
});

test('messages wait in line, can be edited, and chain; drafts survive', async () => {
  await send('demo:long 1500 My name is Ada.');
  await answering(1);
  await send('What is my name');
  await page.waitForSelector('.queue li');
  await click('.queue button', 'Edit');
  await page.waitForSelector('.queue textarea');
  await page.keyboard.type('?');
  await click('.queue button', 'Save');
  await state(2, 'done');
  assert.match(await answer(2), /Ada/);
  await page.focus('#message');
  await page.keyboard.type('a draft');
  await page.reload();
  await state(2, 'done');
  await until(() => document.getElementById('message').value === 'a draft');
});

test('a file is attached, and goes along', async () => {
  const [chooser] = await Promise.all([page.waitForFileChooser().catch(() => null), page.click('.attach')]);
  const file = new URL('./package.json', import.meta.url).pathname;
  if (chooser) await chooser.accept([file]);
  else await (await page.waitForSelector('.composer input[type=file]')).uploadFile(file);
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
