// How the page stands a long conversation: prints numbers, tests nothing.
//
//   node tests/bench/conversation_bench.mjs [--turns 1000] [--runs 5]
//
// A conversation of so many turns of Markdown is made from one answer of the demo, read in as a file,
// opened after the browser was started anew, opened once more, and scrolled through.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Chat, launchAgain, Proxy } from '../browser/support.js';

const kStarting = 1000; // ms in which the browser is busy with its own start

const { values } = parseArgs({
  options: { turns: { type: 'string', default: '1000' }, runs: { type: 'string', default: '5' } },
});
const turns = Number(values.turns);

/**
 * The same turn again and again, with events as large as the service's are (about twenty a turn).
 * @param {string} file one exported conversation
 * @param {number} count
 */
function repeated(file, count) {
  const [head, ...lines] = file.trimEnd().split('\n');
  /** @type {string[]} */
  const entries = lines.map((line) => JSON.parse(line));
  const submit = entries.findIndex((entry) => /^\d+ submit /.test(entry));
  const turn = joined(entries.slice(submit), 8);
  console.log(`${turn.length} entries a turn`);
  const again = [];
  for (let number = 0; number < count; ++number) {
    // time kind id arg: requests are numbered on.
    for (const entry of turn)
      again.push(
        entry.replace(
          /^(\d+ (?:http_head|message|body|http_end)) (\d+) /,
          (_, start, id) => `${start} ${Number(id) + number} `,
        ),
      );
  }
  return `${[head, ...[...entries.slice(0, submit), ...again].map((entry) => JSON.stringify(entry))].join('\n')}\n`;
}

/**
 * Every so many deltas of text as one.
 * @param {string[]} entries
 * @param {number} most
 */
function joined(entries, most) {
  const result = [];
  /** @type {{event: any, index: number, count: number, start: string} | null} */
  let open = null;
  for (const entry of entries) {
    const at = entry.indexOf('{');
    const event = / message /.test(entry.slice(0, 30)) && at > 0 ? JSON.parse(entry.slice(at)) : null;
    if (event?.delta?.type !== 'text') {
      open = null;
      result.push(entry);
    } else if (open && open.index === event.index && open.count < most) {
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

/**
 * How long until the conversation at this address can be read.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} address
 */
async function open(context, address) {
  const page = await context.newPage();
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
  return {
    page,
    times:
      `${Math.round(stands)} ms until the frame with the last of ${turns} turns is painted, ` +
      `${Math.round(typeset)} ms until it is typeset`,
  };
}

/** Up through the conversation, frame by frame. @param {import('playwright-core').Page} page */
async function scroll(page) {
  const frames = await page.evaluate(async () => {
    const log = /** @type {HTMLElement} */ (document.getElementById('log'));
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
  const quantile = (/** @type {number} */ part) => Math.round(frames[Math.floor(frames.length * part)] ?? 0);
  const longest = Math.round(frames.at(-1) ?? 0);
  return `frames of ${quantile(0.5)} ms (median), ${quantile(0.95)} ms (95 %), ${longest} ms (longest)`;
}

const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-'));
const proxy = await Proxy.start(['--demo-pace', '0']);
try {
  let context = await launchAgain(folder);
  const chat = new Chat(context, await context.newPage(), proxy.url);
  await chat.load();
  await chat.send('demo:markdown demo:thoughts 2 x');
  await chat.state(1, 'done');
  const nav = chat.page.getByRole('navigation', { name: 'Conversations' });
  await nav.getByRole('button', { name: 'Options' }).click();
  const [download] = await Promise.all([
    chat.page.waitForEvent('download'),
    chat.page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const file = repeated(await readFile(await download.path(), 'utf8'), turns);
  await chat.page
    .getByLabel('File to import')
    .setInputFiles({ name: 'long.jsonl', mimeType: 'text/plain', buffer: Buffer.from(file) });
  await chat.state(turns, 'done');
  const address = chat.page.url();
  await context.close();
  for (let run = 0; run < Number(values.runs); ++run) {
    context = await launchAgain(folder);
    await new Promise((resolve) => setTimeout(resolve, kStarting));
    const first = await open(context, address);
    console.log(`first:   ${first.times}`);
    await first.page.close();
    const again = await open(context, address);
    console.log(`again:   ${again.times}`);
    console.log(`scrolled 300 x 200 px: ${await scroll(again.page)}`);
    await context.close();
  }
} finally {
  await proxy.stop();
  await rm(folder, { recursive: true, force: true });
}
