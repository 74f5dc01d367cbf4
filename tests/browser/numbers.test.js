// What answers took, in the page: tokens, times, costs; of a turn, of a conversation, of a day. How they
// are counted is in tests/page/numbers.test.js.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { test } from 'node:test';
import { begin, browser, Chat, Proxy, proxy, slowed } from './support.js';
import { sent, streamIds } from './truth.js';

begin({ whole: true });

/** @param {Chat} chat @param {number} turn */
const facts = (chat, turn) => chat.turn(turn).locator('.meta');

/** As upstream sent it. @param {Chat} chat @param {number} number of a stream */
async function usageOf(chat, number) {
  const { events } = await sent(proxy.url, streamIds(chat.requests)[number]);
  return events
    .map(({ data }) => (data === '[DONE]' ? {} : JSON.parse(data)))
    .find(({ event_type: type }) => type === 'interaction.completed').interaction.usage;
}

/** @param {import('playwright-core').Page} page */
const open = (page) => page.getByRole('button', { name: 'Numbers', exact: true }).click();

/** @param {import('playwright-core').Page} page @param {string} table @param {number} [number] of the row */
async function cells(page, table, number = 1) {
  const dialog = page.getByRole('dialog', { name: 'Numbers' });
  const row = dialog.getByRole('group', { name: table }).getByRole('row').nth(number);
  await row.waitFor();
  return row.locator('th, td').allInnerTexts();
}

test('a turn says its tokens, times and cost; conversation and day add up, by prices that one may set', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('demo:search demo:thoughts 2 Hello');
  await chat.state(1, 'done');
  const usage = await usageOf(chat, 0);
  const {
    total_input_tokens: input,
    total_output_tokens: output,
    total_thought_tokens: thought,
    total_tool_use_tokens: tool,
  } = usage;
  const cost = facts(chat, 1).locator('.estimate');
  await cost.waitFor();
  assert.equal(
    await facts(chat, 1).locator('.tokens').innerText(),
    `${input} in \u00b7 ${output} out \u00b7 ${thought} thought \u00b7 ${tool} by tools`,
  );
  assert.match(await facts(chat, 1).locator('.first').innerText(), /^first text \d/);
  assert.match(await facts(chat, 1).locator('.total').innerText(), /^total \d/);
  assert.match(await facts(chat, 1).locator('.speed').innerText(), /^[\d,]+ tokens\/s$/);
  const prices = new Date() < new Date('2027-01-01T00:00') ? [0.75, 3.75] : [1.5, 7.5];
  const dollars = ((input + tool) * prices[0] + (output + thought) * prices[1]) / 1e6;
  assert.equal(await cost.innerText(), `\u2248 $${dollars.toFixed(5)}`);

  await chat.model.fill('gemini-4-carbon');
  await chat.send('Hello');
  await chat.state(2, 'done');
  await facts(chat, 2).locator('.speed').waitFor();
  assert.equal(await facts(chat, 2).locator('.estimate').count(), 0, 'there is no price');
  const usages = [usage, await usageOf(chat, 1)];
  const sum = (/** @type {string} */ name) =>
    usages.reduce((all, each) => all + each[`total_${name}_tokens`], 0).toLocaleString('en');

  const other = await chat.context.newPage();
  await slowed(other);
  await other.goto(chat.page.url());
  await other.locator('article[data-turn="2"] .tokens').waitFor();
  await chat.page.reload();
  await chat.ready();
  await facts(chat, 2).locator('.tokens').waitFor();
  for (const page of [other, chat.page]) {
    await page.bringToFront(); // a tab behind another one has few frames
    await open(page);
    for (const [table, row] of /** @type {const} */ ([
      ['This conversation', 3],
      ['Days', 1],
    ])) {
      const [, turns, , input, , output, thought] = await cells(page, table, row);
      assert.deepEqual([turns, input, output, thought], ['2', sum('input'), sum('output'), sum('thought')], table);
    }
  }

  const dialog = chat.page.getByRole('dialog', { name: 'Numbers' });
  assert.deepEqual((await cells(chat.page, 'This conversation', 2)).slice(0, 3), ['gemini-4-carbon', '1', '\u2013']);
  await dialog.getByText('Prices', { exact: true }).first().click();
  const box = dialog.getByRole('textbox', { name: 'Prices' });
  const builtIn = await box.inputValue();
  await box.fill(`${builtIn}gemini-4-carbon soon 1 1 1`);
  await dialog.getByRole('button', { name: 'Save prices' }).click();
  await dialog.getByText(/^Line \d+ is no price/).waitFor();
  await box.fill('gemini-4-carbon 2026-01-01 1000 0 1000');
  await dialog.getByRole('button', { name: 'Save prices' }).click();
  await dialog.getByText(/Prices saved/).waitFor();
  const tokens = ['input', 'output', 'thought'].reduce((all, name) => all + usages[1][`total_${name}_tokens`], 0);
  const own = `$${(tokens / 1000).toFixed(tokens >= 1000 ? 2 : 3)}`;
  assert.equal((await cells(chat.page, 'This conversation', 2))[2], own);
  await chat.page.keyboard.press('Escape');
  const estimate = facts(chat, 2).locator('.estimate');
  await estimate.getByText(`\u2248 ${own}`).waitFor();
  await chat.page.reload();
  await chat.ready();
  await facts(chat, 2).locator('.estimate').getByText(`\u2248 ${own}`).waitFor();
  await open(chat.page);
  await dialog.getByText('Prices', { exact: true }).first().click();
  await dialog.getByRole('button', { name: 'Back to the built-in ones' }).click();
  assert.equal(await box.inputValue(), builtIn);

  await chat.page.keyboard.press('Escape');
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('Four');
  await chat.state(1, 'done');
  await facts(chat, 1).locator('.tokens').waitFor();
  await open(chat.page);
  assert.equal((await cells(chat.page, 'This conversation'))[1], '1');
  assert.equal((await cells(chat.page, 'Days'))[1], '3');
  await chat.close();
});

