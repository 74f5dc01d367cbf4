// Conversations as recordings: exported without secrets, imported, played again without a network.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { answerText, Chat, kRoot, launch, parseStream, Proxy } from './support.js';

const kFixtures = process.env.PARLEY_FIXTURES ?? path.join(kRoot, '../shared/fixtures');

let proxy, browser, chat, events, folder;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
  folder = await mkdtemp(path.join(tmpdir(), 'parley-recordings-'));
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
  events = chat.page.getByRole('region', { name: 'Events' });
});
afterEach(async () => {
  const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource')); // refused, stopped
  assert.deepEqual(problems, []);
  await chat.close();
});

const menu = async (name) => {
  await events.getByText('More', { exact: true }).click();
  await events.getByRole('button', { name, exact: true }).click();
};
const saved = async (name) => {
  const download = chat.page.waitForEvent('download');
  await menu(name);
  return readFile(await (await download).path(), 'utf8');
};
/** @param {...string} files */
const take = async (...files) => {
  await chat.page.getByRole('region', { name: 'Events' }).hover();
  const chooser = chat.page.waitForEvent('filechooser');
  await menu('Import a recording');
  await (await chooser).setFiles(files);
};
/** @param {string} name */
const imported = (name) => chat.switched(() => take(name));
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
      (parseInt(document.querySelector('#event-count').textContent) || 0) ===
      document.querySelectorAll('[data-event-type]').length,
  );
  return chat.page.evaluate(() => ({
    turns: [...document.querySelectorAll('article[data-turn]')].map((turn) => [
      turn.dataset.turnState,
      turn.querySelector('[data-part=user]').textContent,
      [...turn.querySelectorAll('[data-step]')].map((step) => step.textContent),
      [...turn.querySelectorAll('.notes')].map((notes) => notes.textContent),
      [...turn.querySelectorAll('.meta > span:not(:has(button))')].map((fact) => fact.textContent),
      turn.querySelector('.id')?.dataset.text,
    ]),
    events: [...document.querySelectorAll('[data-event-type]')].map((event) => event.textContent),
  }));
};
/** Requests to the API, or for streams of it. */
const asked = () =>
  chat.requests.filter((request) => /\/(v1beta\/interactions|parley\/streams)/.test(request.url())).length;

/** Turns of many kinds. */
async function converse() {
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.state(1, 'done');
  await chat.send('demo:unknown demo:comments Two');
  await chat.state(2, 'done');
  await chat.send('demo:503 once Three');
  await chat.turn(3).getByRole('button', { name: 'Retry now' }).click();
  await chat.state(3, 'done');
  await chat.send('demo:event-ids demo:interleave demo:unicode Four');
  await chat.state(4, 'done');
}

for (const [name, type] of [
  ['Export as event stream', 'sse'],
  ['Export as JSON lines', 'jsonl'],
]) {
  test(`${name}: imported again it is the same, and so is its export`, async () => {
    await converse();
    const before = await state();
    const first = await saved(name);
    const sent = asked();
    await imported(await file(`copy.${type}`, first));
    await chat.state(4, 'done');
    assert.deepEqual(await state(), before);
    assert.equal(await saved(name), first);
    assert.equal(asked(), sent, 'nothing was asked of the network');
    await chat.page.reload();
    await chat.ready();
    await chat.state(4, 'done');
    assert.deepEqual(await state(), before);
  });
}

