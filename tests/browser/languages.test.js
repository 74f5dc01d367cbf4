// The page in German, and in the language of choice. Each text by itself is in
// tests/page/languages.test.js; here is what stands in the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, kPatience, proxy, slowed } from './support.js';

/** @typedef {import('playwright-core').Page} Page */

begin();

/** By place, since the names are in the language of the page. @param {string} locale */
async function open(locale) {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(kPatience);
  const page = await context.newPage();
  await slowed(page);
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(proxy.url);
  await page.locator('#connection[data-state=idle]').waitFor();
  await page.locator('.examples button').first().waitFor();
  return { page, context, problems };
}

/** @param {Page} page @param {string} text @param {number} number @param {string} state */
async function send(page, text, number, state = 'done') {
  await page.fill('#message', text);
  await page.click('#send');
  await page.locator(`article[data-turn="${number}"][data-turn-state=${state}]`).waitFor();
}

/** Everything that is said, also to screen readers only. @param {Page} page */
const texts = (page) =>
  page.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node instanceof Text) {
        const parent = /** @type {Element} */ (node.parentElement);
        // What the user and the service say, what is code, and what is not for now.
        if (
          parent.closest(
            '[data-part=user], [data-part=answer], [data-part=thoughts], [data-event-type], code, pre, kbd, ' +
              '.id, .said, noscript',
          )
        )
          continue;
        if (parent.closest('[hidden], #models, #conversations')) continue;
        found.push(node.data.trim());
      } else if (node instanceof Element) {
        for (const name of ['aria-label', 'placeholder', 'title', 'alt']) found.push(node.getAttribute(name) ?? '');
      }
    }
    return [...new Set(found)].filter((text) => /[a-z]{3}/i.test(text));
  });

// Names, and words that are the same in both.
const kSame = new RegExp(
  '^(' +
    String.raw`Parley|Demo|Text|JSON|Google Maps|Antigravity\.|Tokens|curl|Python|JavaScript|Seed|Top [PK]|` +
    String.raw`English|Deutsch|https://|gemini-.*|auto|any|none|validated|flex|standard|priority|minimal|low|` +
    String.raw`medium|high|xhigh|off|Status|Export|demo:.*|api_error|One|Two|Filter|Format|HTTP \d+.*|code|Pause|` +
    String.raw`data|POST.*|GET.*|Zeit.*|done|Baum|Wire|\d.*|previous_interaction_id.*` +
    ')$',
);

test('no English is left in the German page, nor German in another; what the settings say goes first', async () => {
  // The first of the browser's languages that is there; English costs no further load.
  const [english, german] = await Promise.all([open('fr-FR'), open('de-AT')]);
  assert.equal(await german.page.evaluate(() => document.documentElement.lang), 'de');
  assert.equal(await english.page.evaluate(() => document.documentElement.lang), 'en');
  const compare = async (/** @type {string} */ what) => {
    const [en, de] = await Promise.all([texts(english.page), texts(german.page)]);
    const left = de.filter((text) => en.includes(text) && !kSame.test(text));
    assert.deepEqual(left, [], what);
    assert.ok(de.length > 20);
  };
  const both = (/** @type {(page: Page) => Promise<any>} */ action) =>
    Promise.all([action(english.page), action(german.page)]);
  await compare('empty page');
  await both(async (page) => {
    await page.click('#show-settings');
    await page.locator('dialog[open] .settings details').first().waitFor();
    await page.locator('.settings details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
  });
  await compare('settings');
  await both((page) => page.keyboard.press('Escape'));
  await both((page) => page.locator('dialog[open]').waitFor({ state: 'detached' }));
  await both((page) => page.keyboard.press('Control+/'));
  await both((page) => page.locator('dialog.keys').waitFor());
  await compare('shortcuts');
  await both((page) => page.keyboard.press('Escape'));
  await both(async (page) => {
    await send(page, 'demo:thoughts One', 1);
    await send(page, 'demo:500 Two', 2, 'failed');
  });
  await compare('turns');
  assert.deepEqual([...english.problems, ...german.problems], []);
  for (const [{ page }, time] of /** @type {const} */ ([
    [english, /\d\.\d\d s/],
    [german, /\d,\d\d s/],
  ])) {
    await page.locator('.exchange .http').first().filter({ hasText: time }).waitFor();
    await page.locator('article .meta').first().filter({ hasText: time }).waitFor();
  }
  await german.page.getByRole('button', { name: 'Noch einmal', exact: true }).waitFor();
  await german.page.getByRole('textbox', { name: 'Nachricht', exact: true }).waitFor();
  const loaded = await english.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(loaded.some((name) => /\.js$/.test(name)));
  assert.ok(!loaded.some((name) => /\/de-/.test(name)));
  await english.context.close();

  const { page } = german;
  await page.fill('#message', 'ein Entwurf');
  await page.click('#show-settings');
  await page.getByLabel('Sprache', { exact: true }).selectOption('en');
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById('message')).value === 'ein Entwurf',
  );
  await page.reload();
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await german.context.close();
});

test('without its texts the page is in English, and works', async () => {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  await slowed(page);
  await page.route(/\/de-[^/]*\.js$/, (route) => route.abort());
  await page.goto(proxy.url);
  const chat = new Chat(context, page, proxy.url);
  await chat.ready();
  await chat.send('One');
  await chat.state(1, 'done');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await context.close();
});
