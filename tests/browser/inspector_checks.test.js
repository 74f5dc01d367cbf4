// What the inspector finds out about a stream: breaches of its grammar, whether it is what is stored,
// how long each step took, what chaining saved, and how two turns differ.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat, events;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
  events = chat.page.getByRole('region', { name: 'Events' });
  await events.hover(); // whoever goes there finds what can be done
  await events.getByRole('group', { name: 'Event tools' }).waitFor();
});
afterEach(async () => {
  const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource'));
  assert.deepEqual(problems, []);
  await chat.close();
});

const exchange = (turn) => events.locator(`.exchange[data-turn="${turn}"]`).first();
const counted = (turn) => exchange(turn).locator('.problems');
const menu = async (name) => {
  await events.getByText('More', { exact: true }).click();
  await events.getByRole('button', { name, exact: true }).click();
};
/** Texts of the cells, row by row. */
const cells = async (table) => {
  await table.waitFor();
  return table
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
};

test('what breaks the grammar is marked on the event and counted on the turn, also after a reload', async () => {
  await chat.send('One');
  await chat.send('demo:unknown Two');
  await chat.send('demo:bad-json Three');
  await chat.send('demo:event-ids Four');
  await chat.state(4, 'done');
  for (const again of [false, true]) {
    if (again) {
      await chat.page.reload();
      await chat.ready();
      await chat.state(4, 'done');
    }
    await counted(2).filter({ hasText: '2 problems' }).waitFor();
    await counted(3).filter({ hasText: '1 problem' }).waitFor();
    assert.equal(await counted(1).isVisible(), false);
    assert.equal(await counted(4).isVisible(), false);
    await chat.until(() => document.querySelectorAll('[data-event-type] .mark.bad').length === 3);
    await counted(2).click();
    const row = events.locator('[data-event-type="interaction.mood"]');
    await row.getByText('Unknown type interaction.mood.').waitFor();
    await counted(2).click();
    await events.locator('[data-event-type="step.pondered"]').getByText('Unknown type step.pondered.').waitFor();
  }
});

test('a stream without its end is said to be one', async () => {
  await chat.send('demo:lost One');
  await chat.state(1, 'failed');
  // On the request that brought the last event: the first, or one that read on from there.
  await events
    .locator('.exchange[data-turn="1"] .problems:not([hidden])')
    .filter({ hasText: /problem/ })
    .waitFor();
  await events.locator('.mark.bad').first().waitFor();
  const titles = await events.locator('.mark.bad').evaluateAll((all) => all.map(({ title }) => title).join(' '));
  assert.match(titles, /without a terminal event/);
  assert.match(titles, /was never stopped/);
});

test('a stored turn is compared with what is stored, and a difference is named', async () => {
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.state(1, 'done');
  await exchange(1).getByRole('button', { name: 'Compare with GET' }).click();
  await exchange(1).getByText('The stored interaction is the same as what was streamed.').waitFor();
  await chat.page.route(/\/v1beta\/interactions\/v1_/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const output = json.steps.find(({ type }) => type === 'model_output');
    output.content[0].text = 'Something else';
    await route.fulfill({ json });
  });
  const compare = exchange(1).getByRole('button', { name: 'Compare with GET' });
  await compare.click();
  await compare.click();
  await exchange(1).getByText('1 difference between the stream and the stored interaction').waitFor();
  const [[path, streamed, stored]] = await cells(exchange(1).locator('.extra table'));
  assert.match(path, /^steps\[\d\]\.content\[0\]\.text$/);
  assert.match(streamed, /Demo answer/);
  assert.equal(stored, '"Something else"');
});

test('a turn that is not stored is said not to be', async () => {
  await chat.send('demo:forget One');
  await chat.state(1, 'done');
  await exchange(1).getByRole('button', { name: 'Compare with GET' }).click();
  await exchange(1)
    .getByText(/^It could not be read: /)
    .waitFor();
});

