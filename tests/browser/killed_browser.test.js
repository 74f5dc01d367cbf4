// The browser itself is killed, at once and whole, just when a message that waited in line has gone out. What it had on
// disk must be enough to learn of that: nothing is paid twice, and nothing is lost.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
// eslint-disable-next-line no-restricted-syntax -- the moment is what is tried here, and nothing waits for it
import { setTimeout as pass } from 'node:timers/promises';
import { Chat, launchAgain, Proxy, slowed } from './support.js';

const kTimes = Number(process.env.PARLEY_KILLS ?? 7); // 20 take a minute
const kLatest = 200; // ms after upstream has the message

/** @type {Proxy} */
let proxy;
/** @type {string} the browser's profile */
let folder;
/** @type {import('playwright-core').BrowserContext | undefined} */
let context;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-killed-'));
  proxy = await Proxy.start(['--demo-pace', '0']);
});
after(async () => {
  await context?.close();
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The page in a browser of its own. @param {string} url */
async function open(url) {
  context = await launchAgain(folder);
  const chat = new Chat(context, await context.newPage(), url);
  await slowed(chat.page);
  await chat.page.goto(url);
  return chat;
}

/** The processes of the browser with this profile: the first one, and all that come of it. */
async function processes() {
  /** @type {{pid: number, parent: number, first: boolean}[]} */
  const all = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const gone = () => '';
    const [line, stat] = await Promise.all(
      ['cmdline', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(gone)),
    );
    const words = line.split('\0');
    const first = words.includes(`--user-data-dir=${folder}`) && !words.some((word) => word.startsWith('--type='));
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    all.push({ pid: Number(name), parent, first });
  }
  const found = all.filter(({ first }) => first).map(({ pid }) => pid);
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid));
  return found;
}

/** @param {number[]} pids */
async function kill(pids) {
  const closed = new Promise((over) => context?.once('close', over));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // its parent took it along
    }
  }
  await closed;
}

test('killed when a message that waited has gone out: it is paid once, and its answer is there', async () => {
  let chat = await open(proxy.url);
  await chat.ready();
  for (let time = 0; time < kTimes; ++time) {
    const delay = Math.round((kLatest * time) / (kTimes - 1));
    const [one, two] = [proxy.gate(1), proxy.gate(0)];
    await chat.send(`${one} demo:long 3 One`);
    await chat.answering(1);
    await chat.send(`${two} echo: two`);
    await chat.queues(1);
    const address = chat.page.url();
    const pids = await processes();
    assert.ok(pids.length > 2, `${pids}`);
    await one.open();
    await two.reached();
    await pass(delay);
    await kill(pids);

    chat = await open(address);
    await two.open();
    await chat.state(2, 'done');
    const when = `killed after ${delay} ms`;
    assert.equal(await chat.answer(2), 'two', when);
    assert.equal(await chat.turns.count(), 2, when);
    assert.deepEqual([await one.reached(), await two.reached()], [1, 1], `${when}: once each upstream`);
    await chat.page.goto('about:blank');
    await chat.page.goto(proxy.url);
    await chat.ready();
  }
});
