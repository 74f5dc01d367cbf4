// Turns go out in order, each with the id of the one before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerText, begin, chat, parseStream, proxy, textOf } from './support.js';

begin({ each: true });

/** What is answered to each POST. */
function streamsOf() {
  /** @type {Promise<string>[]} */
  const streams = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST') streams.push(textOf(response));
  });
  return streams;
}

/** @param {string} stream */
function idIn(stream) {
  return JSON.parse(parseStream(stream)[0].data).interaction.id;
}

test('messages go out one after another, each with the id of the one before, and no event is lost', async () => {
  const streams = streamsOf();
  const gate = proxy.gate(2);
  const texts = [`${gate} demo:thoughts 2 My name is Ada.`, 'What is my name?', 'What did I say first?'];
  await chat.send(texts[0]);
  await chat.answering(1);
  for (const text of texts.slice(1)) await chat.send(text);
  await chat.queues(2);
  assert.equal(chat.posts.length, 1);
  await gate.open();
  await chat.state(3, 'done');

  // By the page's own clock: what Playwright hears of two requests comes in any order.
  const spans = await chat.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => /** @type {PerformanceResourceTiming} */ (entry))
      .filter(({ name }) => name.endsWith('/v1beta/interactions')),
  );
  assert.equal(spans.length, 3);
  const isAfter = spans.map(({ startTime }, at) => startTime >= (spans[at - 1]?.responseEnd ?? 0));
  assert.deepEqual(isAfter, [true, true, true], 'one POST at a time');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    texts,
  );
  const sent = await Promise.all(streams);
  const ids = sent.map(idIn);
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, ids[0], ids[1]],
  );
  assert.match(await chat.answer(2), /Ada/);
  assert.equal(await chat.turns.count(), 3);

  const events = sent.flatMap(parseStream);
  assert.ok(events.length > 12);
  assert.equal(events.at(-1)?.type, 'done');
  await chat.until((count) => document.querySelectorAll('#events [data-event-type]').length === count, events.length);
  assert.deepEqual(
    await chat.eventTypes(),
    events.map(({ type }) => type),
  );
  // In the page: some hundred clicks of a mouse take a minute on a busy machine.
  const clickAll = (/** @type {import('playwright-core').Locator} */ some) =>
    some.evaluateAll((all) => all.forEach((each) => /** @type {HTMLElement} */ (each).click()));
  await clickAll(chat.events.locator('.row'));
  const wire = chat.page.getByRole('button', { name: 'Wire', exact: true });
  await wire.nth(events.length - 1).waitFor();
  await clickAll(wire);
  const shown = await chat.events.evaluateAll((all) => all.map((element) => element.querySelector('pre')?.textContent));
  const short = events.map(({ data }) => data.length < 4096);
  assert.ok(short.filter(Boolean).length > 12);
  assert.deepEqual(
    shown.filter((_, at) => short[at]),
    events.filter((_, at) => short[at]).map(({ type, data }) => `event: ${type}\ndata: ${data}\n\n`),
  );
});

test('the answer stands there exactly as it came, and what a model writes is text, never markup', async () => {
  const streams = streamsOf();
  const text = '  two spaces\n\n\n    }\n    }\n\ttab  \u00e9 \u{1f469}\u200d\u{1f467} <b>&amp;\n}\n}\n end ';
  await chat.send(`echo: ${text}`);
  await chat.send('demo:hostile');
  await chat.state(2, 'done');
  const sent = answerText(parseStream(await streams[0]));
  assert.ok(sent.includes('    }\n    }\n'), 'repeated lines and indentation were sent');
  assert.equal(await chat.answer(1), sent);
  assert.equal(await chat.turn(1).locator('[data-part=user]').textContent(), `echo: ${text}`);
  const whiteSpace = await chat
    .turn(1)
    .locator('[data-part=answer] .step')
    .evaluate((step) => getComputedStyle(step).whiteSpace);
  assert.match(whiteSpace, /pre-wrap|break-spaces/);
  assert.match(await chat.answer(2), /<script>window\.parley_was_here = 1<\/script>/);
  assert.equal(await chat.page.evaluate(() => window.parley_was_here), undefined);
  assert.equal(await chat.turn(2).locator('iframe, script, img, a').count(), 0);
});

test('odd streams arrive whole: split characters, CR LF, old names, unknown events', async () => {
  const streams = streamsOf();
  const prompts = ['demo:split 1 demo:unicode', 'demo:crlf demo:comments x', 'demo:unknown x', 'demo:legacy x'];
  for (const prompt of prompts) await chat.send(prompt);
  await chat.state(prompts.length, 'done');
  const sent = (await Promise.all(streams)).map(parseStream);
  assert.equal(await chat.answer(1), answerText(sent[0]));
  assert.deepEqual(
    await chat.eventTypes(),
    sent.flat().map(({ type, data }) => JSON.parse(data === '[DONE]' ? '{}' : data).event_type ?? type),
  );
});

test('a line of 5 MB is shown, folded in the log, and the page goes on', async () => {
  await chat.send('demo:big 5 x');
  // A second of work for the page; on a slow machine that others use, too, many.
  await chat.page.locator('article[data-turn-state=done]').waitFor({ timeout: 120000 });
  // Measured there: five megabytes take their time to come over.
  const lengthOf = (/** @type {import('playwright-core').Locator} */ text) =>
    text.evaluate((element) => element.textContent?.length ?? 0);
  assert.ok((await lengthOf(chat.turn(1).locator('[data-part=answer]'))) > 5 * 1024 * 1024);
  const row = chat.events.filter({ hasText: '5.2 MB' });
  await row.first().waitFor();
  assert.equal(await row.count(), 1);
  assert.ok((await lengthOf(row)) < 1000);
  await row.locator('.row').click();
  await row.getByRole('button', { name: 'Wire' }).click();
  const length = await lengthOf(row.locator('pre'));
  await row.getByRole('button', { name: /Show more/ }).click();
  assert.equal(await lengthOf(row.locator('pre')), 2 * length);
  await chat.send('Still there?');
  await chat.state(2, 'done');
});
