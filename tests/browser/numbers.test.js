// What answers took: tokens, times, costs; of a turn, of a conversation, of a day.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { sent, streamIds } from './truth.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

const facts = (chat, turn) => chat.turn(turn).locator('.meta');

async function usageOf(chat, number) {
  const { events } = await sent(proxy.url, streamIds(chat.requests)[number]);
  return events
    .map(({ data }) => (data === '[DONE]' ? {} : JSON.parse(data)))
    .find(({ event_type: type }) => type === 'interaction.completed').interaction.usage;
}

test('a turn says its tokens, its times and what it cost', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.model.fill('gemini-3.8-flash');
  await chat.send('demo:search demo:thoughts 2 Hello');
  await chat.state(1, 'done');
  const usage = await usageOf(chat, 0);
  const cost = facts(chat, 1).locator('.estimate');
  await cost.waitFor();
  const tokens = await facts(chat, 1).locator('.tokens').innerText();
  assert.equal(
    tokens,
    `${usage.total_input_tokens} in · ${usage.total_output_tokens} out · ${usage.total_thought_tokens} thought · ${usage.total_tool_use_tokens} by tools`,
  );
  assert.match(await facts(chat, 1).locator('.first').innerText(), /^first text \d/);
  assert.match(await facts(chat, 1).locator('.total').innerText(), /^total \d/);
  assert.match(await facts(chat, 1).locator('.speed').innerText(), /^[\d,]+ tokens\/s$/);
  const {
    total_input_tokens: input,
    total_output_tokens: output,
    total_thought_tokens: thought,
    total_tool_use_tokens: tool,
  } = usage;
  const prices = new Date() < new Date('2027-01-01T00:00') ? [0.75, 3.75] : [1.5, 7.5];
  const dollars = ((input + tool) * prices[0] + (output + thought) * prices[1]) / 1e6;
  assert.equal(await cost.innerText(), `≈ $${dollars.toFixed(5)}`);
  await chat.close();
});

test('a model without a price costs nothing that is known, until the user says it', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await chat.model.fill('gemini-4-carbon');
  await chat.send('Hello');
  await chat.state(1, 'done');
  await facts(chat, 1).locator('.speed').waitFor();
  assert.equal(await facts(chat, 1).locator('.estimate').count(), 0);
  await chat.page.getByRole('button', { name: 'Numbers', exact: true }).click();
  const dialog = chat.page.getByRole('dialog', { name: 'Numbers' });
  const row = dialog.getByRole('group', { name: 'This conversation' }).getByRole('row').nth(1);
  assert.match(await row.innerText(), /gemini-4-carbon[^]*–/);
  await dialog.getByText('Prices', { exact: true }).first().click();
  const box = dialog.getByRole('textbox', { name: 'Prices' });
  const prices = await box.inputValue();
  await box.fill(`${prices}gemini-4-carbon soon 1 1 1`);
  await dialog.getByRole('button', { name: 'Save prices' }).click();
  await dialog.getByText(/^Line \d+ is no price/).waitFor();
  await box.fill('gemini-4-carbon 2026-01-01 1000 0 1000');
  await dialog.getByRole('button', { name: 'Save prices' }).click();
  await dialog.getByText(/Prices saved/).waitFor();
  const {
    total_input_tokens: input,
    total_output_tokens: output,
    total_thought_tokens: thought,
  } = await usageOf(chat, 0);
  const cost = `$${((input + output + thought) / 1000).toFixed(input + output + thought >= 1000 ? 2 : 3)}`;
  assert.equal(await row.locator('td').nth(1).innerText(), cost);
  await chat.page.keyboard.press('Escape');
  assert.equal(await facts(chat, 1).locator('.estimate').innerText(), `≈ ${cost}`);
  await chat.page.reload();
  await chat.ready();
  assert.equal(await facts(chat, 1).locator('.estimate').innerText(), `≈ ${cost}`);
  await chat.page.getByRole('button', { name: 'Numbers', exact: true }).click();
  await dialog.getByText('Prices', { exact: true }).first().click();
  await dialog.getByRole('button', { name: 'Back to the built-in ones' }).click();
  assert.equal(await box.inputValue(), prices);
  await chat.close();
});

test('conversation and day add up, each turn once, also after a reload and in another tab', async () => {
  const chat = await Chat.open(browser, proxy.url);
  for (const [at, text] of ['One', 'Two', 'Three'].entries()) {
    await chat.send(text);
    await chat.state(at + 1, 'done');
  }
  const usages = await Promise.all([0, 1, 2].map((number) => usageOf(chat, number)));
  const sum = (name) => usages.reduce((all, usage) => all + usage[`total_${name}_tokens`], 0).toLocaleString('en');
  const cells = async (page, table) => {
    const row = page
      .getByRole('dialog', { name: 'Numbers' })
      .getByRole('group', { name: table })
      .getByRole('row')
      .nth(1);
    await row.waitFor();
    return row.locator('td').allInnerTexts();
  };
  const open = (page) => page.getByRole('button', { name: 'Numbers', exact: true }).click();
  const other = await chat.context.newPage();
  await other.goto(chat.page.url());
  await other.locator('article[data-turn="3"] .tokens').waitFor();
  await chat.page.reload();
  await chat.ready();
  await facts(chat, 3).locator('.tokens').waitFor();
  for (const page of [chat.page, other]) {
    await open(page);
    for (const table of ['This conversation', 'Days']) {
      const [turns, , input, , output, thought] = await cells(page, table);
      assert.deepEqual([turns, input, output, thought], ['3', sum('input'), sum('output'), sum('thought')], table);
    }
  }
  await chat.page.keyboard.press('Escape');
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('Four');
  await chat.state(1, 'done');
  await open(chat.page);
  assert.equal((await cells(chat.page, 'This conversation'))[0], '1');
  assert.equal((await cells(chat.page, 'Days'))[0], '4');
  await chat.close();
});

/** A way to a proxy on which the streams say no usage; all else is as it is. */
async function withoutUsage() {
  const way = { target: 0, server: createServer((client) => relay(client, way.target)) };
  way.server.listen(0, '127.0.0.1');
  await once(way.server, 'listening');
  return way;
}

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
  const { port } = way.server.address();
  const own = await Proxy.start(['--demo-pace', '5', '--allow-host', `127.0.0.1:${port}`]);
  way.target = own.port;
  const chat = await Chat.open(browser, `http://127.0.0.1:${port}`);
  try {
    await chat.send('Hello');
    await chat.state(1, 'done');
    await facts(chat, 1).locator('.total').waitFor();
    assert.equal(await facts(chat, 1).locator('.tokens').count(), 0);
    await facts(chat, 1).locator('.tokens').waitFor();
    assert.match(await facts(chat, 1).locator('.tokens').innerText(), /^\d+ in · \d+ out/);
    const asked = () => chat.requests.filter((request) => /\/interactions\/v1_/.test(request.url())).length;
    assert.equal(asked(), 1);
    await chat.page.reload();
    await chat.ready();
    await facts(chat, 1).locator('.tokens').waitFor();
    assert.equal(asked(), 1, 'once is enough');
  } finally {
    await chat.close();
    await own.stop();
    way.server.close();
  }
});
