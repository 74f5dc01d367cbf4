// Twenty messages in mixed modes while the connection is cut ten times and the page reloaded five
// times: afterwards each has exactly one turn, sent once, with exactly the answer that was sent.
//
// What happens in which order comes from a seed: one that stays, and one that is new each time. A run is repeated
// with PARLEY_SEED=NUMBER. Long answers hold at every other word, and go on a little after each cut: of a stream that
// breaks off twice with nothing new in between the page believes that it broke off upstream.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';
import { assertWhole, sent } from './truth.js';
import { wired } from './wire.js';

const kMessages = 20;
const kCuts = 10;
const kReloads = 5;
const kKeys = { queued: 'Enter', parallel: 'Control+Enter', interrupt: 'Control+Shift+Enter' };
const kSeeds = process.env.PARLEY_SEED ? [Number(process.env.PARLEY_SEED)] : [1, Date.now() % 1_000_000];

/** @typedef {{text: string, mode: keyof typeof kKeys, gates: import('./support.js').Gate[]}} Message */
/** @typedef {() => Promise<void> | void} Step */

/** @type {import('./wire.js').Wire} */
let wire;
begin({
  start: async () => {
    const both = await wired(['--demo-pace', '0']);
    wire = both.wire;
    return both.proxy;
  },
});
after(() => wire?.close());

/** Numbers below a limit, the same for the same seed. @param {number} seed */
function random(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** @param {(limit: number) => number} draw @param {number} at @returns {Message} */
function compose(draw, at) {
  const mode = /** @type {const} */ (['queued', 'queued', 'queued', 'parallel', 'interrupt'])[draw(5)];
  if (!draw(2)) return { text: `echo: ${'caf\u00e9 \ud83d\ude00 text '.repeat(1 + draw(8))}${at}.`, mode, gates: [] };
  const first = draw(4); // 0: nothing is answered at first
  const gates = Array.from({ length: kCuts + 1 }, (_, at) => proxy.gate(first + 2 * at));
  return { text: `${gates.join(' ')} demo:long ${30 + draw(60)} Number ${at}`, mode, gates };
}

/** How much of each answer that comes in now is there. @param {Chat} chat @returns {Promise<[string, number][]>} */
const progress = (chat) =>
  chat.page
    .locator('article[data-turn-state=streaming]')
    .evaluateAll((all) =>
      all.map((turn) => [
        /** @type {HTMLElement} */ (turn).dataset.turn ?? '',
        turn.querySelector('[data-part=answer]')?.textContent?.length ?? 0,
      ]),
    );

/** Until each of them has gone on or is over. @param {Chat} chat @param {[string, number][]} before */
const goesOn = (chat, before) =>
  chat.until(
    (before) =>
      before.every(([number, length]) => {
        const turn = /** @type {HTMLElement | null} */ (document.querySelector(`article[data-turn="${number}"]`));
        if (!turn) return false; // the page is being loaded
        const answer = turn.querySelector('[data-part=answer]')?.textContent ?? '';
        return turn.dataset.turnState !== 'streaming' || answer.length > length;
      }),
    before,
  );

/** What the page shows of all turns, by number. @param {Chat} chat */
async function look(chat) {
  const turns = await chat.turns.evaluateAll((all) =>
    all.map((turn) => ({
      number: Number(turn.dataset.turn),
      state: turn.dataset.turnState,
      message: turn.querySelector('[data-part=user]')?.textContent ?? '',
      answer: turn.querySelector('[data-part=answer]')?.textContent ?? '',
    })),
  );
  return turns.sort((a, b) => a.number - b.number);
}

/** Until something runs or, where nothing holds, all is over. @param {Chat} chat */
const settles = (chat) =>
  chat.until(() => {
    const turns = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('article')]);
    const states = turns.map((turn) => turn.dataset.turnState);
    const is =
      (/** @type {string[]} */ ...names) =>
      (/** @type {any} */ state) =>
        names.includes(state);
    return states.some(is('sending', 'streaming')) || (states.length && states.every(is('done', 'stopped')));
  });

for (const seed of kSeeds) {
  test('messages survive cuts and reloads in any order', async (t) => {
    t.diagnostic(`seed ${seed}`);
    const draw = random(seed);
    const chat = await Chat.open(browser, wire.url);
    t.after(() => chat.close());
    const messages = Array.from({ length: kMessages }, (_, at) => compose(draw, at));

    const send = (/** @type {Message} */ { text, mode }) =>
      /** @type {Step} */ (
        async () => {
          await chat.box.fill(text);
          await chat.box.press(kKeys[mode]);
        }
      );
    const reload = async () => {
      await chat.page.reload();
      await chat.page.locator('#connection:not([data-state=starting], [data-state=unreachable])').waitFor();
    };
    /** @type {[string, number][]} */
    let atLastCut = [];
    const cut = async () => {
      await goesOn(chat, atLastCut);
      atLastCut = await progress(chat);
      wire.cut();
      for (const { gates } of messages) await gates.shift()?.open();
    };
    const open = async (/** @type {Message[]} */ some) => {
      for (const { gates } of some) for (const gate of gates.splice(0)) await gate.open();
    };

    // After which message: half of the troubles at once, half of them when an answer is on its way.
    /** @type {Step[][]} */
    const steps = messages.map((message) => [send(message)]);
    const trouble = (/** @type {Step} */ make) => {
      const then = steps[draw(kMessages)];
      if (draw(2)) then.push(() => settles(chat));
      then.push(make);
    };
    for (let i = 0; i < kCuts; ++i) trouble(cut);
    for (let i = 0; i < kReloads; ++i) trouble(reload);
    for (const [at, { mode }] of messages.entries()) {
      steps[at + draw(kMessages - at)].push(() => open([messages[at]]));
      // Nobody has more than a few answers at once; more than four would wait for one another.
      if (mode === 'parallel') steps[at].push(() => open(messages.slice(0, at)));
    }
    for (const step of steps.flat()) await step();

    await chat.until((count) => {
      const turns = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('article')]);
      const over = turns.filter(({ dataset }) => dataset.turnState === 'done' || dataset.turnState === 'stopped');
      return turns.length === count && over.length === count;
    }, kMessages);

    const turns = await look(chat);
    assert.deepEqual(turns.map(({ message }) => message).sort(), messages.map(({ text }) => text).sort());
    const stopped = turns.filter(({ state }) => state === 'stopped');
    const interrupts = messages.filter(({ mode }) => mode === 'interrupt').length;
    assert.ok(stopped.length <= interrupts, `${stopped.length} stopped by ${interrupts}`);

    for (const { number, state, message, answer } of turns) {
      const posts = chat.requests.filter(
        (request) => request.method() === 'POST' && request.postDataJSON()?.input === message,
      );
      const ids = new Set(posts.map((request) => request.headers()['parley-stream']));
      if (state === 'stopped' && ids.size === 0) continue; // before it went out
      assert.equal(ids.size, 1, `${message}: one request`);
      const [id] = ids;
      if (state === 'done') {
        await assertWhole(chat, proxy.url, number, id);
        if (message.startsWith('echo: ')) assert.equal(answer, message.slice(6));
        else assert.match(answer, /^word1 .*\.$/s);
      } else if (answer) {
        assert.ok((await sent(proxy.url, id)).text.startsWith(answer), `${message}: what arrived is what was sent`);
      }
    }
    await chat.page.reload();
    await chat.until((count) => document.querySelectorAll('article').length === count, kMessages);
    assert.deepEqual(await look(chat), turns);
  });
}
