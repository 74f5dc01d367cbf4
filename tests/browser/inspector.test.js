// The event log and its tools in the page: what is seen of each event, filters, keys, copies, the edge.
// What they decide and say is in tests/page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, parseStream, proxy, textOf } from './support.js';

begin();

/** @param {object} [options] of the browser context */
async function open(options) {
  const chat = await Chat.open(browser, proxy.url, options);
  const events = chat.page.getByRole('region', { name: 'Events' });
  return {
    chat,
    events,
    list: chat.page.locator('#event-list'),
    button: (/** @type {string | RegExp} */ name) => events.getByRole('button', { name, exact: true }),
    row: (/** @type {number} */ number) => chat.events.nth(number).locator('.row'),
    shown: () => chat.events.evaluateAll((all) => all.filter((each) => each.checkVisibility()).length),
    focused: () => chat.events.evaluateAll((all) => all.findIndex((each) => each.contains(document.activeElement))),
    /** @param {string} name */
    async menu(name) {
      await events.getByText('More', { exact: true }).click();
      await events.getByRole('button', { name, exact: true }).click();
    },
    async close() {
      const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource')); // stopped
      assert.deepEqual(problems, []);
      await chat.close();
    },
  };
}

test('a request and its events: times and marks, what was sent, each event whole, copies as they came', async () => {
  const { chat, events, row, menu, close } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  /** @type {Promise<string>[]} */
  const streams = [];
  chat.page.on('response', (response) => {
    if (response.request().method() === 'POST') streams.push(textOf(response));
  });
  await chat.send('demo:thoughts 1 demo:unknown demo:image One');
  await chat.state(1, 'done');
  const sent = await streams[0];
  const frames = parseStream(sent);
  await chat.until((count) => document.querySelectorAll('[data-event-type]').length === count, frames.length);
  assert.deepEqual(
    await chat.eventTypes(),
    frames.map(({ type }) => type),
  );
  const rows = await chat.events.locator('.row').allTextContents();
  assert.equal(rows.length, frames.length);
  assert.deepEqual(
    rows.filter((text) => !/^ *\d+\.\d\d s +\+\d+ ms/.test(text)),
    [],
  );
  assert.match((await events.locator('.exchange h3').textContent()) ?? '', /200 text\/event-stream.*first byte \d/);
  await events.locator('.mark.first').waitFor();
  assert.equal(await events.locator('[data-event-type]', { has: chat.page.locator('.mark.first') }).count(), 1);

  await events.getByText('POST /v1beta/interactions').click();
  const request = (await events.locator('.request pre').textContent()) ?? '';
  assert.match(request, /^POST \/v1beta\/interactions\ncontent-type: application\/json\n/);
  assert.match(request, /\nparley-stream: \(left out\)\n/);
  assert.deepEqual(JSON.parse(request.slice(request.indexOf('\n\n'))), chat.posts[0]);

  const image = frames.findIndex(({ data }) => data.includes('"image/png"'));
  await row(image).click();
  const detail = chat.events.nth(image).locator('.detail');
  await detail.getByRole('img', { name: 'Image in the event' }).waitFor();
  await chat.until(() => /** @type {HTMLImageElement} */ (document.querySelector('.detail img')).naturalWidth > 0);
  const folded = detail.locator('summary', { hasText: 'data:' });
  assert.match((await folded.textContent()) ?? '', /\u2026" \d+(\.\d+)? K?B$/);
  await folded.click();
  const { data } = JSON.parse(frames[image].data).delta;
  await detail.locator('pre').waitFor();
  assert.equal(await detail.locator('pre').textContent(), data.slice(0, 65536));
  await detail.getByRole('button', { name: 'Wire', exact: true }).click();
  const wire = `event: ${frames[image].type}\ndata: ${frames[image].data}\n\n`;
  assert.equal(await detail.locator('pre').textContent(), wire.slice(0, 65536));

  const clipboard = () => chat.page.evaluate(() => navigator.clipboard.readText());
  const said = (/** @type {string} */ text) =>
    chat.until((text) => document.getElementById('announce')?.textContent === text, text);
  await menu('Copy all');
  await said(`${frames.length} events copied`);
  assert.equal(await clipboard(), sent);
  await row(2).click();
  await row(5).click({ modifiers: ['Shift'] });
  await menu('Copy selection');
  await said('4 events copied');
  assert.equal(parseStream(await clipboard()).length, 4);
  await close();
});

test('filters and pause hold the log and not the answer; keys go along it, none of them while typing', async () => {
  const { chat, events, button, shown, focused, close } = await open();
  await chat.send('One');
  await chat.state(1, 'done');
  await events.getByText('Types', { exact: true }).click();
  const choice = events.getByRole('checkbox', { name: /step\.delta/ });
  await choice.uncheck();
  await events.getByText(/^\d+ of \d+ events/).waitFor();
  const types = await chat.eventTypes();
  assert.equal(await shown(), types.filter((type) => type !== 'step.delta').length);
  await choice.check();
  await chat.page.keyboard.press('Escape');
  assert.equal(await choice.isVisible(), false);

  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Two`);
  await gate.reached();
  await chat.answering(2);
  const search = events.getByRole('searchbox', { name: 'Filter events' });
  await search.fill('/completed|created/');
  await events.getByText(/^3 of/).waitFor();
  await button('Pause').click();
  const before = await chat.events.count();
  await gate.open();
  await chat.state(2, 'done');
  assert.equal(await chat.events.count(), before);
  await button(/^Resume, \d+ new$/).click();
  await events.getByText(/^4 of/).waitFor();
  assert.equal(await shown(), 4);
  await events.getByRole('combobox', { name: 'Turn' }).selectOption('2');
  await events.getByText(/^2 of/).waitFor();
  assert.equal(await events.locator('.exchange[data-turn="1"]').isVisible(), false);
  await events.getByRole('combobox', { name: 'Turn' }).selectOption('0');
  await search.press('Escape');
  await chat.until(() => !document.querySelector('[data-event-type][hidden]'));
  assert.equal((await chat.eventTypes()).filter((type) => type === 'done').length, 2);

  const { keyboard } = chat.page;
  await chat.box.pressSequentially('jk/ j');
  assert.equal(await chat.box.inputValue(), 'jk/ j');
  assert.equal(await focused(), -1);
  // By the Tab key from the last of the tools to one event, and past all others.
  await chat.page.locator('#event-list').evaluate((list) => (list.scrollTop = 0));
  await events.getByText('More', { exact: true }).focus();
  while ((await focused()) < 0 && (await events.locator(':focus').count())) await keyboard.press('Tab');
  assert.equal(await focused(), 0);
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  assert.equal(await focused(), 2);
  await keyboard.press('Tab');
  assert.equal(
    await chat.events.evaluateAll((all) => all.includes(/** @type {HTMLElement} */ (document.activeElement))),
    false,
  );
  await keyboard.press('Shift+Tab');
  assert.equal(await focused(), 2);
  await keyboard.press('Home');
  assert.equal(await focused(), 0);
  await chat.page.locator('#event-list').focus();
  await keyboard.press('ArrowDown');
  assert.equal(await focused(), 1, 'from the list it goes on');
  await keyboard.press('Home');
  for (const key of ['j', 'j', 'k']) await keyboard.press(key);
  assert.equal(await focused(), 1);
  await keyboard.press('Enter');
  await chat.events.nth(1).locator('.detail').waitFor();
  await keyboard.press('Escape');
  await chat.events.nth(1).locator('.detail').waitFor({ state: 'detached' });
  await keyboard.press('/');
  await keyboard.type('step.stop');
  await events.getByText(/^\d+ of/).waitFor();
  await keyboard.press('Enter');
  await keyboard.press('j');
  assert.equal((await chat.eventTypes())[await focused()], 'step.stop');
  await close();
});

test('a reader of earlier events is left in peace; Escape closes what is open before it stops the run', async () => {
  const { chat, button, list, row, close } = await open();
  const gates = [proxy.gate(80), proxy.gate(160)];
  await chat.send(`${gates.join(' ')} demo:long 200 One`);
  await gates[0].reached();
  await chat.until(() => document.querySelectorAll('[data-event-type]').length > 60);
  const atEnd = () => {
    const list = /** @type {HTMLElement} */ (document.getElementById('event-list'));
    return list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  };
  await chat.until(atEnd);
  const newest = button('Newest events');
  await list.hover();
  await chat.page.mouse.wheel(0, -300);
  await newest.waitFor();
  const place = () => list.evaluate(({ scrollTop, scrollHeight }) => ({ top: scrollTop, height: scrollHeight }));
  const before = await place();
  await gates[0].open();
  await gates[1].reached();
  await chat.until(
    (height) => /** @type {HTMLElement} */ (document.getElementById('event-list')).scrollHeight > height + 100,
    before.height,
  );
  assert.ok(Math.abs((await place()).top - before.top) <= 1);
  await newest.click();
  await newest.waitFor({ state: 'hidden' });
  await chat.until(atEnd);

  const { keyboard } = chat.page;
  await row(0).click();
  await chat.events.first().locator('.detail').waitFor();
  await keyboard.press('Escape');
  await chat.events.first().locator('.detail').waitFor({ state: 'detached' });
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'streaming');
  await chat.box.focus();
  await keyboard.press('Escape');
  await chat.state(1, 'stopped');
  await close();
});

test('the list is made wider by mouse and keys, hidden, and stays as it was', async () => {
  const { chat, events, close } = await open();
  await events.hover(); // whoever goes there finds what can be done
  const edge = events.getByRole('separator');
  const width = async () => (await events.boundingBox())?.width ?? 0;
  const before = await width();
  const box = await edge.boundingBox();
  assert.ok(box);
  await chat.page.mouse.move(box.x + 4, box.y + 300);
  await chat.page.mouse.down();
  await chat.page.mouse.move(box.x - 96, box.y + 300, { steps: 5 });
  await chat.page.mouse.up();
  const dragged = await width();
  assert.ok(Math.abs(dragged - before - 100) < 3, `${before} to ${dragged}`);
  await edge.press('ArrowRight');
  const after = await width();
  assert.ok(after < dragged);
  const isSaid = () =>
    Number(document.querySelector('[role=separator]')?.getAttribute('aria-valuenow')) ===
    document.getElementById('events')?.offsetWidth;
  await chat.until(isSaid);
  await chat.page.setViewportSize({ width: 1000, height: 700 });
  await chat.until(isSaid);
  await chat.page.setViewportSize({ width: 1280, height: 800 });
  await chat.page.reload();
  await chat.ready();
  assert.equal(await width(), after);
  await chat.page.getByRole('button', { name: 'Hide events' }).click();
  await chat.page.reload();
  await chat.ready();
  assert.equal(await events.isVisible(), false);
  await close();
});

test('on a phone it lies below the conversation and is made higher', async () => {
  const { chat, events, row, close } = await open({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await chat.send('One');
  await chat.state(1, 'done');
  const edge = events.getByRole('separator');
  assert.equal(await edge.count(), 0, 'nothing is loaded before it is needed');
  await chat.page.getByRole('button', { name: 'Show events' }).click();
  const height = async () => (await events.boundingBox())?.height ?? 0;
  const before = await height();
  await edge.press('ArrowUp');
  assert.ok((await height()) > before);
  await row(0).click();
  await chat.events.first().locator('.detail').waitFor();
  const wide = await chat.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0);
  await close();
});