test('the time line has a bar for each step, in order and to scale; thoughts, tools and output differ', async () => {
  await chat.send('demo:slow 30 demo:thoughts 2 demo:search One');
  await chat.state(1, 'done');
  await exchange(1).getByRole('button', { name: 'Timeline' }).click();
  const rows = exchange(1).locator('.timeline li');
  await rows.first().waitFor();
  const bars = await rows.evaluateAll((all) =>
    all.map((row) => {
      const track = row.querySelector('.track').getBoundingClientRect();
      const bar = row.querySelector('.bar').getBoundingClientRect();
      const [from, to] = row
        .querySelector('.time')
        .textContent.match(/[\d.]+/g)
        .map(Number);
      return {
        label: row.querySelector('.label').textContent,
        kind: row.querySelector('.bar').dataset.kind,
        begin: (bar.left - track.left) / track.width,
        end: (bar.right - track.left) / track.width,
        from,
        to,
      };
    }),
  );
  assert.deepEqual(
    bars.map(({ kind }) => kind),
    ['wait', 'tool', 'tool', 'thought', 'output'],
  );
  assert.deepEqual(
    bars.map(({ label }) => label.replace(/^\d /, '')),
    ['Waiting', 'google_search_call', 'google_search_result', 'thought', 'model_output'],
  );
  const whole = bars.at(-1).to;
  for (const { begin, from, to, end } of bars) {
    assert.ok(to >= from);
    assert.ok(Math.abs(begin - from / whole) < 0.03, `${begin} is ${from} of ${whole}`);
    assert.ok(end <= 1.05);
  }
  for (let i = 1; i < bars.length; ++i) assert.ok(bars[i].from >= bars[i - 1].from);
});

test('what chaining saved: bytes that need not go again, and cached tokens', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('demo:long 500 Two');
  await chat.state(2, 'done');
  await chat.send('Three');
  await chat.state(3, 'done');
  await menu('What chaining saved');
  const dialog = chat.page.getByRole('dialog', { name: 'What chaining saved' });
  const rows = await cells(dialog.locator('table'));
  const bytes = (text) => Number(/[\d.]+/.exec(text)) * (text.includes('KB') ? 1000 : 1);
  assert.equal(rows.length, 4);
  assert.equal(bytes(rows[0][2]), 0);
  assert.ok(bytes(rows[1][2]) > 100);
  // As much as the turns before would take: the answer of 500 words among them.
  const words = (await chat.answer(2)).length;
  assert.ok(bytes(rows[2][2]) > bytes(rows[1][2]) + words, `${rows[2][2]}, ${words} in words alone`);
  const sum = bytes(rows[0][2]) + bytes(rows[1][2]) + bytes(rows[2][2]);
  assert.ok(Math.abs(bytes(rows[3][2]) - sum) < 150);
  assert.equal(bytes(rows[1][1]), Buffer.byteLength(JSON.stringify(chat.posts[1])));
  for (const row of rows) assert.match(row[3], /^\d+$/);
  await chat.page.keyboard.press('Escape');
  await exchange(3).getByRole('button', { name: 'Timeline' }).click();
  await exchange(3).getByText(`Not sent again: ${rows[2][2]}`).waitFor();
});

test('without chaining nothing was saved', async () => {
  await chat.page.getByRole('button', { name: 'Settings' }).click();
  await chat.page.getByLabel('Store answers').uncheck();
  await chat.page.keyboard.press('Escape');
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('Two');
  await chat.state(2, 'done');
  await menu('What chaining saved');
  const rows = await cells(chat.page.getByRole('dialog', { name: 'What chaining saved' }).locator('table'));
  assert.deepEqual(
    rows.map(([, , saved]) => saved),
    ['0 B', '0 B', '0 B'],
  );
});

test('two turns stand side by side: requests, times, tokens', async () => {
  await menu('Compare turns');
  await chat.page.getByText('There is no second turn to compare with yet.').waitFor();
  await chat.page.keyboard.press('Escape');
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('demo:thoughts 1 Two');
  await chat.state(2, 'done');
  await menu('Compare turns');
  const dialog = chat.page.getByRole('dialog', { name: 'Compare turns' });
  const request = await cells(dialog.locator('table').first());
  const changed = Object.fromEntries(request.map(([path, one, other]) => [path, [one, other]]));
  assert.deepEqual(changed.input, ['"One"', '"demo:thoughts 1 Two"']);
  assert.deepEqual(changed.previous_interaction_id, ['\u2013', JSON.stringify(chat.posts[1].previous_interaction_id)]);
  assert.equal(changed.model, undefined);
  const counts = await events.locator('.exchange h3 .count').allTextContents();
  const timing = Object.fromEntries(
    (await cells(dialog.locator('table').nth(1))).map(([name, ...values]) => [name, values]),
  );
  assert.deepEqual(
    timing.events.map((value) => `${value} events`),
    counts,
  );
  for (const name of ['first byte', 'first text', 'last event'])
    for (const value of timing[name]) assert.match(value, /^\d+\.\d+ s$/);
  const tokens = Object.fromEntries(
    (await cells(dialog.locator('table').nth(2))).map(([name, ...values]) => [name, values]),
  );
  const shown = await chat.page.locator('article .tokens').allTextContents();
  assert.deepEqual(
    tokens.input.map((value, at) => shown[at].startsWith(`${value} in`)),
    [true, true],
  );
  await dialog.getByRole('combobox', { name: 'First turn' }).selectOption('1');
  await dialog.getByText('The requests are the same.').waitFor();
});
