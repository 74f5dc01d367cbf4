// Answers as Markdown: while they stream, without losing a character of what came.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';
import { sent, streamIds } from './truth.js';

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

const answer = (number) => chat.turn(number).locator('[data-part=answer]');

/** The answer of a turn, as the proxy carried it. */
async function truth(number) {
  return (await sent(proxy.url, streamIds(chat.requests)[number - 1])).text;
}

/** Answers with a text exactly, and waits until it is read as Markdown. */
async function echo(number, text) {
  await chat.send(`demo:fast echo: ${text}`);
  await chat.state(number, 'done');
  await answer(number).locator('.markdown').waitFor();
}

test('headings, lists, tables, code, quotations and links are what they are meant to be', async () => {
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  const there = (selector, text) => answer(1).locator(selector).filter({ hasText: text }).first().waitFor();
  await there('h2', 'Formatted text, from the demo');
  await there('h3', 'A table');
  await there('strong', 'strong');
  await there('del', 'deleted');
  await there('ol > li > ul > li', 'nested again');
  assert.equal(await answer(1).getByRole('checkbox', { name: 'done', exact: true }).isChecked(), true);
  assert.equal(await answer(1).getByRole('checkbox', { name: 'to do' }).isChecked(), false);
  assert.deepEqual(await answer(1).locator('tr').last().locator('td').allInnerTexts(), ['Saturn', '146', 'yes']);
  assert.equal(await answer(1).locator('td.right').count(), 3);
  const link = answer(1).getByRole('link', { name: 'link' });
  assert.equal(await link.getAttribute('href'), 'https://example.com/');
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
  await there('blockquote blockquote', 'And the message is scripted.');
  assert.equal(
    await answer(1).locator('figure pre').first().innerText(),
    '#include <iostream>\n\nint main() {\n  std::cout << "Hello, Parley\\n";  // <b>not bold</b>\n}',
  );
  assert.equal(await chat.answer(1), await truth(1), 'and not a character is lost');
  assert.deepEqual(chat.problems, []);
});

test('at every moment the text is what has come so far, character by character', async () => {
  await chat.page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => {
      const text = document.querySelector('[data-part=answer]')?.textContent ?? '';
      if (text !== window.seen.at(-1)) window.seen.push(text);
      if (document.querySelector('[data-turn-state=done]')) window.done ??= text;
    }).observe(document.querySelector('[role=log]'), {
      childList: true,
      characterData: true,
      subtree: true,
      attributes: true,
    });
  });
  await chat.send('demo:slow 10 demo:markdown x');
  await chat.state(1, 'done');
  await answer(1).locator('table').waitFor();
  const whole = await truth(1);
  const seen = await chat.page.evaluate(() => window.seen);
  assert.ok(seen.length > 20, `${seen.length} moments`);
  for (const text of seen) assert.ok(whole.startsWith(text), JSON.stringify(text.slice(-80)));
  assert.equal(await chat.page.evaluate(() => window.done), whole, 'whole once it is done');
  assert.equal(await chat.answer(1), whole);
});

test('odd Markdown keeps every character', async () => {
  const texts = [
    '*a **b* c** `x` ``y`z`` \\* &amp; &#65; &nope; <b>no</b> <br> ~~d~~ ~e~',
    '- a\n\n\n  b\n-\tc\n> d\ne\n1) f\n   ```\n   code\n\n   more\n',
    '| a | b\n|--|:-:\n| `x\\|y` | **z** | extra\n| short\n\n[r][1] and [r]\n\n[1]: http://e.x/y "t"\n[r]: <z>\n',
    'Setext\n===\ntwo\n---\n***\n    indented\n\n\tcode\n<div>\n*raw*\n</div>\n\n<!-- c -->',
    '\n\n  # h #\n## \n####### no\n![i](http://e.x/i.png) <http://a.b> www.c.de x@y.zz _a_b_ **\u00e9**\u{1f469}\u200d\u{1f467}\u2028end  \nnext\\\nlast',
    'a[^1] b![^\u00dfx] [^no]\n> [^1]: q\n\n- c[^a\\]b]\n\n[^\u00dfx]: d\n  lazy\n\n    e\n\n        f\n[^1]: again[^1]\n\n[^a\\]b]:\n[^5]: \n\nend',
  ];
  for (const [at, text] of texts.entries()) {
    await echo(at + 1, text);
    assert.equal(await chat.answer(at + 1), text);
    const spans = await answer(at + 1)
      .locator('[data-start]')
      .evaluateAll((all) =>
        all.map(({ dataset, textContent }) => [Number(dataset.start), Number(dataset.end), textContent]),
      );
    let end = 0;
    for (const [start, next, shown] of spans) {
      assert.equal(start, end);
      assert.equal(shown, text.slice(start, next), 'each block knows its place');
      end = next;
    }
    assert.equal(end, text.length);
  }
});

test('text without Markdown stays plain text', async () => {
  const text = ' two  spaces\n\n\n  }\n  }\n5 * 3 < 16, snake_case, $5 and $10, a [note]\n end ';
  await chat.send(`echo: ${text}`);
  await chat.state(1, 'done');
  await chat.turn(1).getByRole('button', { name: 'Copy answer' }).waitFor();
  assert.equal(await chat.answer(1), text);
  assert.equal(await answer(1).locator('.markdown').count(), 0);
});

