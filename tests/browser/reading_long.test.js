// Long conversations: only what is near is made readable, and the reader's place is left alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, browser, Chat, contentOf, proxy } from './support.js';

const kTurns = 200;

begin();

/** One turn many times over. @param {Chat} chat */
async function long(chat) {
  await chat.send('demo:markdown x');
  await chat.state(1, 'done');
  await chat.page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'Options' }).click();
  const [download] = await Promise.all([
    chat.page.waitForEvent('download'),
    chat.page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const [head, ...entries] = String(await contentOf(download))
    .trimEnd()
    .split('\n');
  const submit = entries.findIndex((entry) => /^"\d+ submit /.test(entry));
  const lines = [head, ...entries.slice(0, submit)];
  for (let turn = 0; turn < kTurns; ++turn) {
    for (const entry of entries.slice(submit))
      lines.push(
        entry.replace(
          /^("\d+ (?:http_head|message|body|http_end)) (\d+) /,
          (_, start, id) => `${start} ${Number(id) + turn} `,
        ),
      );
  }
  await chat.page
    .getByLabel('File to import')
    .setInputFiles({ name: 'long.jsonl', mimeType: 'text/plain', buffer: Buffer.from(`${lines.join('\n')}\n`) });
  await chat.state(kTurns, 'done');
}

test('what is far away is text until it comes near, and what the reader sees does not move', async () => {
  const chat = await Chat.open(browser, proxy.url);
  await long(chat);
  await chat.turn(kTurns).locator('math').first().waitFor();
  const read = () => chat.log.evaluate((log) => log.querySelectorAll('.markdown').length);
  assert.ok((await read()) < 20, `${await read()} of ${kTurns} are read`);
  assert.equal(await chat.answer(1), await chat.answer(kTurns), 'all of the text is there');
  const atEnd = await chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  assert.ok(atEnd <= 1, `${atEnd} px from the end`);

  // Heights of what was never laid out are guesses of the browser: until the turn stands where it was
  // asked to, and stays there, all around it read.
  await chat.page.waitForFunction(
    () =>
      new Promise((there) => {
        const turn = document.querySelector('article[data-turn="100"]');
        if (!turn) return there(false);
        turn.scrollIntoView({ block: 'start' });
        const isRead = turn.querySelector('.markdown') && turn.previousElementSibling?.querySelector('.markdown');
        const place = turn.getBoundingClientRect().top;
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            there(isRead && turn.getBoundingClientRect().top === place && Math.abs(place) < 100),
          ),
        );
      }),
  );
  // Up through turns that are read on the way: what is seen moves as far as the reader scrolls.
  for (let step = 0; step < 6; ++step) {
    const moved = await chat.log.evaluate(async (log) => {
      const frame = () => new Promise(requestAnimationFrame);
      const box = log.getBoundingClientRect();
      const seen = document.elementFromPoint(box.left + box.width / 2, box.top + 40)?.closest('article');
      if (!seen) return NaN;
      const place = seen.getBoundingClientRect().top;
      log.scrollBy(0, -300);
      for (let i = 0; i < 5; ++i) await frame();
      return seen.getBoundingClientRect().top - place;
    });
    assert.ok(Math.abs(moved - 300) <= 2, `moved by ${moved} px`);
  }
  await chat.close();
});
