// The page in a real Chromium, before the real proxy with its demo. Both are ended by process id.

import { after, afterEach, before, beforeEach } from 'node:test';
import { kViewport, launch, launchWhole } from './browsers.js';
import { Gate } from './gate.js';
import { kRoot, Proxy } from './proxy.js';

export { Gate, kRoot, Proxy };
export { launch, launchAgain, launchShared, launchWhole } from './browsers.js';
export { answerText, parseStream } from './stream.js';

const kSlow = Number(process.env.PARLEY_SLOW ?? 1); // times that the page's processor is slower
export const kPatience = 20000 * kSlow; // ms for anything that is waited for

/** @param {import('playwright-core').Page} page */
export async function slowed(page) {
  if (kSlow === 1) return;
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: kSlow });
}

/** One page, and everything that it sent, got and complained about. */
export class Chat {
  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} url
   * @param {import('playwright-core').BrowserContextOptions & {init?: () => void, clock?: boolean}} [options] of the
   *     browser context; init: runs before the page does; clock: the test has the page's time (page.clock)
   */
  static async open(browser, url, { init, clock, ...options } = {}) {
    // Where nothing shows it, motion only costs: each frame is drawn by the processor.
    const context = await browser.newContext({ viewport: kViewport, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(kPatience);
    if (init) await context.addInitScript(init);
    if (clock) await context.clock.install();
    const chat = new Chat(context, await context.newPage(), url);
    await slowed(chat.page);
    await chat.load();
    return chat;
  }

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {string} url
   */
  constructor(context, page, url) {
    this.context = context;
    this.page = page;
    this.url = url;
    /** @type {any[]} bodies of POSTs to the API, in the order they went out */
    this.posts = [];
    /** @type {import('playwright-core').Request[]} */
    this.requests = [];
    /** @type {string[]} errors on the console, violations of the policy, uncaught exceptions */
    this.problems = [];
    page.on('request', (request) => {
      this.requests.push(request);
      if (request.method() === 'POST') this.posts.push(request.postDataJSON());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    this.box = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.stopButton = page.getByRole('button', { name: 'Stop', exact: true });
    this.log = page.getByRole('log', { name: 'Conversation' });
    this.turns = this.log.getByRole('article');
    this.queued = page.getByRole('list', { name: 'Queued messages' }).getByRole('listitem');
    this.events = page.getByRole('region', { name: 'Events' }).locator('[data-event-type]');
    this.model = page.getByRole('combobox', { name: 'Model' });
    this.connection = page.getByRole('status', { name: 'Connection' });
  }

  async load() {
    await this.page.goto(this.url);
    await this.ready();
  }

  /** What is said of a turn's failure; that is loaded when it comes to it. @param {number} number */
  async failure(number) {
    const box = this.turn(number).locator('[data-part=error]');
    await box.filter({ hasText: /\S/ }).waitFor();
    return box.innerText();
  }

  /** Another tab of the same browser. @param {string} [url] */
  async another(url = this.page.url()) {
    const tab = new Chat(this.context, await this.context.newPage(), url);
    await slowed(tab.page);
    await tab.page.goto(url);
    return tab;
  }

  async ready() {
    await this.connection.and(this.page.locator('[data-state=idle]')).waitFor();
    await this.page.getByText('Demo', { exact: true }).waitFor();
  }

  /** @param {string} text */
  async send(text) {
    await this.box.fill(text);
    await this.sendButton.click();
  }

  /** @param {number} number from 1 */
  turn(number) {
    return this.page.locator(`article[data-turn="${number}"]`);
  }

  /**
   * @param {number} number
   * @param {string} state
   */
  async state(number, state) {
    await this.page.locator(`article[data-turn="${number}"][data-turn-state="${state}"]`).waitFor();
  }

  /** Exactly what is in the page, white space included. @param {number} number */
  async answer(number) {
    return (await this.turn(number).locator('[data-part=answer]').textContent()) ?? '';
  }

  /** Waits until some text of the answer is there. @param {number} number */
  async answering(number) {
    await this.turn(number).locator('[data-part=answer]').filter({ hasText: /\S/ }).waitFor();
  }

  /** Waits until this word is in the answer. @param {number} number @param {string} word */
  async says(number, word) {
    const answer = this.turn(number).locator('[data-part=answer]');
    await answer.filter({ hasText: new RegExp(`${word}\\b`) }).waitFor();
  }

  /**
   * @template [A=any]
   * @param {(argument: A) => any} condition in the page
   * @param {A} [argument]
   */
  async until(condition, argument) {
    await this.page.waitForFunction(/** @type {any} */ (condition), argument, { timeout: kPatience });
  }

  /** Until so many messages wait in line. @param {number} count */
  async queues(count) {
    await this.until((count) => document.querySelectorAll('.queue li').length === count, count);
  }

  /** Does something, until another conversation is shown for it. @param {() => Promise<any>} action */
  async switched(action) {
    const before = await this.page.evaluate(() => location.hash);
    await action();
    await this.until((before) => location.hash !== before, before);
  }

  async eventTypes() {
    return this.events.evaluateAll((all) => all.map((element) => element.getAttribute('data-event-type')));
  }

  async close() {
    await this.context.close();
  }
}

// What the tests of a file work with, from begin() on.
/** @type {Proxy} */
export let proxy;
/** @type {import('playwright-core').Browser} */
export let browser;
/** @type {Chat} the page of the test that runs */
export let chat;

const kQuick = ['--demo-pace', '0'];

/**
 * Begins a file: a proxy with its demo and a browser for all of its tests.
 * @param {object} [options]
 * @param {string[]} [options.flags] of the proxy
 * @param {() => Promise<Proxy>} [options.start] another one
 * @param {boolean} [options.whole] the browser is that of launchWhole()
 * @param {() => Promise<void>} [options.open] what else it needs, with both (hooks of one file may run at once)
 * @param {boolean} [options.each] a page for each test, too
 */
export function begin({
  flags = [],
  start = () => Proxy.start([...kQuick, ...flags]),
  whole: isWhole,
  open,
  each,
} = {}) {
  before(async () => {
    [proxy, browser] = await Promise.all([start(), isWhole ? launchWhole() : launch()]);
    await open?.();
  });
  after(async () => {
    await browser?.close();
    await proxy?.stop();
  });
  if (!each) return;
  beforeEach(async () => {
    chat = await Chat.open(browser, proxy.url);
  });
  afterEach(() => chat.close());
}

/**
 * What was saved. A shared browser gives no path of it.
 * @param {import('playwright-core').Download} download
 */
export async function contentOf(download) {
  const pieces = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * What was answered to a POST, by the proxy's own record: of what must not be stored Chromium keeps nothing.
 * @param {import('playwright-core').Response} response
 */
export async function textOf(response) {
  const id = response.request().headers()['parley-stream'];
  return (await fetch(new URL(`/parley/streams/${id}?offset=0`, response.url()))).text();
}
