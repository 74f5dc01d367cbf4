// What upstream sent, told by the proxy's own record of each stream.

import assert from 'node:assert/strict';
import { answerText, parseStream } from './support.js';

/**
 * Ids of the streams that these requests began, in order.
 * @param {import('playwright-core').Request[]} requests
 */
export function streamIds(requests) {
  return requests
    .filter((request) => request.method() === 'POST' && request.url().endsWith('/v1beta/interactions'))
    .map((request) => request.headers()['parley-stream']);
}

/**
 * @param {string} url of the proxy
 * @param {string} id of a stream; one that was stopped has no proper end
 */
export async function sent(url, id) {
  const response = await fetch(`${url}/parley/streams/${id}?offset=0`);
  assert.equal(response.status, 200, `stream ${id}`);
  assert.ok(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  } catch {
    text = text.slice(0, text.lastIndexOf('\n\n') + 2);
  }
  const events = parseStream(text);
  return { text: answerText(events), events };
}

/**
 * The data of the events that the log shows for a turn, over all its requests.
 * @param {import('playwright-core').Page} page
 * @param {number} turn
 */
export async function loggedData(page, turn) {
  const region = page.getByRole('region', { name: 'Events' });
  const choice = region.getByRole('combobox', { name: 'Turn' });
  await page.bringToFront(); // a tab behind another one has few frames
  await page.evaluate(() => {
    window.copied = null;
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (/** @type {string} */ text) => (window.copied = text) },
      configurable: true,
    });
  });
  await choice.selectOption(String(turn));
  await region.getByText('More', { exact: true }).click();
  await region.getByRole('button', { name: 'Copy all' }).click();
  const copied = await page.waitForFunction(() => window.copied);
  await choice.selectOption('0');
  return parseStream(await copied.jsonValue()).map(({ data }) => data);
}

/**
 * A turn shows exactly what upstream sent: text and events, none lost, none twice.
 * @param {import('./support.js').Chat} chat
 * @param {string} url
 * @param {number} turn
 * @param {string} id
 */
export async function assertWhole(chat, url, turn, id) {
  const { text, events } = await sent(url, id);
  assert.ok(text.length > 0);
  assert.equal(await chat.answer(turn), text, `text of turn ${turn}`);
  await chat.until(
    ([turn, count]) => document.querySelectorAll(`.exchange[data-turn="${turn}"] [data-event-type]`).length >= count,
    [turn, events.length],
  );
  assert.deepEqual(
    await loggedData(chat.page, turn),
    events.map(({ data }) => data),
    `events of turn ${turn}`,
  );
}
