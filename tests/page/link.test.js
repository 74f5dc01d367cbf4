// Which event made which piece of an answer, and the way from a turn to its events and back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openInspector, openTab, recording, recordings } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();
const { inspector, button, rows, announced, press, search } = await openInspector(tab);
const { eventsOf } = await import('../../web/events/inspector/link.js');
const { parseJson } = await import('../../web/ui/format.js');

/** @param {string} name @param {string} [text] */
async function show(name, text = recording(name)) {
  const live = await tab.take(name, text);
  await until(() => inspector.live === live);
  return live;
}

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const entriesOf = (live) => live.events.exchanges.flatMap(({ entries }) => entries);
const lit = () => [...document.querySelectorAll('article .lit')]; // as a whole
const litText = () => [...(CSS.highlights.get('event-piece') ?? [])].map(String).join('');

for (const { name, text } of recordings.filter(({ name }) => /\.(sse|jsonl)$/.test(name)))
  test(`${name}: what an event made is the text that it brought, in order and without a hole`, async () => {
    const live = await show(name, text);
    /** @type {Map<string, number>} */
    const ends = new Map();
    let made = 0;
    for (const entry of entriesOf(live)) {
      const { delta, step } = parseJson(entry.data) ?? {};
      const brought =
        delta?.type === 'thought_summary' ? delta.content?.text : step ? firstText(step) : (delta?.text ?? '');
      if (!brought) {
        assert.equal(entry.made, null, entry.data);
        continue;
      }
      assert.ok(entry.made, entry.data);
      const key = `${entry.exchange.turn} ${entry.made.step}`;
      assert.deepEqual(
        { start: entry.made.start, length: entry.made.end - entry.made.start },
        { start: ends.get(key) ?? 0, length: brought.length },
        entry.data,
      );
      ends.set(key, entry.made.end);
      assert.ok(eventsOf(live.events, entry.exchange.turn, entry.made).includes(entry), 'and back');
      ++made;
    }
    assert.ok(made > 0 || /function_calls|tool-call/.test(name));
  });

for (const name of ['plain.sse', 'comments.sse', 'conversation.jsonl'])
  test(`${name}: every text event lights up just what it made`, async () => {
    const live = await show(name);
    const texts = entriesOf(live).filter(({ data }) => parseJson(data)?.delta?.type === 'text');
    const pieces = texts.map((entry) => {
      inspector.link.light([entry]);
      return litText();
    });
    assert.ok(pieces.length > 2);
    assert.deepEqual(
      pieces,
      texts.map(({ data }) => JSON.parse(data).delta.text),
    );
    inspector.link.light(texts);
    assert.equal(litText(), pieces.join(''), 'also all of them');
    inspector.link.clear();
    assert.equal(litText(), '');
  });

/** @param {any} step */
const firstText = ({ content, summary }) =>
  (content ?? summary ?? []).map((/** @type {any} */ block) => block.text ?? '').join('');

test('an event lights up its block, opens what it is in, and Escape puts the light out', async () => {
  const live = await show('thoughts_and_search.sse');
  const at = (/** @type {RegExp} */ about) => entriesOf(live).findIndex(({ data }) => about.test(data));
  const click = (/** @type {number} */ number) =>
    rows()
      [number].querySelector('.row')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  const thoughts = /** @type {HTMLDetailsElement} */ (document.querySelector('article [data-part=thoughts]'));
  thoughts.open = false;
  click(at(/"type":"thought_summary"/));
  assert.equal(thoughts.open, true);
  assert.match(litText(), /^\*\*/);
  click(at(/"type":"google_search_call"/));
  assert.deepEqual(
    lit().map((block) => /** @type {HTMLElement} */ (block.closest('[data-step]')).dataset.step),
    ['0'],
  );
  assert.equal(litText(), '', 'as a whole');
  press('Escape', rows()[0]);
  press('Escape', rows()[0]);
  assert.deepEqual(lit(), []);
});

test('by keyboard from a turn to its events, along them with their pieces lit, and back', async () => {
  await show('conversation.jsonl');
  const from = document.createElement('button');
  document.body.append(from);
  from.checkVisibility = () => true;
  from.focus();
  inspector.visit.begin(2, from);
  const turnOf = () => /** @type {HTMLElement | null} */ (document.activeElement?.closest('.exchange'))?.dataset.turn;
  assert.equal(turnOf(), '2');
  assert.equal(/** @type {HTMLElement} */ (document.activeElement).dataset.eventType, 'interaction.created');
  let stops = 0;
  /** @type {string[]} */
  const pieces = [];
  while (turnOf() === '2') {
    if (litText()) pieces.push(litText());
    press('j');
    ++stops;
  }
  assert.equal(stops, inspector.events.exchanges[1].entries.length);
  assert.deepEqual(pieces, ['three four']);
  press('Enter');
  assert.ok(document.querySelector('.event .detail'));
  press('Escape');
  assert.equal(document.querySelector('.event .detail'), null, 'what is open is closed first');
  assert.equal(turnOf(), '3');
  press('Escape');
  assert.equal(document.activeElement, from);
  assert.deepEqual(lit(), []);
  assert.equal(document.querySelector('.event.selected'), null);
  from.remove();
});

test('Escape goes back only while one stays with the events', async () => {
  await show('plain.sse');
  const from = document.createElement('button');
  document.body.append(from);
  from.focus();
  inspector.visit.begin(1, from);
  document.getElementById('message')?.focus();
  rows()[5]
    .querySelector('.row')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  press('Escape');
  press('Escape');
  assert.deepEqual(lit(), []);
  assert.notEqual(document.activeElement, from);
  from.remove();
});

test('a filter that leaves nothing of a turn says so, and is where one is', async () => {
  await show('plain.sse');
  search('no such word');
  await until(() => rows().every(({ hidden }) => hidden));
  inspector.visit.begin(1, button('Pause'));
  assert.equal(announced(), 'No event of turn 1 passes the filter');
  assert.equal(document.activeElement, inspector.toolbar.search);
});
