// The event log and its tools: what is seen of each event, filters, keys, views, the edge.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, parseStream, Proxy, textOf } from './support.js';

let proxy, browser, chat, events, button;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  events = chat.page.getByRole('region', { name: 'Events' });
  button = (name) => events.getByRole('button', { name, exact: true });
});
afterEach(async () => {
  const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource')); // a stopped stream
  assert.deepEqual(problems, []);
  await chat.close();
});

const row = (number) => chat.events.nth(number).locator('.row');
const shown = () => chat.events.evaluateAll((all) => all.filter((each) => !each.hidden).length);
const focused = () => chat.events.evaluateAll((all) => all.findIndex((each) => each.contains(document.activeElement)));
const menu = async (name) => {
  await events.getByText('More', { exact: true }).click();
  await button(name).click();
};

test('each event has its time, the time since the one before, and marks; the request stands on top', async () => {
  await chat.send('demo:thoughts 1 demo:unknown One');
  await chat.state(1, 'done');
  const rows = await chat.events.locator('.row').allTextContents();
  for (const text of rows) assert.match(text, /^ *\d+\.\d\d s +\+\d+ ms/);
  assert.match((await events.locator('.exchange h3').textContent()) ?? '', /200 text\/event-stream.*first byte \d/);
  await events.locator('.mark.first').waitFor();
  const first = events.locator('[data-event-type]', { has: chat.page.locator('.mark.first') });
  assert.equal(await first.count(), 1);
  assert.match((await first.textContent()) ?? '', /#\d+ text/);
  const types = await chat.eventTypes();
  assert.ok(types.includes('interaction.mood'), 'an unknown event is shown like any other');
  await events.getByText('POST /v1beta/interactions').click();
  const request = (await events.locator('.request pre').textContent()) ?? '';
  assert.match(request, /^POST \/v1beta\/interactions\ncontent-type: application\/json\n/);
  assert.match(request, /parley-stream: \(left out\)\n/);
  assert.deepEqual(JSON.parse(request.slice(request.indexOf('\n\n'))), chat.posts[0]);
});

test('types are counted and chosen, one turn is looked at alone', async () => {
  await chat.send('One');
  await chat.send('Two');
  await chat.state(2, 'done');
  const types = await chat.eventTypes();
  const deltas = types.filter((type) => type === 'step.delta').length;
  await events.getByText('Types', { exact: true }).click();
  const choice = events.getByRole('checkbox', { name: /step\.delta/ });
  assert.match((await choice.locator('..').textContent()) ?? '', new RegExp(`step\\.delta${deltas}$`));
  await choice.uncheck();
  await events.getByText(`${types.length - deltas} of ${types.length} events`).waitFor();
  assert.equal(await shown(), types.length - deltas);
  assert.equal(await chat.events.count(), types.length, 'none is lost');
  await choice.check();
  await chat.page.keyboard.press('Escape');
  assert.equal(await choice.isVisible(), false);
  await events.getByRole('combobox', { name: 'Turn' }).selectOption('2');
  await events.getByText(/^\d+ of/).waitFor();
  assert.equal(await events.locator('.exchange[data-turn="1"]').isVisible(), false);
  assert.ok(await events.locator('.exchange[data-turn="2"]').isVisible());
});

test('text and regular expressions filter what is there and what comes; a wrong one is said', async () => {
  await chat.send('echo: alpha beta gamma delta');
  await chat.state(1, 'done');
  const search = events.getByRole('searchbox', { name: 'Filter events' });
  await search.fill('Gamma');
  await events.getByText(/^1 of/).waitFor();
  await search.fill('/"text":" ?(alpha|beta)/');
  await events.getByText(/^[12] of/).waitFor();
  await search.fill('/(/');
  await events.getByText(/Not a regular expression/).waitFor();
  assert.equal(await search.getAttribute('aria-invalid'), 'true');
  await search.fill('/completed/');
  await events.getByText(/^1 of/).waitFor();
  await chat.send('Two');
  await chat.state(2, 'done');
  await events.getByText(/^2 of/).waitFor();
  assert.equal(await shown(), 2);
  await search.press('Escape');
  assert.equal(await search.inputValue(), '');
  await chat.until(() => !document.querySelector('[data-event-type][hidden]'));
});

test('pause holds the log and not the answer; resume brings what came, once', async () => {
  await chat.send('demo:slow 20 demo:long 60 One');
  await chat.answering(1);
  await button('Pause').click();
  const before = await chat.events.count();
  await chat.state(1, 'done');
  assert.equal(await chat.events.count(), before);
  await button(/^Resume, \d+ new$/).click();
  await chat.until(() => document.querySelector('[data-event-type=done]'));
  const types = await chat.eventTypes();
  assert.equal(types.filter((type) => type === 'done').length, 1);
  assert.match((await chat.page.locator('#event-count').textContent()) ?? '', new RegExp(`^${types.length} events`));
});

test('a reader of earlier events is left in peace, and one click brings the newest', async () => {
  await chat.send('demo:slow 20 demo:long 2000 One');
  await chat.until(() => document.querySelectorAll('[data-event-type]').length > 60);
  const newest = button('Newest events');
  assert.equal(await newest.isVisible(), false);
  const list = chat.page.locator('#event-list');
  await list.hover();
  await chat.page.mouse.wheel(0, -300);
  await newest.waitFor();
  const top = await list.evaluate((element) => element.scrollTop);
  const height = await list.evaluate((element) => element.scrollHeight);
  await chat.until((height) => document.getElementById('event-list').scrollHeight > height + 100, height);
  assert.ok(Math.abs((await list.evaluate((element) => element.scrollTop)) - top) <= 1);
  await newest.click();
  await newest.waitFor({ state: 'hidden' });
  await chat.until(() => {
    const list = document.getElementById('event-list');
    return list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  });
});

test('j and k go on and back, Enter opens, / searches, Escape closes; none of them while typing', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.box.fill('');
  await chat.box.pressSequentially('jk/ j');
  assert.equal(await chat.box.inputValue(), 'jk/ j');
  assert.equal(await focused(), -1);
  await chat.page.locator('#event-list').focus();
  await chat.page.locator('#event-list').evaluate((list) => (list.scrollTop = 0));
  const { keyboard } = chat.page;
  await keyboard.press('j');
  assert.equal(await focused(), 0);
  await keyboard.press('j');
  await keyboard.press('j');
  await keyboard.press('k');
  assert.equal(await focused(), 1);
  await keyboard.press('Enter');
  assert.equal(await chat.events.nth(1).getAttribute('aria-expanded'), 'true');
  await chat.events.nth(1).locator('.detail').waitFor();
  await keyboard.press('Escape');
  assert.equal(await chat.events.nth(1).locator('.detail').count(), 0);
  assert.equal(await focused(), 1);
  await keyboard.press('/');
  await keyboard.type('step.stop');
  await events.getByText(/^\d+ of/).waitFor();
  await keyboard.press('Enter');
  await keyboard.press('j');
  const at = await focused();
  assert.equal((await chat.eventTypes())[at], 'step.stop');
});