test('the event stream is one for any parser, JSON lines are JSON, and neither has secrets', async () => {
  const key = `AIza${'x'.repeat(35)}`;
  await chat.send(`echo: my key is ${key}, is it?`);
  await chat.state(1, 'done');
  const stream = await saved('Export as event stream');
  const parsed = parseStream(stream);
  assert.deepEqual(
    parsed.map(({ type }) => type),
    await chat.eventTypes(),
  );
  assert.equal(answerText(parsed), 'my key is removed, is it?');
  const lines = (await saved('Export as JSON lines'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines[0].format, 'parley-recording');
  assert.deepEqual(
    lines.filter(({ input }) => input === 'message').map(({ type }) => type),
    await chat.eventTypes(),
  );
  assert.equal(lines.find(({ request }) => request).request, 'POST /v1beta/interactions');
  const word = chat.requests.find((request) => request.method() === 'POST').headers()['parley-stream'];
  assert.match(word, /^[\w-]{22}$/);
  for (const text of [stream, JSON.stringify(lines)]) {
    assert.ok(!text.includes(key));
    assert.ok(!text.includes(word));
  }
});

test('a run that is cut off in the recording goes nowhere', async () => {
  await chat.send('demo:slow 50 demo:long 1000 One');
  await chat.answering(1);
  const text = await saved('Export as event stream');
  await chat.stopButton.click();
  await chat.state(1, 'stopped');
  const sent = asked();
  await imported(await file('cut.sse', text));
  await chat.state(1, 'stopped');
  await chat.until(() => document.querySelector('[data-part=answer]')?.textContent);
  assert.equal(asked(), sent);
});

test('a replay goes step by step and at ten times the pace, through the same core, and sends nothing', async () => {
  await converse();
  const before = await state();
  const sent = asked();
  await menu('Replay');
  const bar = events.getByRole('group', { name: 'Replay' });
  await bar.waitFor();
  await chat.page.context().setOffline(true);
  const step = bar.getByRole('button', { name: 'Step' });
  assert.equal(await chat.turns.count(), 0);
  await step.click();
  await chat.until(() => document.querySelectorAll('[data-event-type]').length === 1);
  await step.click();
  await chat.until(() => document.querySelectorAll('[data-event-type]').length === 2);
  await bar.getByText(/^Replay, 2 of \d+ events$/).waitFor();
  await chat.send('Not now');
  await chat.page.getByText('This is a replay: nothing can be sent. End it first.').first().waitFor();
  assert.equal(await chat.box.inputValue(), 'Not now');
  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('10');
  await bar.getByRole('button', { name: 'Play', exact: true }).click();
  await chat.state(4, 'done');
  const after = await state();
  assert.deepEqual(after.events, before.events);
  assert.deepEqual(after.turns, before.turns);
  await chat.page.context().setOffline(false);
  await bar.getByRole('button', { name: 'End replay' }).click();
  await chat.state(4, 'done');
  assert.equal(await bar.count(), 0);
  assert.equal(await chat.page.evaluate(() => document.querySelectorAll('#conversations li').length), 1);
  assert.equal(asked(), sent);
});

test('at real time a replay takes the time that it took', async () => {
  await chat.send('demo:slow 20 demo:long 40 One');
  await chat.state(1, 'done');
  await chat.turn(1).locator('.meta .total').waitFor();
  const took = Number(/total (\d+\.\d+) s/.exec((await chat.turn(1).locator('.meta').textContent()) ?? '')?.[1]);
  await menu('Replay');
  const start = Date.now();
  await events.getByRole('button', { name: 'Play', exact: true }).click();
  await chat.until(() => document.querySelectorAll('[data-event-type]').length > 5);
  await chat.state(1, 'done');
  const again = (Date.now() - start) / 1000;
  assert.ok(again > took * 0.9, `${took} s, then ${again} s`);
});

test('a broken file: the line is named, and what could be read is shown', async () => {
  const frame = (data) => `event: x\ndata: ${data}\n\n`;
  const good = [
    '{"interaction":{"id":"v1_x","status":"in_progress","model":"gemini-3.8-flash"},"event_type":"interaction.created"}',
    '{"index":0,"step":{"type":"model_output"},"event_type":"step.start"}',
    '{"index":0,"delta":{"type":"text","text":"What could be read"},"event_type":"step.delta"}',
  ];
  await take(await file('broken.sse', `${good.map(frame).join('')}nonsense here\n\n${frame('{"index":0,"del')}`));
  await chat.page
    .getByText(/broken\.sse: .*Line 10 is damaged.*line 12 holds no JSON/)
    .first()
    .waitFor();
  assert.equal(await chat.answer(1), 'What could be read');
  await chat.state(1, 'failed');
  await chat
    .turn(1)
    .getByText(/^The stream broke off.*The recording ends here\.$/)
    .waitFor();
  const lines = (await saved('Export as JSON lines')).split('\n');
  lines[5] = lines[5].slice(0, 20);
  await take(await file('broken.jsonl', lines.join('\n')));
  await chat.page
    .getByText(/broken\.jsonl: Line 6 is damaged/)
    .first()
    .waitFor();
  await take(await file('empty.sse', ''));
  await chat.page
    .getByText(/empty\.sse: Nothing could be read/)
    .first()
    .waitFor();
  await chat.page.getByLabel('File to import').setInputFiles(await file('other.sse', good.map(frame).join('')));
  await chat.page.getByText('other.sse').first().waitFor();
  assert.equal(await chat.answer(1), 'What could be read');
});

/** What shows calls and their results has been loaded. */
const complete = () => chat.until(() => !document.querySelector('article :is(.notes > div, [data-part=tools]):empty'));

const missing = !existsSync(kFixtures) && 'no recordings beside the project';
test('every recorded stream is replayed', { skip: missing, timeout: 300000 }, async (t) => {
  const found = (await readdir(kFixtures, { recursive: true })).filter(
    (name) => /\.(sse|txt|json)$/.test(name) && !/request\.json$/.test(name),
  );
  assert.ok(found.length > 10);
  for (const name of found) {
    const text = await readFile(path.join(kFixtures, name), 'utf8');
    await imported(path.join(kFixtures, name));
    await chat.until(() =>
      ['done', 'failed', 'waiting'].includes(document.querySelector('article')?.dataset.turnState),
    );
    await complete();
    const before = await state();
    const sent = name.endsWith('.sse') ? parseStream(text) : [];
    assert.equal(before.events.length, sent.length, name);
    const wanted = sent
      .map(({ data }) => (data === '[DONE]' ? {} : JSON.parse(data)))
      .map(({ delta }) => (delta?.type === 'text' ? delta.text : ''))
      .join('');
    if (sent.length && wanted) assert.equal(await chat.answer(1), wanted, name);
    await menu('Replay');
    await events.getByRole('combobox', { name: 'Speed' }).selectOption('10');
    await events.getByRole('button', { name: 'Play', exact: true }).click();
    await chat.until(() => document.querySelector('.replay button').disabled);
    await complete();
    assert.deepEqual(await state(), before, name);
    await events.getByRole('button', { name: 'End replay' }).click();
    t.diagnostic(`${name}: ${sent.length} events, ${before.turns[0][0]}`);
  }
});
