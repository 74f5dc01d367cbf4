// Twenty messages in mixed modes while the connection is cut ten times and the page reloaded five
// times: afterwards each has exactly one turn, sent once, with exactly the answer that was sent.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chat, launch } from './support.js';
import { assertWhole, sent } from './truth.js';
import { wired } from './wire.js';

const kMessages = 20;
const kCuts = 10;
const kReloads = 5;
const kKeys = { queued: 'Enter', parallel: 'Control+Enter', interrupt: 'Control+Shift+Enter' };

let proxy, wire, browser;
before(async () => {
  [{ proxy, wire }, browser] = await Promise.all([wired(['--demo-pace', '10']), launch()]);
});
after(async () => {
  await browser?.close();
  await wire?.close();
  await proxy?.stop();
});

/** The same numbers in every run. */
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

for (const seed of [1, 2]) {
  test(`messages survive cuts and reloads (${seed})`, async () => {
    const draw = random(seed);
    const chat = await Chat.open(browser, wire.url);
    const running = chat.page.locator('article:is([data-turn-state=sending], [data-turn-state=streaming])');
    const messages = [];
    const modes = [];
    for (let i = 0; i < kMessages; ++i) {
      messages.push(
        draw(2)
          ? `demo:long ${30 + draw(60)} Number ${i}`
          : `echo: ${'caf\u00e9 \ud83d\ude00 text '.repeat(1 + draw(8))}${i}.`,
      );
      modes.push(['queued', 'queued', 'queued', 'parallel', 'interrupt'][draw(5)]);
    }
    // What happens after which message; some things twice.
    const troubles = Array.from({ length: kMessages }, () => []);
    for (let i = 0; i < kCuts; ++i) troubles[draw(kMessages)].push('cut');
    for (let i = 0; i < kReloads; ++i) troubles[draw(kMessages)].push('reload');

    for (let i = 0; i < kMessages; ++i) {
      await chat.box.fill(messages[i]);
      await chat.box.press(kKeys[modes[i]]);
      for (const trouble of troubles[i]) {
        // Half of them at once, half of them when an answer is on its way.
        if (draw(2)) await Promise.race([running.first().waitFor(), chat.state(i + 1, 'done')]).catch(() => {});
        if (trouble === 'cut') {
          wire.cut();
          continue;
        }
        await chat.page.reload();
        await chat.page.locator('#connection:not([data-state=starting], [data-state=unreachable])').waitFor();
      }
    }
    await chat.until((count) => {
      const states = [...document.querySelectorAll('article')].map((turn) => turn.dataset.turnState);
      return states.length === count && states.every((state) => state === 'done' || state === 'stopped');
    }, kMessages);

    const look = () =>
      chat.turns.evaluateAll((all) =>
        all.map((turn) => ({
          number: Number(turn.dataset.turn),
          state: turn.dataset.turnState,
          message: turn.querySelector('[data-part=user]').textContent,
          answer: turn.querySelector('[data-part=answer]')?.textContent ?? '',
        })),
      );
    const turns = await look();
    assert.deepEqual(turns.map(({ message }) => message).sort(), [...messages].sort());
    const stops = modes.filter((mode) => mode === 'interrupt').length;
    assert.ok(turns.filter(({ state }) => state === 'stopped').length <= stops);

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
        const expected = message.startsWith('echo: ') ? message.slice(6) : /^word1 .*\.$/s;
        if (typeof expected === 'string') assert.equal(answer, expected);
        else assert.match(answer, expected);
      } else if (answer) {
        assert.ok((await sent(proxy.url, id)).text.startsWith(answer), `${message}: what arrived is what was sent`);
      }
    }
    await chat.page.reload();
    await chat.until((count) => document.querySelectorAll('article').length === count, kMessages);
    const byNumber = (all) => all.sort((a, b) => a.number - b.number);
    assert.deepEqual(byNumber(await look()), byNumber(turns));
    await chat.close();
  });
}