test('Escape in the inspector closes what is open before it stops the run', async () => {
  await chat.send('demo:slow 50 demo:long 2000 One');
  await chat.answering(1);
  await row(0).click();
  await chat.events.first().locator('.detail').waitFor();
  await chat.page.keyboard.press('Escape');
  assert.equal(await chat.events.first().locator('.detail').count(), 0);
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat.box.focus();
  await chat.page.keyboard.press('Escape');
  await chat.state(1, 'stopped');
});

test('an event is seen as tree, JSON and wire; long values are folded, images shown', async () => {
  const streams = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST') streams.push(textOf(response));
  });
  await chat.send('demo:thoughts 1 demo:image One');
  await chat.state(1, 'done');
  const sent = parseStream(await streams[0]);
  const image = sent.findIndex(({ data }) => data.includes('"image/png"'));
  await row(image).click();
  const detail = chat.events.nth(image).locator('.detail');
  const picture = detail.getByRole('img', { name: 'Image in the event' });
  await picture.waitFor();
  await chat.until(() => document.querySelector('.detail img').naturalWidth > 0);
  const folded = detail.locator('summary', { hasText: 'data:' });
  assert.match((await folded.textContent()) ?? '', /\u2026" \d+(\.\d+)? K?B$/);
  await folded.click();
  const { data } = JSON.parse(sent[image].data).delta;
  assert.equal(await detail.locator('pre').textContent(), data.slice(0, 65536));
  await detail.getByRole('button', { name: 'JSON', exact: true }).click();
  assert.match((await detail.locator('pre').textContent()) ?? '', /"mime_type": "image\/png"/);
  assert.ok(((await detail.locator('pre').textContent()) ?? '').length < 1000, 'folded there as well');
  await detail.getByRole('button', { name: 'Wire', exact: true }).click();
  assert.equal(
    (await detail.locator('pre').textContent()) ?? '',
    `event: ${sent[image].type}\ndata: ${sent[image].data}\n\n`.slice(0, 65536),
  );
  const signature = sent.findIndex(({ data: text }) => text.includes('thought_signature'));
  await row(signature).click();
  assert.equal(
    await chat.events.nth(signature).getByRole('button', { name: 'Wire' }).getAttribute('aria-pressed'),
    'true',
    'the view is remembered',
  );
});

