// Turns go out in order, each with the id of the one before.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { answerText, Chat, launch, parseStream, Proxy, textOf } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

function streamsOf(chat) {
  const streams = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST') streams.push(textOf(response));
  });
  return streams;
}

function idIn(stream) {
  return JSON.parse(parseStream(stream)[0].data).interaction.id;
}

test('three messages sent at once go out one after another, each with the id of the one before', async () => {
  const streams = streamsOf(chat);
  const open = { now: 0, most: 0 };
  chat.page.on('request', (request) => {
    if (request.method() === 'POST') open.most = Math.max(open.most, ++open.now);
  });
  for (const event of ['requestfinished', 'requestfailed']) {
    chat.page.on(event, (request) => {
      if (request.method() === 'POST') --open.now;
    });
  }
  for (const text of ['My name is Ada.', 'What is my name?', 'What did I say first?']) await chat.send(text);
  await chat.state(3, 'done');

  assert.equal(open.most, 1, 'one POST at a time');
  assert.deepEqual(
    chat.posts.map((body) => body.input),
    ['My name is Ada.', 'What is my name?', 'What did I say first?'],
  );
  const ids = (await Promise.all(streams)).map(idIn);
  assert.deepEqual(
    chat.posts.map((body) => body.previous_interaction_id),
    [undefined, ids[0], ids[1]],
  );
  assert.match(await chat.answer(2), /Ada/);
  assert.equal(await chat.turns.count(), 3);
});

test('the second turn carries the id of the first', async () => {
  const streams = streamsOf(chat);
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(chat.posts[1].previous_interaction_id, idIn(await streams[0]));
});

test('the event log has every event that came, in order, none twice', async () => {
  const streams = streamsOf(chat);
  await chat.send('demo:thoughts 2 One');
  await chat.send('Two');
  await chat.state(2, 'done');
  const sent = (await Promise.all(streams)).flatMap(parseStream);
  assert.ok(sent.length > 12);
  assert.deepEqual(
    await chat.eventTypes(),
    sent.map(({ type }) => type),
  );
  for (const row of await chat.events.locator('.row').all()) await row.click();
  const wire = chat.page.getByRole('button', { name: 'Wire', exact: true });
  for (const button of await wire.all()) await button.click();
  const shown = await chat.events.evaluateAll((all) => all.map((element) => element.querySelector('pre')?.textContent));
  shown.forEach((frame, at) => {
    if (sent[at].data.length < 4096) assert.equal(frame, `event: ${sent[at].type}\ndata: ${sent[at].data}\n\n`);
  });
  assert.equal(sent.at(-1).type, 'done');
});

test('the answer stands there exactly as it came', async () => {
  const streams = streamsOf(chat);
  const text = '  two spaces\n\n\n    }\n    }\n\ttab  \u00e9 \u{1f469}\u200d\u{1f467} <b>&amp;\n}\n}\n end ';
  await chat.send(`echo: ${text}`);
  await chat.state(1, 'done');
  const sent = answerText(parseStream(await streams[0]));
  assert.ok(sent.includes('    }\n    }\n'), 'repeated lines and indentation were sent');
  assert.equal(await chat.answer(1), sent);
  assert.equal(await chat.turn(1).locator('[data-part=user]').textContent(), `echo: ${text}`);
  const whiteSpace = await chat
    .turn(1)
    .locator('[data-part=answer] .step')
    .evaluate((step) => getComputedStyle(step).whiteSpace);
  assert.match(whiteSpace, /pre-wrap|break-spaces/);
});

test('what a model writes is text, never markup', async () => {
  await chat.send('demo:hostile');
  await chat.state(1, 'done');
  assert.match(await chat.answer(1), /<script>window\.parley_was_here = 1<\/script>/);
  assert.equal(await chat.page.evaluate(() => window.parley_was_here), undefined);
  assert.equal(await chat.turn(1).locator('iframe, script, img, a').count(), 0);
});

test('odd streams arrive whole: split characters, CR LF, old names, unknown events', async () => {
  const streams = streamsOf(chat);
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
  await chat.state(1, 'done');
  assert.ok((await chat.answer(1)).length > 5 * 1024 * 1024);
  const row = chat.events.filter({ hasText: '5.2 MB' });
  assert.equal(await row.count(), 1);
  assert.ok(((await row.textContent()) ?? '').length < 1000);
  await row.locator('.row').click();
  await row.getByRole('button', { name: 'Wire' }).click();
  const length = ((await row.locator('pre').textContent()) ?? '').length;
  await row.getByRole('button', { name: /Show more/ }).click();
  assert.equal(((await row.locator('pre').textContent()) ?? '').length, 2 * length);
  await chat.send('Still there?');
  await chat.state(2, 'done');
});
