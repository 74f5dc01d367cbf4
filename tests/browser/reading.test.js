// Answers as Markdown: while they stream, without losing a character of what came. How text is read is
// tested in tests/page; here is what takes a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';
import { sent, streamIds } from './truth.js';

begin({ each: true });

/** @param {number} number */
const answer = (number) => chat.turn(number).locator('[data-part=answer]');

/** The answer of a turn, as the proxy carried it. @param {number} number */
async function truth(number) {
  return (await sent(proxy.url, streamIds(chat.requests)[number - 1])).text;
}

/** Answers with a text exactly, and waits until it is read as Markdown. @param {number} number @param {string} text */
async function echo(number, text) {
  await chat.send(`echo: ${text}`);
  await chat.state(number, 'done');
  await answer(number).locator('.markdown').waitFor();
}

test('an answer is read as it comes, keeps what was selected, and is the same after a reload', async () => {
  await chat.page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => {
      const text = document.querySelector('[data-part=answer]')?.textContent ?? '';
      if (text !== window.seen.at(-1)) window.seen.push(text);
      if (document.querySelector('[data-turn-state=done]')) window.done ??= text;
    }).observe(/** @type {Element} */ (document.querySelector('[role=log]')), {
      childList: true,
      characterData: true,
      subtree: true,
      attributes: true,
    });
  });
  const [lists, table, code] = [proxy.gate(20), proxy.gate(32), proxy.gate(55)];
  await chat.send(`${lists} ${table} ${code} demo:markdown x`);
  await answer(1).locator('ol').waitFor();
  await chat.page.evaluate(() => {
    const [heading, paragraph] = document.querySelectorAll('[data-part=answer] .block');
    window.first = { heading, paragraph, strong: paragraph.querySelector('strong') };
    getSelection()?.selectAllChildren(/** @type {Element} */ (paragraph.querySelector('p')));
    window.touched = 0;
    const watch = new MutationObserver((records) => (window.touched += records.length));
    for (const block of [heading, paragraph])
      watch.observe(block, { childList: true, characterData: true, subtree: true, attributes: true });
  });
  for (const gate of [lists, table, code]) {
    await gate.reached();
    const before = await chat.page.evaluate(() => window.seen.length);
    await gate.open();
    await chat.until((before) => window.seen.length > before, before);
  }
  await chat.state(1, 'done');
  await answer(1).locator('hr').waitFor();
  const { kept, selected, touched } = await chat.page.evaluate(() => {
    const [heading, paragraph] = document.querySelectorAll('[data-part=answer] .block');
    const { first } = window;
    return {
      kept:
        heading === first.heading &&
        paragraph === first.paragraph &&
        paragraph.querySelector('strong') === first.strong,
      selected: String(getSelection()),
      touched: window.touched,
    };
  });
  assert.ok(kept, 'blocks that are complete are never made again');
  assert.equal(touched, 0);
  assert.match(selected, /^A paragraph with strong, emphasised, deleted and inline code, and a link\.$/);

  const whole = await truth(1);
  const seen = await chat.page.evaluate(() => window.seen);
  assert.ok(seen.length > 3, `${seen.length} moments`);
  for (const text of seen) assert.ok(whole.startsWith(text), JSON.stringify(text.slice(-80)));
  assert.equal(await chat.page.evaluate(() => window.done), whole, 'whole once it is done');
  assert.equal(await chat.answer(1), whole);

  const settled = async () => {
    await answer(1).locator('math').nth(1).waitFor();
    await answer(1).locator('.hljs-number').first().waitFor();
  };
  await settled();
  await answer(1).getByRole('heading', { name: 'Formatted text, from the demo', level: 2 }).waitFor();
  await answer(1).getByRole('heading', { name: 'A table', level: 3 }).waitFor();
  assert.equal(await answer(1).getByRole('checkbox', { name: 'done', exact: true }).isChecked(), true);
  assert.deepEqual(await answer(1).locator('tr').last().locator('td').allInnerTexts(), ['Saturn', '146', 'yes']);
  assert.equal(await answer(1).locator('td.right').count(), 3);
  assert.equal(
    await answer(1).locator('figure pre').first().innerText(),
    '#include <iostream>\n\nint main() {\n  std::cout << "Hello, Parley\\n";  // <b>not bold</b>\n}',
  );
  const html = await answer(1).innerHTML();
  await chat.page.reload();
  await chat.ready();
  await settled();
  assert.equal(await answer(1).innerHTML(), html);
  assert.deepEqual(chat.problems, []);
});

