// Conversations as recordings, in the page: exported, imported, played again without a network. What
// is in them and what is made of which file is in tests/page/recording.test.js.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { answerText, begin, browser, Chat, contentOf, parseStream, proxy } from './support.js';

/** @type {Chat} */
let chat;
/** @type {import('playwright-core').Locator} */
let events;
/** @type {string} */
let folder;
begin({
  open: async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-recordings-'));
    chat = await Chat.open(browser, proxy.url);
    events = chat.page.getByRole('region', { name: 'Events' });
  },
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** @param {string} name */
const menu = async (name) => {
  await events.getByText('More', { exact: true }).click();
  await events.getByRole('button', { name, exact: true }).click();
};
/** @param {string} name */
const saved = async (name) => {
  const download = chat.page.waitForEvent('download');
  await menu(name);
  return String(await contentOf(await download));
};
/** @param {...string} files */
const take = async (...files) => {
  await events.hover();
  const chooser = chat.page.waitForEvent('filechooser');
  await menu('Import a recording');
  await (await chooser).setFiles(files);
};
/** @param {string} name @param {string} text */
const file = async (name, text) => {
  const place = path.join(folder, name);
  await writeFile(place, text);
  return place;
};
/** All that is seen of the conversation, but for ages. */
const state = async () => {
  await chat.until(() =>
    [...document.querySelectorAll('article[data-turn-state=done] .meta')].every((meta) => meta.querySelector('.total')),
  ); // numbers are loaded with the first
  await chat.until(
    () =>
      (parseInt(document.querySelector('#event-count')?.textContent ?? '') || 0) ===
      document.querySelectorAll('[data-event-type]').length,
  );
  return chat.page.evaluate(() => {
    const texts = (/** @type {Element} */ turn, /** @type {string} */ selector) =>
      [...turn.querySelectorAll(selector)].map((element) => element.textContent);
    return {
      turns: [...document.querySelectorAll('article[data-turn]')].map((turn) => [
        turn.getAttribute('data-turn-state'),
        texts(turn, '[data-part=user], [data-step], .notes, .meta > span:not(:has(button))'),
        turn.querySelector('.id')?.getAttribute('data-text'),
      ]),
      events: texts(document.body, '[data-event-type]'),
    };
  });
};
/** Requests to the API, or for streams of it. */
const asked = () =>
  chat.requests.filter((request) => /\/(v1beta\/interactions|parley\/streams)/.test(request.url())).length;

test('a conversation is exported without secrets, imported the same, and replayed without a network', async () => {
  const key = `AIza${'x'.repeat(35)}`;
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.state(1, 'done');
  await chat.send('demo:503 once demo:unknown demo:comments Two'); // it is tried again by itself
  await chat.state(2, 'done');
  await chat.send('demo:event-ids demo:interleave demo:unicode Three');
  await chat.state(3, 'done');
  const before = await state();
  assert.equal(before.turns.length, 3);
  const stream = await saved('Export as event stream');
  assert.deepEqual(
    parseStream(stream).map(({ type }) => type),
    await chat.eventTypes(),
  );
  const lines = await saved('Export as JSON lines');
  const sent = asked();
  for (const [name, text] of [
    ['copy.sse', stream],
    ['copy.jsonl', lines],
  ]) {
    const place = await file(name, text);
    await chat.switched(() => take(place));
    await chat.state(3, 'done');
    assert.deepEqual(await state(), before, name);
  }
  assert.equal(await saved('Export as JSON lines'), lines);
  await chat.page.reload();
  await chat.ready();
  await chat.state(3, 'done');
  assert.deepEqual(await state(), before);

  await menu('Replay');
  const bar = events.getByRole('group', { name: 'Replay' });
  await bar.waitFor();
  await chat.context.setOffline(true);
  assert.equal(await chat.turns.count(), 0);
  for (const count of [1, 2]) {
    await bar.getByRole('button', { name: 'Step' }).click();
    await chat.until((count) => document.querySelectorAll('[data-event-type]').length === count, count);
  }
  await bar.getByText(/^Replay, 2 of \d+ events$/).waitFor();
  await chat.send('Not now');
  await chat.page.getByText('This is a replay: nothing can be sent. End it first.').first().waitFor();
  assert.equal(await chat.box.inputValue(), 'Not now');
  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('10');
  await bar.getByRole('button', { name: 'Play', exact: true }).click();
  await chat.state(3, 'done');
  assert.deepEqual(await state(), before);
  await chat.context.setOffline(false);
  await bar.getByRole('button', { name: 'End replay' }).click();
  await bar.waitFor({ state: 'detached' });
  await chat.state(3, 'done');
  assert.equal(asked(), sent, 'nothing was asked of the network');

  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send(`echo: my key is ${key}, is it?`);
  await chat.state(1, 'done');
  const secret = await saved('Export as event stream');
  assert.equal(answerText(parseStream(secret)), 'my key is removed, is it?');
  const words = chat.requests
    .filter((request) => request.method() === 'POST')
    .map((request) => request.headers()['parley-stream']);
  assert.match(words[words.length - 1], /^[\w-]{22}$/);
  for (const text of [stream, lines, secret])
    assert.deepEqual(
      [key, ...words].filter((hidden) => text.includes(hidden)),
      [],
    );
});

test('a run that is cut off in the recording goes nowhere; of a broken file the line is named', async () => {
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 10 One`);
  await gate.reached();
  await chat.answering(1);
  const text = await saved('Export as event stream');
  await chat.stopButton.click();
  await chat.state(1, 'stopped');
  const sent = asked();
  const cut = await file('cut.sse', text);
  await chat.switched(() => take(cut));
  await chat.state(1, 'stopped');
  await chat.answering(1);
  assert.equal(asked(), sent);

  const frame = (/** @type {string} */ data) => `event: x\ndata: ${data}\n\n`;
  const good = [
    '{"interaction":{"id":"v1_x","status":"in_progress","model":"m"},"event_type":"interaction.created"}',
    '{"index":0,"step":{"type":"model_output"},"event_type":"step.start"}',
    '{"index":0,"delta":{"type":"text","text":"What could be read"},"event_type":"step.delta"}',
  ].map(frame);
  await take(await file('broken.sse', `${good.join('')}nonsense here\n\n`));
  await chat.page
    .getByText(/broken\.sse: .*Line 10 is damaged/)
    .first()
    .waitFor();
  assert.equal(await chat.answer(1), 'What could be read');
  await chat
    .turn(1)
    .getByText(/^The stream broke off.*The recording ends here\.$/)
    .waitFor();
  await chat.page.getByLabel('File to import').setInputFiles(await file('other.sse', good.join('')));
  await chat.page.getByText('other.sse').first().waitFor(); // where conversations are imported, too
  // What was refused or stopped is told by the browser, too.
  const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource'));
  assert.deepEqual(problems, []);
});
