// What the inspector finds out about streams, in the page and with the real service's part played by
// the demo. What it finds in which stream is in tests/page/checks.test.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, proxy } from './support.js';

/** @type {Chat} */
let chat;
/** @type {import('playwright-core').Locator} */
let events;
begin({
  open: async () => {
    chat = await Chat.open(browser, proxy.url);
    events = chat.page.getByRole('region', { name: 'Events' });
    await events.hover(); // whoever goes there finds what can be done
    await events.getByRole('group', { name: 'Event tools' }).waitFor();
  },
});

/** @param {number} turn */
const exchange = (turn) => events.locator(`.exchange[data-turn="${turn}"]`).first();
/** @param {number} turn */
const counted = (turn) => exchange(turn).locator('.problems');
/** Texts of the cells, row by row. @param {import('playwright-core').Locator} table */
const cells = async (table) => {
  await table.waitFor();
  return table
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
};
/** @param {string} name of an item of the menu, and of the dialog that it opens */
const openDialog = async (name) => {
  await events.getByText('More', { exact: true }).click();
  await events.getByRole('button', { name, exact: true }).click();
  return chat.page.getByRole('dialog', { name });
};

test('what breaks the grammar is marked on the event and counted on the turn, also after a reload', async () => {
  await chat.send('demo:thoughts 1 demo:search One');
  await chat.send('demo:unknown Two');
  await chat.state(2, 'done');
  const gate = proxy.gate(1); // what came before the connection broke has been read
  await chat.send(`${gate} demo:lost Three`);
  await chat.answering(3);
  await gate.open();
  await chat.state(3, 'failed');
  for (const again of [false, true]) {
    if (again) {
      await chat.page.reload();
      await chat.ready();
      await chat.state(3, 'failed');
    }
    await counted(2).filter({ hasText: '2 problems' }).waitFor();
    // On the request that brought the last event: the first, or one that read on from there.
    await events
      .locator('.exchange[data-turn="3"] .problems:not([hidden])')
      .filter({ hasText: /problem/ })
      .waitFor();
    await chat.until(() => document.querySelectorAll('[data-event-type] .mark.bad').length === 3);
    assert.equal(await counted(1).isVisible(), false);
    const titles = await events
      .locator('.mark.bad')
      .evaluateAll((all) => all.map((mark) => mark.getAttribute('title')).join(' '));
    assert.match(titles, /without a terminal event/);
    assert.match(titles, /was never stopped/);
    await counted(2).click();
    const row = events.locator('[data-event-type="interaction.mood"]');
    await row.getByText('Unknown type interaction.mood.').waitFor();
    await counted(2).click();
    await events.locator('[data-event-type="step.pondered"]').getByText('Unknown type step.pondered.').waitFor();
  }
});

test('a stored turn is compared with what is stored, and a difference is named', async () => {
  const compare = exchange(1).getByRole('button', { name: 'Compare with GET' });
  await compare.click();
  await exchange(1).getByText('The stored interaction is the same as what was streamed.').waitFor();
  await compare.click();
  await chat.page.route(/\/v1beta\/interactions\/v1_/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const output = json.steps.find((/** @type {{type: string}} */ { type }) => type === 'model_output');
    output.content[0].text = 'Something else';
    await route.fulfill({ json });
  });
  await compare.click();
  await exchange(1).getByText('1 difference between the stream and the stored interaction').waitFor();
  const [[path, streamed, stored]] = await cells(exchange(1).locator('.extra table'));
  assert.match(path, /^steps\[\d\]\.content\[0\]\.text$/);
  assert.match(streamed, /Demo answer|This is the demo|One/);
  assert.equal(stored, '"Something else"');
  await chat.page.unroute(/\/v1beta\/interactions\/v1_/);
});

test('the time line has a bar for each step, drawn where its time is', async () => {
  await exchange(1).getByRole('button', { name: 'Timeline' }).click();
  await exchange(1).locator('.timeline li').first().waitFor();
  const bars = await exchange(1)
    .locator('.timeline li')
    .evaluateAll((all) =>
      all.map((row) => {
        const element = /** @type {HTMLElement} */ (row.querySelector('.bar'));
        const track = /** @type {HTMLElement} */ (row.querySelector('.track')).getBoundingClientRect();
        const bar = element.getBoundingClientRect();
        return {
          kind: element.dataset.kind ?? '',
          begin: (bar.left - track.left) / track.width,
          wanted: parseFloat(element.style.insetInlineStart) / 100,
          width: bar.width,
          end: (bar.right - track.left) / track.width,
        };
      }),
    );
  assert.deepEqual(
    bars.map(({ kind }) => kind),
    ['wait', 'tool', 'tool', 'thought', 'output'],
  );
  for (const { begin, wanted, width, end } of bars) {
    assert.ok(Math.abs(begin - wanted) < 0.03, `${begin}, not ${wanted}`);
    assert.ok(width > 0, 'it can be seen, however short it is');
    assert.ok(end <= 1.05);
  }
});

test('what chaining saved, and two turns side by side', async () => {
  const saved = await openDialog('What chaining saved');
  const rows = await cells(saved.locator('table'));
  assert.deepEqual(
    rows.slice(0, 3).map(([turn]) => turn),
    ['1', '2', '3'],
  );
  assert.equal(parseFloat(rows[1][1]), Buffer.byteLength(JSON.stringify(chat.posts[1])));
  assert.equal(rows[0][2], '0 B');
  assert.match(rows[1][2], /^[1-9]/);
  assert.deepEqual(
    rows.filter((row) => !/^\d+$/.test(row[3])),
    [],
  );
  await chat.page.keyboard.press('Escape');

  const dialog = await openDialog('Compare turns');
  await dialog.getByRole('combobox', { name: 'First turn' }).selectOption('0');
  await dialog.getByRole('combobox', { name: 'Second turn' }).selectOption('1');
  // Both requests are read; what was compared before has one of these words only.
  await dialog.locator('tr', { hasText: 'demo:search One' }).filter({ hasText: 'demo:unknown Two' }).waitFor();
  const changed = Object.fromEntries(
    (await cells(dialog.locator('table').first())).map(([path, one, other]) => [path, [one, other]]),
  );
  assert.deepEqual(changed, {
    input: ['"demo:thoughts 1 demo:search One"', '"demo:unknown Two"'],
    previous_interaction_id: ['\u2013', JSON.stringify(chat.posts[1].previous_interaction_id)],
  });
  const table = async (/** @type {number} */ at) =>
    Object.fromEntries((await cells(dialog.locator('table').nth(at))).map(([name, ...values]) => [name, values]));
  const counts = await events.locator('.exchange h3 .count').allTextContents();
  assert.deepEqual(
    (await table(1)).events.map((value) => `${value} events`),
    counts.slice(0, 2),
  );
  const shown = await chat.page.locator('article .tokens').allTextContents();
  const [one, two] = (await table(2)).input;
  assert.ok(shown[0].startsWith(`${one} in`) && shown[1].startsWith(`${two} in`), `${one}, ${two}: ${shown}`);
  await chat.page.keyboard.press('Escape');
});

test('a turn that is not stored is said not to be', async () => {
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.send('demo:forget One');
  await chat.state(1, 'done');
  await exchange(1).getByRole('button', { name: 'Compare with GET' }).click();
  await exchange(1)
    .getByText(/^It could not be read: /)
    .waitFor();
  const problems = chat.problems.filter((problem) => !problem.startsWith('Failed to load resource')); // lost, forgotten
  assert.deepEqual(problems, []);
});
