// What is seen of an answer is what is there: copied, in its place, and not before it can be read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ each: true });

/** @param {number} number */
const answer = (number) => chat.turn(number).locator('[data-part=answer]');

test('what is selected and copied is what is seen: entities, emphases, code', async () => {
  await chat.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: proxy.url });
  await chat.send('echo: **AT&amp;T** says 1 &lt; 2 &copy; `a &amp; b`');
  await chat.state(1, 'done');
  await answer(1).locator('.entity').nth(2).waitFor();
  await answer(1).evaluate((answer) => getSelection()?.selectAllChildren(answer));
  await chat.page.keyboard.press('Control+C');
  const seen = 'AT&T says 1 < 2 \u00a9 a &amp; b';
  await chat.until(async (seen) => (await navigator.clipboard.readText()).trim() === seen, seen);
  await answer(1).locator('.entity[data-shown="&"]').waitFor();
  assert.equal(await chat.answer(1), '**AT&amp;T** says 1 &lt; 2 &copy; `a &amp; b`', 'and its text is as it came');
});

test('what stands under a task stands in from it', async () => {
  await chat.send('echo: - plain\n\n  - under it\n- [x] task\n  - under the task\n\n    more');
  await chat.state(1, 'done');
  await answer(1).locator('input').waitFor();
  const lefts = await answer(1).evaluate((answer) =>
    [...answer.querySelectorAll('li')].map((item) => {
      const range = new Range();
      const words = [...item.querySelectorAll('p')][0];
      range.selectNodeContents(words.lastChild instanceof Text ? words.lastChild : words);
      return Math.round(range.getBoundingClientRect().left);
    }),
  );
  const [plain, under, , underTask] = lefts;
  assert.ok(under > plain, `${lefts}`);
  assert.equal(underTask, under, `${lefts}`);
});

test('the caret stands behind the last word, in whatever that is', async () => {
  for (const [at, [text, box]] of [
    ['One **two** three four five', 'p'],
    ['- one two three four five', 'li > p'],
    ['> one two three four five', 'blockquote > p'],
    ['```js\nlet a = 1 + 2 + 3;\n```', 'pre'],
    ['| a | b |\n|---|---|\n| c d e f g h | i |', 'td'],
    ['Only one two three four', '.step'],
  ].entries()) {
    const gate = proxy.gate(at === 4 ? 8 : 3);
    await chat.send(`${gate} echo: ${text}`);
    await gate.reached();
    await chat.until(
      ([turn, box]) => {
        const part = document.querySelector(`[data-turn="${turn}"] [data-part=answer]`);
        const all = [...(part?.querySelectorAll('[data-caret], .step') ?? [])];
        const drawn = all.filter((each) => getComputedStyle(each, '::after').content === '""');
        return drawn.length === 1 && drawn[0].matches(box);
      },
      [String(at + 1), box],
    );
    await gate.open();
    await chat.state(at + 1, 'done');
    assert.equal(
      await answer(at + 1)
        .locator('[data-caret]')
        .count(),
      0,
    );
  }
});

test('an answer of JSON is shown as JSON, with all of its marks', async () => {
  await chat.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chat.page.getByLabel('Format', { exact: true }).selectOption('json');
  await chat.page.getByRole('button', { name: 'Close', exact: true }).click();
  await chat.send('What is 1 + 2?');
  await chat.state(1, 'done');
  const figure = answer(1).getByRole('group', { name: 'Code, json' });
  await figure.locator('.hljs-attr').first().waitFor();
  assert.equal(await figure.locator('pre').innerText(), '{"answer":"demo answer"}');
});

test('an answer that is opened is never seen as it came', async () => {
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  await answer(1).locator('.hljs-keyword').first().waitFor();
  await chat.page.addInitScript(() => {
    window.raw = 0;
    window.frames_ = 0;
    const look = () => {
      ++window.frames_;
      const part = document.querySelector('[data-part=answer]');
      if (part instanceof HTMLElement && /\*\*strong|^# /m.test(part.innerText)) ++window.raw;
      requestAnimationFrame(() => setTimeout(look));
    };
    look();
  });
  for (const reducedMotion of /** @type {const} */ (['reduce', 'no-preference', 'reduce'])) {
    await chat.page.emulateMedia({ reducedMotion });
    await chat.page.reload();
    await chat.ready();
    await answer(1).locator('.hljs-keyword').first().waitFor();
    const { raw, frames } = await chat.page.evaluate(() => ({ raw: window.raw, frames: window.frames_ }));
    assert.ok(frames > 2, `${frames} frames`);
    assert.equal(raw, 0, `of ${frames} frames`);
  }
});

test('texts made to do harm are shown, and the page goes on', async () => {
  for (const [at, text] of [
    '- '.repeat(3000),
    '> '.repeat(3000),
    '1. '.repeat(2000),
    `${'*a **b '.repeat(2500)}${'c** d* '.repeat(2500)}`,
    `${'*'.repeat(5000)}a${'*'.repeat(5000)}`,
  ].entries()) {
    await chat.send(`echo: ${text}x`);
    await chat.state(at + 1, 'done');
    await answer(at + 1)
      .locator('.markdown')
      .waitFor();
    assert.equal(await chat.answer(at + 1), `${text}x`);
  }
  await chat.page.reload();
  await chat.ready();
  await answer(5).locator('.markdown').waitFor();
  assert.deepEqual(chat.problems, []);
});
