// How the page stands many events: prints numbers, tests nothing.
//
//   node tests/bench/events_bench.mjs [--seconds 60] [--rate 200] [--events 50000]
//
// First events arrive at that rate while someone types and scrolls; then that many are there, and
// are scrolled through and filtered. A long task is one of over 50 ms, as the browser counts them;
// where other programs want the processor too, those that worked for so long by themselves are told
// beside it.

import { parseArgs } from 'node:util';
import { Chat, launchWhole, Proxy } from '../browser/support.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    events: { type: 'string', default: '50000' },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const events = Number(values.events);

const browser = await launchWhole('--enable-precise-memory-info');

/** @typedef {import('playwright-core').Page} Page */

/** Begins to count long tasks and frames. */
function watch() {
  window.longTasks = [];
  window.painted = [];
  window.keys = [];
  window.observer?.disconnect();
  window.observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.longTasks.push({ at: Math.round(startTime), ms: Math.round(duration) });
  });
  window.observer.observe({ type: 'longtask' });
  let last = performance.now();
  const watched = (window.watched = (window.watched ?? 0) + 1);
  const frame = (/** @type {number} */ now) => {
    window.painted.push(now - last);
    last = now;
    if (watched === window.watched) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  if (window.listens) return;
  window.listens = true;
  // From a key to the frame after it.
  document.addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => setTimeout(() => window.keys.push(performance.now() - timeStamp)));
  });
}

/** @param {number[]} sorted @param {number} part */
const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
/**
 * Processor time, in ms, of each task of the page's main thread; that of tracing itself left out.
 * @param {Page} page
 * @returns {Promise<number[]>}
 */
async function taskTimes(page) {
  await page.evaluate(() => performance.mark('watched'));
  /** @type {{traceEvents: any[]}} */
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const time = (/** @type {string} */ mark) =>
    traceEvents.find(({ name, cat }) => name === mark && cat.includes('user_timing'))?.ts ?? 0;
  const from = time('watch');
  const to = time('watched');
  const main = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(
      ({ name, ts, tdur, pid, tid }) =>
        name === 'RunTask' && tdur && ts > from && ts < to && main.includes(`${pid} ${tid}`),
    )
    .map(({ tdur }) => tdur / 1000);
}
/** @param {Page} page */
async function begin(page) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'blink.user_timing', '__metadata'],
  });
  await page.waitForTimeout(500);
  await page.evaluate(watch);
  await page.evaluate(() => {
    performance.clearMarks();
    performance.mark('watch');
  });
}
/** @param {Page} page @param {string} what */
async function report(page, what) {
  const tasks = await taskTimes(page);
  const worked = tasks.filter((ms) => ms > 50);
  const { longTasks, frames, keys } = await page.evaluate(() => ({
    longTasks: window.longTasks,
    frames: window.painted,
    keys: window.keys,
  }));
  const line = (/** @type {number[]} */ list) => {
    const sorted = [...list].sort((a, b) => a - b);
    const [half, most] = [0.5, 0.95].map((part) => quantile(sorted, part).toFixed(1));
    return `median ${half} ms, 95 % ${most} ms, most ${(sorted.at(-1) ?? 0).toFixed(1)} ms`;
  };
  const each = (/** @type {number[]} */ list) => (list.length ? ` (${list.map(Math.round).join(', ')} ms)` : '');
  console.log(
    `${what}: ${longTasks.length} long tasks${each(longTasks.map((/** @type {{ms: number}} */ { ms }) => ms))}`,
  );
  const longest = Math.max(0, ...tasks.slice(0, 1e5)).toFixed(1);
  console.log(`  ${worked.length} of over 50 ms of work${each(worked)}; the longest ${longest} ms`);
  console.log(`  ${frames.length} frames: ${line(frames)}`);
  if (keys.length) console.log(`  ${keys.length} keys to their frame: ${line(keys)}`);
}
/** @param {Page} page */
const memory = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (/** @type {string} */ name) =>
    metrics.find((/** @type {{name: string}} */ metric) => metric.name === name)?.value ?? 0;
  console.log(`  ${(value('JSHeapUsedSize') / 1e6).toFixed(0)} MB of JavaScript, ${value('Nodes')} nodes`);
};
/**
 * Looking for an element among so many would itself be a long task: the mouse and the keys go where they are.
 * @param {Page} page
 * @param {string} selector
 */
