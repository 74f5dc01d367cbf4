// How the page stands a long conversation: prints numbers, tests nothing.
//
//   node tests/bench/conversation_bench.mjs [--turns 1000] [--runs 5]
//
// A conversation of so many turns of Markdown is made from one answer of the demo, read in as a file,
// opened again, and scrolled through.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Chat, launch, Proxy } from '../browser/support.js';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '1000' }, runs: { type: 'string', default: '5' } } });
const turns = Number(values.turns);

/**
 * The same turn again and again, with events as large as the service's are (about twenty a turn).
 * @param {string} file one exported conversation
 * @param {number} count
 */
function repeated(file, count) {
  const [head, ...lines] = file.trimEnd().split('\n');
  const entries = lines.map((line) => JSON.parse(line));
  const submit = entries.findIndex((entry) => /^\d+ submit /.test(entry));
  const turn = joined(entries.slice(submit), 8);
  console.log(`${turn.length} entries a turn`);
  const again = [];
  for (let number = 0; number < count; ++number) {
    // time kind id arg: requests are numbered on.
    for (const entry of turn) again.push(entry.replace(/^(\d+ (?:http_head|message|body|http_end)) (\d+) /, (_, start, id) => `${start} ${Number(id) + number} `));
  }
  return `${[head, ...[...entries.slice(0, submit), ...again].map((entry) => JSON.stringify(entry))].join('\n')}\n`;
}

/** Every so many deltas of text as one. */
function joined(entries, most) {
  const result = [];
  let open = null;
  for (const entry of entries) {
    const at = entry.indexOf('{');
    const event = / message /.test(entry.slice(0, 30)) && at > 0 ? JSON.parse(entry.slice(at)) : null;
    if (event?.delta?.type !== 'text') {
      open = null;
      result.push(entry);
    } else if (open?.index === event.index && open.count < most) {
      open.event.delta.text += event.delta.text;
      ++open.count;
      result[result.length - 1] = open.start + JSON.stringify(open.event);
    } else {
      open = { event, index: event.index, count: 1, start: entry.slice(0, at) };
      result.push(entry);
    }
  }
  return result;
}

const [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '0']), launch()]);
try {
  const chat = await Chat.open(browser, proxy.url);
  await chat.send('demo:markdown demo:thoughts 2 x');
  await chat.state(1, 'done');
  const nav = chat.page.getByRole('navigation', { name: 'Conversations' });
  await nav.getByRole('button', { name: 'Options' }).click();
  const [download] = await Promise.all([chat.page.waitForEvent('download'), chat.page.getByRole('button', { name: 'Export' }).click()]);
  const file = repeated(await readFile(await download.path(), 'utf8'), turns);
  await chat.page.getByLabel('File to import').setInputFiles({ name: 'long.jsonl', mimeType: 'text/plain', buffer: Buffer.from(file) });
  await chat.state(turns, 'done');
  const address = chat.page.url();
  for (let run = 0; run < Number(values.runs); ++run) {
    const page = await chat.context.newPage();
    const debug = await chat.context.newCDPSession(page);
    await debug.send('Performance.enable');
    const worked = async () => Math.round((await debug.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime').value * 1000);
    // The page looks for itself: a driver that looks would take a part of the time.
    await page.addInitScript((turns) => {
      const seen = { stands: 0, typeset: 0 };
      window.opened = new Promise((resolve) => {
        const look = () => {
          const last = document.querySelector(`article[data-turn="${turns}"][data-turn-state=done]`);
          // A frame is over when the task after it begins.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            if (last) seen.stands ||= performance.now();
            if (last?.querySelector('[data-typeset]')) seen.typeset = performance.now();
            if (seen.typeset) resolve(seen);
            else requestAnimationFrame(look);
          };
          port2.postMessage(null);
        };
        look();
      });
    }, turns);
    await page.goto(address);
    const { stands, typeset } = await page.evaluate(() => window.opened);
    console.log(`opened: ${Math.round(stands)} ms until the frame with the last of ${turns} turns is painted, ${Math.round(typeset)} ms until it is typeset; ${await worked()} ms of processor time`);
    const frames = await page.evaluate(async () => {
      const log = document.getElementById('log');
      const frames = [];
      let last = performance.now();
      for (let at = 0; at < 300; ++at) {
        log.scrollTop -= 200;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
      }
      return frames.sort((a, b) => a - b);
    });
    const quantile = (part) => Math.round(frames[Math.floor(frames.length * part)] ?? 0);
    const scrolled = await worked();
    console.log(`scrolled 300 x 200 px: frames of ${quantile(0.5)} ms (median), ${quantile(0.95)} ms (95 %), ${Math.round(frames.at(-1))} ms (longest), ${scrolled} ms of processor time in all`);
    await page.close();
  }
} finally {
  await browser.close();
  await proxy.stop();
}