test('blocks that are complete are never made again, and a selection stays', async () => {
  await chat.send('demo:slow 40 demo:markdown x');
  await answer(1).locator('ol').waitFor();
  await chat.page.evaluate(() => {
    const [heading, paragraph] = document.querySelectorAll('[data-part=answer] .block');
    window.first = { heading, paragraph, strong: paragraph.querySelector('strong') };
    getSelection().selectAllChildren(paragraph.querySelector('p'));
    window.touched = 0;
    const watch = new MutationObserver((records) => (window.touched += records.length));
    for (const block of [heading, paragraph])
      watch.observe(block, { childList: true, characterData: true, subtree: true, attributes: true });
  });
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
  assert.ok(kept);
  assert.equal(touched, 0);
  assert.match(selected, /^A paragraph with strong, emphasised, deleted and inline code, and a link\.$/);
});

test('what is open at the end is closed for the time being', async () => {
  await chat.page.evaluate(() => {
    window.flickers = [];
    new MutationObserver(() => {
      const shown = document.querySelector('[data-part=answer]')?.innerText ?? '';
      if (/\*\*|`|^\||\]\(/m.test(shown)) window.flickers.push(shown);
    }).observe(document.querySelector('[role=log]'), { childList: true, characterData: true, subtree: true });
  });
  await chat.send('Load it first: **x**');
  await chat.state(1, 'done');
  await answer(1).locator('strong').first().waitFor();
  await chat.page.evaluate(() => (window.flickers = []));
  await chat.send(
    'demo:slow 30 echo: Some **words in bold are** here and `code of some words` too.\n\n| one | two |\n|---|---|\n| a long cell | another one |',
  );
  await answer(2).locator('td').last().waitFor();
  await chat.state(2, 'done');
  const flickers = (await chat.page.evaluate(() => window.flickers)).filter((shown) => !shown.includes('Load'));
  assert.deepEqual(flickers.slice(0, 3), []);
});

test('code is copied, wrapped, saved; an answer is copied, and shown as it came', async () => {
  const code = 'if (a) {\n    b();\n}';
  const text = `Look:\n\n\`\`\`js\n${code}\n\`\`\`\n\nDone **now**.`;
  await chat.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: proxy.url });
  await echo(1, text);
  const clipboard = () => chat.page.evaluate(() => navigator.clipboard.readText());
  const figure = answer(1).getByRole('group', { name: 'Code, js' });
  await figure.getByRole('button', { name: 'Copy' }).click();
  await chat.page.waitForFunction(() => document.getElementById('announce').textContent === 'Copied');
  assert.equal(await clipboard(), code);
  await figure.getByRole('button', { name: 'Wrap' }).click();
  assert.equal(await figure.locator('pre').evaluate((pre) => getComputedStyle(pre).whiteSpace), 'pre-wrap');
  const [download] = await Promise.all([
    chat.page.waitForEvent('download'),
    figure.getByRole('button', { name: 'Save' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'code.js');
  await chat.turn(1).getByRole('button', { name: 'Copy answer' }).click();
  await chat.until((text) => navigator.clipboard.readText().then((is) => is === text), text);
  const raw = chat.turn(1).getByRole('button', { name: 'Raw' });
  await raw.click();
  assert.equal(await answer(1).innerText(), text);
  assert.equal(await raw.getAttribute('aria-pressed'), 'true');
  await raw.click();
  await answer(1).locator('strong').filter({ hasText: 'now' }).waitFor();
  assert.equal(await chat.answer(1), text);
});

test('code is coloured, in a chunk of its own that plain answers do not load', async () => {
  const loaded = (name) => chat.requests.filter((request) => request.url().includes(`/${name}-`)).length;
  await echo(1, 'Plain **text** only.');
  assert.deepEqual([loaded('markdown'), loaded('highlight'), loaded('math')], [1, 0, 0]);
  const code = 'const x = "</script>"; // two\n';
  await echo(2, `\`\`\`js\n${code}\`\`\`\n`);
  await answer(2).locator('.hljs-keyword').filter({ hasText: 'const' }).waitFor();
  assert.equal(await answer(2).locator('pre').innerText(), code.trimEnd());
  assert.equal(loaded('highlight'), 1);
  assert.equal(loaded('math'), 0);
});

const kNotes =
  'One[^1] and **two[^long]**, again[^1], none[^2].\n\nMuch of it.\n\nMore of it.\n\n[^1]: The *first*.\n[^long]: The second:\n\n    - its list\n\nEnd.';

test('footnotes lead to their texts and back by keyboard, and the address stays', async () => {
  await echo(1, kNotes);
  assert.equal(await chat.answer(1), kNotes);
  const shown = await answer(1).innerText();
  assert.match(shown, /^One\s*1 and two\s*long, again\s*1, none\[\^2\]\./, 'what has no text stays as it is');
  assert.doesNotMatch(shown, /\[\^1|\]:/);
  const hash = await chat.page.evaluate(() => location.hash);
  const active = () =>
    chat.page.evaluate(() => document.activeElement.dataset.note ?? document.activeElement.ariaLabel);
  const there = answer(1).locator('[role=doc-noteref][aria-label="Footnote 1"]');
  assert.equal(await there.count(), 2);
  const press = async (link) => {
    await link.focus();
    await chat.page.keyboard.press('Enter');
  };
  for (const at of [1, 0]) {
    await press(there.nth(at));
    assert.match(await chat.page.evaluate(() => document.activeElement.innerText), /^1\s*The first\.$/);
    await press(
      answer(1)
        .locator('.footnote', { hasText: 'first' })
        .locator('[role=doc-backlink][aria-label="Back to the text"]'),
    );
    assert.ok(await there.nth(at).evaluate((link) => link === document.activeElement), 'to where one came from');
  }
  await press(answer(1).locator('.footnote', { hasText: 'its list' }).locator('[role=doc-backlink]'));
  assert.equal(await active(), 'LONG', 'to the first place, if one comes from none');
  assert.equal(await chat.page.evaluate(() => location.hash), hash);
  assert.equal(await chat.turns.count(), 1, 'the conversation is still shown');
  assert.equal(await answer(1).locator('.footnote li').innerText(), 'its list');
  assert.deepEqual(chat.problems, []);
});

test('footnotes of a streaming answer: the text is always what came, and at its end they are links', async () => {
  await echo(1, '**Load it**');
  await chat.page.evaluate(() => {
    window.seen = new Set();
    new MutationObserver(() => {
      window.seen.add(document.querySelectorAll('[data-part=answer]')[1]?.textContent ?? '');
    }).observe(document.querySelector('[role=log]'), { childList: true, characterData: true, subtree: true });
  });
  await chat.send(`demo:slow 40 echo: ${kNotes}`);
  await chat.state(2, 'done');
  await answer(2).locator('[role=doc-noteref]').nth(2).waitFor();
  const seen = await chat.page.evaluate(() => [...window.seen]);
  assert.ok(seen.length > 4, `${seen.length} moments`);
  for (const text of seen) assert.ok(kNotes.startsWith(text), JSON.stringify(text.slice(-80)));
  assert.equal(await chat.answer(2), kNotes);
});

test('math is typeset, amounts of dollars are not', async () => {
  const prices = 'It is $5 or $10, US$5, $5-$7, **$1**, 5$ and 6$, $ 3 $.';
  await echo(1, prices);
  assert.equal(await answer(1).locator('.math').count(), 0);
  assert.equal(await answer(1).innerText(), prices.replaceAll('**', ''));
  const math =
    'With $x_1 * y_1$ and \\(a_b\\), **then**\n\n$$\n\\frac{1}{2}\n+ 3\n$$\n\n\\[ E = mc^2 \\] and $2^n$, $5$ but \\$6\\$ and `$z$`.';
  await echo(2, math);
  await answer(2).locator('math').nth(5).waitFor();
  assert.equal(await answer(2).locator('math').count(), 6);
  assert.equal(await answer(2).locator('math[display=block]').count(), 2);
  assert.equal(await answer(2).locator('mfrac').count(), 1);
  assert.equal(await chat.answer(2), math);
  await echo(3, 'Broken: $\\nosuch{x}$ stays **text**.');
  assert.match(await answer(3).innerText(), /\$\\nosuch\{x\}\$/);
  assert.deepEqual(chat.problems, []);
});

test('nothing of what a model writes runs or is loaded; an image elsewhere names its host', async () => {
  await chat.send('demo:hostile x');
  await chat.state(1, 'done');
  await answer(1).locator('.markdown').waitFor();
  await answer(1).getByRole('button', { name: 'Open image from example.invalid' }).waitFor();
  assert.equal(await answer(1).locator('iframe, script, img, style, base, [href^=javascript]').count(), 0);
  assert.equal(await chat.page.evaluate(() => window.parley_was_here), undefined);
  assert.match(await answer(1).innerText(), /<script>window\.parley_was_here = 1<\/script>/);
  assert.match(await answer(1).innerText(), /<iframe src=/);
  for (const request of chat.requests) assert.ok(request.url().startsWith(proxy.url), request.url());
  const data =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await echo(2, `![dot](${data})`);
  assert.equal(
    await answer(2)
      .locator('img')
      .evaluate((img) => img.decode().then(() => img.naturalWidth)),
    1,
  );
  assert.deepEqual(chat.problems, []);
});

test('an answer that is read again after a reload looks the same', async () => {
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  await answer(1).locator('math').nth(1).waitFor();
  await answer(1).locator('.hljs-number').first().waitFor();
  const before = await answer(1).innerHTML();
  await chat.page.reload();
  await chat.ready();
  await answer(1).locator('math').nth(1).waitFor();
  await answer(1).locator('.hljs-number').first().waitFor();
  assert.equal(await answer(1).innerHTML(), before);
});

test('an answer goes on as text when the rest of the page cannot be had', async () => {
  await chat.page.route(/\/(reading|markdown)-/, (route) => route.abort());
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), await truth(1));
});