/** A way to a proxy on which the streams say no usage; all else is as it is. */
async function withoutUsage() {
  const way = { target: 0, server: createServer((client) => relay(client, way.target)) };
  way.server.listen(0, '127.0.0.1');
  await once(way.server, 'listening');
  return way;
}

/** @param {import('node:net').Socket} client @param {number} target */
function relay(client, target) {
  let isStream = false;
  const strip = new Transform({
    transform(bytes, _, done) {
      const text = bytes.toString('latin1');
      if (text.startsWith('HTTP/1.1')) isStream = /content-type: text\/event-stream/i.test(text);
      done(null, Buffer.from(isStream ? text.replaceAll('"usage":', '"usago":') : text, 'latin1'));
    },
  });
  const upstream = connect(target, '127.0.0.1');
  client.pipe(upstream).pipe(strip).pipe(client);
  for (const socket of [client, upstream]) socket.on('error', () => (client.destroy(), upstream.destroy()));
}

test('usage that the stream does not say is asked for afterwards, and kept', async () => {
  const way = await withoutUsage();
  const { port } = /** @type {import('node:net').AddressInfo} */ (way.server.address());
  const own = await Proxy.start(['--demo-pace', '0', '--allow-host', `127.0.0.1:${port}`]);
  way.target = own.port;
  const chat = await Chat.open(browser, `http://127.0.0.1:${port}`);
  try {
    await chat.page.clock.install();
    await chat.page.clock.resume();
    await chat.send('Hello');
    await chat.state(1, 'done');
    await facts(chat, 1).locator('.total').waitFor();
    await chat.page.clock.runFor(1100); // it is there a little later
    await facts(chat, 1).locator('.tokens').waitFor();
    assert.match(await facts(chat, 1).locator('.tokens').innerText(), /^\d+ in \u00b7 \d+ out/);
    const asked = () => chat.requests.filter((request) => /\/interactions\/v1_/.test(request.url())).length;
    assert.equal(asked(), 1);
    await chat.page.reload();
    await chat.ready();
    await facts(chat, 1).locator('.tokens').waitFor();
    await chat.page.clock.runFor(2000);
    assert.equal(asked(), 1, 'once is enough');
    assert.deepEqual(chat.problems, []);
  } finally {
    await chat.close();
    await own.stop();
    way.server.close();
  }
});