test('one event, several and all are copied as they came', async () => {
  const streams = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST') streams.push(textOf(response));
  });
  await chat.send('demo:unicode One');
  await chat.state(1, 'done');
  const sent = await streams[0];
  const frames = parseStream(sent).map(({ type, data }) => `event: ${type}\ndata: ${data}\n\n`);
  const clipboard = () => chat.page.evaluate(() => navigator.clipboard.readText());
  const copied = (count) =>
    chat.until(
      (text) => document.getElementById('announce').textContent === text,
      `${count} event${count === 1 ? '' : 's'} copied`,
    );
  await menu('Copy all');
  await copied(frames.length);
  assert.equal(await clipboard(), sent);
  await row(2).click();
  await row(5).click({ modifiers: ['Shift'] });
  await menu('Copy selection');
  await copied(4);
  assert.equal(await clipboard(), frames.slice(2, 6).join(''));
  const detail = chat.events.nth(2).locator('.detail');
  await detail.getByRole('button', { name: 'JSON', exact: true }).click();
  await detail.getByRole('button', { name: 'Copy', exact: true }).click();
  await copied(1);
  assert.deepEqual(JSON.parse(await clipboard()), JSON.parse(parseStream(sent)[2].data));
});

test('the list is made wider by mouse and keys, hidden, and stays as it was', async () => {
  await events.hover(); // whoever goes there finds what can be done
  const edge = events.getByRole('separator');
  const width = async () => (await events.boundingBox())?.width ?? 0;
  const before = await width();
  const box = await edge.boundingBox();
  await chat.page.mouse.move(box.x + 4, box.y + 300);
  await chat.page.mouse.down();
  await chat.page.mouse.move(box.x - 96, box.y + 300, { steps: 5 });
  await chat.page.mouse.up();
  const dragged = await width();
  assert.ok(Math.abs(dragged - before - 100) < 3, `${before} to ${dragged}`);
  await edge.press('ArrowRight');
  const after = await width();
  assert.ok(after < dragged);
  const said = () =>
    Number(document.querySelector('[role=separator]').getAttribute('aria-valuenow')) ===
    document.getElementById('events').offsetWidth;
  await chat.until(said);
  await chat.page.setViewportSize({ width: 1000, height: 700 });
  await chat.until(said);
  await chat.page.setViewportSize({ width: 1280, height: 800 });
  await chat.page.reload();
  await chat.ready();
  assert.equal(await width(), after);
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await chat.page.reload();
  await chat.ready();
  assert.equal(await events.isVisible(), false);
});

test('on a phone it lies below the conversation and is made higher', async () => {
  const phone = await Chat.open(browser, proxy.url, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.send('One');
  await phone.state(1, 'done');
  const region = phone.page.getByRole('region', { name: 'Events' });
  const edge = region.getByRole('separator');
  assert.equal(await edge.count(), 0, 'nothing is loaded before it is needed');
  await phone.page.getByRole('button', { name: 'Show events' }).click();
  const before = (await region.boundingBox()).height;
  await edge.press('ArrowUp');
  assert.ok((await region.boundingBox()).height > before);
  await phone.events.first().locator('.row').click();
  await phone.events.first().locator('.detail').waitFor();
  const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0);
  assert.deepEqual(phone.problems, []);
  await phone.close();
});