test('what an answer needs is loaded with it; code is copied, wrapped, saved; it is shown as it came', async () => {
  const loaded = () =>
    ['markdown', 'highlight', 'math'].map(
      // Each is fetched, and then imported from the browser's cache.
      (name) => new Set(chat.requests.map((request) => request.url()).filter((url) => url.includes(`/${name}-`))).size,
    );
  const plain = ' two  spaces\n\n\n  }\n5 * 3 < 16, $5 and $10, a [note]\n end ';
  await chat.send(`echo: ${plain}`);
  await chat.state(1, 'done');
  await chat.turn(1).getByRole('button', { name: 'Copy answer' }).waitFor();
  assert.equal(await answer(1).innerText(), plain);
  assert.deepEqual(loaded(), [0, 0, 0]);
  await echo(2, 'Plain **text** only.');
  assert.deepEqual(loaded(), [1, 0, 0]);

  const code = 'if (a) {\n    b("</script>");\n}';
  const text = `Look:\n\n\`\`\`js\n${code}\n\`\`\`\n\nDone **now**.`;
  await chat.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: proxy.url });
  await echo(3, text);
  await answer(3).locator('.hljs-keyword').filter({ hasText: 'if' }).waitFor();
  assert.deepEqual(loaded(), [1, 1, 0]);
  const figure = answer(3).getByRole('group', { name: 'Code, js' });
  assert.equal(await figure.locator('pre').innerText(), code);
  await figure.getByRole('button', { name: 'Copy' }).click();
  await chat.until(() => document.getElementById('announce')?.textContent === 'Copied');
  assert.equal(await chat.page.evaluate(() => navigator.clipboard.readText()), code);
  await figure.getByRole('button', { name: 'Wrap' }).click();
  assert.equal(await figure.locator('pre').evaluate((pre) => getComputedStyle(pre).whiteSpace), 'pre-wrap');
  const [download] = await Promise.all([
    chat.page.waitForEvent('download'),
    figure.getByRole('button', { name: 'Save' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'code.js');
  await chat.turn(3).getByRole('button', { name: 'Copy answer' }).click();
  await chat.until((text) => navigator.clipboard.readText().then((is) => is === text), text);
  const raw = chat.turn(3).getByRole('button', { name: 'Raw' });
  await raw.click();
  assert.equal(await answer(3).innerText(), text);
  assert.equal(await raw.getAttribute('aria-pressed'), 'true');
  await raw.click();
  await answer(3).locator('strong').filter({ hasText: 'now' }).waitFor();
  assert.equal(await chat.answer(3), text);

  await echo(4, 'With $x_1$ and $$\\frac{1}{2}$$, broken $\\nosuch{x}$, **$5** or $10.');
  await answer(4).locator('math mfrac').waitFor();
  assert.equal(await answer(4).locator('math').count(), 2);
  assert.match(await answer(4).innerText(), /\$\\nosuch\{x\}\$, \$5 or \$10\.$/);
  assert.deepEqual(loaded(), [1, 1, 1]);
  assert.deepEqual(chat.problems, []);
});

test('footnotes lead to their texts and back by keyboard, and the address stays', async () => {
  const text =
    'One[^1] and **two[^long]**, again[^1], none[^2].\n\nMuch of it.\n\n' +
    '[^1]: The *first*.\n[^long]: The second:\n\n    - its list\n\nEnd.';
  await echo(1, text);
  assert.equal(await chat.answer(1), text);
  const shown = await answer(1).innerText();
  assert.match(shown, /^One\s*1 and two\s*long, again\s*1, none\[\^2\]\./, 'what has no text stays as it is');
  assert.doesNotMatch(shown, /\[\^1|\]:/);
  const hash = await chat.page.evaluate(() => location.hash);
  const there = answer(1).locator('[role=doc-noteref][aria-label="Footnote 1"]');
  assert.equal(await there.count(), 2);
  /** @param {import('playwright-core').Locator} link */
  const press = async (link) => {
    await link.focus();
    await chat.page.keyboard.press('Enter');
  };
  for (const at of [1, 0]) {
    await press(there.nth(at));
    assert.match(
      await chat.page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).innerText),
      /^1\s*The first\.$/,
    );
    await press(
      answer(1)
        .locator('.footnote', { hasText: 'first' })
        .locator('[role=doc-backlink][aria-label="Back to the text"]'),
    );
    assert.ok(await there.nth(at).evaluate((link) => link === document.activeElement), 'to where one came from');
  }
  assert.equal(await chat.page.evaluate(() => location.hash), hash);
  assert.equal(await chat.turns.count(), 1, 'the conversation is still shown');
  assert.equal(await answer(1).locator('.footnote li').innerText(), 'its list');
  assert.deepEqual(chat.problems, []);
});

test('nothing of what a model writes runs or is loaded; an image elsewhere names its host', async () => {
  await chat.send('demo:hostile x');
  await chat.state(1, 'done');
  await answer(1).locator('.markdown').waitFor();
  await answer(1).getByRole('button', { name: 'Open image from example.invalid' }).waitFor();
  assert.equal(await answer(1).locator('iframe, script, img, style, base, [href^=javascript]').count(), 0);
  const shown = await answer(1).innerText();
  assert.match(shown, /<script>window\.parley_was_here = 1<\/script>/);
  assert.match(shown, /<iframe src=/);
  const data =
    'data:image/png;base64,' +
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await echo(2, `![dot](${data})`);
  assert.equal(
    await answer(2)
      .locator('img')
      .evaluate((/** @type {HTMLImageElement} */ img) => img.decode().then(() => img.naturalWidth)),
    1,
  );
  assert.equal(await chat.page.evaluate(() => window.parley_was_here), undefined);
  assert.ok(chat.requests.length > 0);
  for (const request of chat.requests) assert.ok(request.url().startsWith(proxy.url), request.url());
  assert.deepEqual(chat.problems, []);
});

test('an answer goes on as text when the rest of the page cannot be had', async () => {
  await chat.page.route(/\/(reading|markdown)-/, (route) => route.abort());
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), await truth(1));
  assert.equal(await answer(1).locator('.markdown').count(), 0);
});