const point = async (page, selector) => {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`nothing is at ${selector}`);
  const { x, y, width, height } = box;
  await page.mouse.move(x + width / 2, y + height / 2);
};

/** Events arrive; someone types and scrolls. */
async function arriving() {
  const proxy = await Proxy.start(['--demo-pace', String(Math.floor(1000 / rate))]);
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.getByRole('region', { name: 'Events' }).hover();
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
  await chat.send(`demo:long ${seconds * rate} x`);
  await chat.answering(1);
  await point(chat.page, '#event-list');
  await chat.box.focus();
  await begin(chat.page);
  const start = Date.now();
  const before = await chat.page.evaluate(() => document.querySelectorAll('[data-event-type]').length);
  for (let i = 0; Date.now() - start < seconds * 1000; ++i) {
    if (i % 2) await chat.page.mouse.wheel(0, i % 4 === 1 ? -2000 : 2000);
    else await chat.page.keyboard.type('typing ', { delay: 60 });
  }
  const took = (Date.now() - start) / 1000;
  await report(chat.page, '\nwhile they arrived');
  const came = (await chat.page.evaluate(() => document.querySelectorAll('[data-event-type]').length)) - before;
  console.log(`  ${came} events in ${took.toFixed(1)} s, ${Math.round(came / took)} a second`);
  await memory(chat.page);
  await chat.close();
  await proxy.stop();
}

/** Many are there. */
async function there() {
  const proxy = await Proxy.start(['--demo-pace', '0']);
  const chat = await Chat.open(browser, proxy.url);
  await chat.page.getByRole('region', { name: 'Events' }).hover();
  await chat.page.getByRole('group', { name: 'Event tools' }).waitFor();
  await begin(chat.page);
  const start = Date.now();
  await chat.send(`demo:fast demo:long ${events} x`);
  await chat.page.locator('article[data-turn-state=done]').waitFor({ timeout: 600000 });
  await chat.page.waitForFunction(() => document.querySelector('[data-event-type=done]'), null, { timeout: 600000 });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  await report(chat.page, '\nwhile they came as fast as they could');
  const count = await chat.page.locator('#event-count').textContent(); // takes the page half a second
  console.log(`  ${await chat.events.count()} rows of ${count}, all there after ${seconds} s`);
  await memory(chat.page);

  await point(chat.page, '#event-list');
  await begin(chat.page);
  for (let i = 0; i < 100; ++i) {
    await chat.page.mouse.wheel(0, i < 50 ? -1500 : 1500);
    await chat.page.waitForTimeout(50);
  }
  await report(chat.page, 'while scrolling by the wheel');

  await begin(chat.page);
  await chat.page.evaluate(async () => {
    const list = /** @type {HTMLElement} */ (document.getElementById('event-list'));
    for (let i = 0; i < 100; ++i) {
      list.scrollTop = (list.scrollHeight * ((i * 37) % 100)) / 100;
      await new Promise(requestAnimationFrame);
    }
  });
  await report(chat.page, 'while jumping about');

  await chat.page.getByRole('searchbox', { name: 'Filter events' }).focus();
  await begin(chat.page);
  await chat.page.keyboard.type('word777', { delay: 80 });
  await chat.page.evaluate(() => document.getElementById('message')?.focus());
  await chat.page.keyboard.type('typing goes on while rows are hidden', { delay: 30 });
  await chat.page.waitForFunction(() => / of /.test(document.querySelector('.tools .shown')?.textContent ?? ''));
  await report(chat.page, 'while filtering and typing');
  await memory(chat.page);
  await chat.close();
  await proxy.stop();
}

if (seconds) await arriving();
if (events) await there();
await browser.close();
