// Events and the answers they make: which made what, what is wrong with them, what they took.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells, openInspector, openTab, recording, recordings } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();

// Which event made which piece of an answer, and the way from a turn to its events and back.

const { inspector, region, button, rows, announced, press, search, dialog } = await openInspector(tab);
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

// What the inspector finds out about a stream: breaches of its grammar, whether it is what is stored,
// how long each step took, what chaining saved, and how two turns differ.

const { exchangesOf, requestOf } = await import('../../web/events/inspector/exchanges.js');
const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text).length;
const kConversation = recording('conversation.jsonl');

/** @param {import('../../web/conversation/conversation.js').Conversation} live */
const bodiesOf = (live) =>
  Promise.all(live.events.exchanges.map(async ({ id }) => (await requestOf(tab.all, live, id)).body));

/** @param {number} at of the requests */
const exchange = (at) => /** @type {HTMLElement} */ (region.querySelectorAll('.exchange')[at]);
/** @param {number} at */
const counted = (at) => {
  const count = /** @type {HTMLElement} */ (exchange(at).querySelector('.problems'));
  return count.hidden ? '' : count.textContent;
};
const badTitles = () =>
  rows().flatMap((row) => [...row.querySelectorAll('.mark.bad')].map((mark) => mark.getAttribute('title')));

test('what breaks the grammar is marked on the event and counted on the request; each is gone to', async () => {
  await show('conversation.jsonl');
  assert.deepEqual([0, 1, 2, 3, 4].map(counted), ['', '2 problems', '', '', '']);
  assert.deepEqual(badTitles(), ['Unknown type interaction.mood.', 'Unknown type step.pondered.']);
  const next = /** @type {HTMLElement} */ (exchange(1).querySelector('.problems'));
  for (const type of ['interaction.mood', 'step.pondered', 'interaction.mood']) {
    next.click();
    const row = /** @type {HTMLElement} */ (document.activeElement);
    assert.equal(row.dataset.eventType, type);
    assert.equal(row.querySelector('.detail .problem')?.textContent, `Unknown type ${type}.`);
  }
  await show('bad_json.sse');
  assert.equal(counted(0), '1 problem');
  await show('event_ids.sse');
  assert.equal(counted(0), '');
});

test('a stream without its end is said to be one, on its last event', async () => {
  await show('cut.sse');
  assert.equal(counted(0), '2 problems');
  assert.deepEqual(badTitles(), ['The stream ended without a terminal event. Step 1 was never stopped.']);
  assert.ok(rows().at(-1)?.querySelector('.mark.bad'));
});

/** Asks as the button does. @param {any} stored what the service says then, or an error */
async function compareStored(stored) {
  const { fetch } = globalThis;
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = async (what) => {
    asked.push(String(what));
    return new Response(JSON.stringify(stored), { status: stored.error ? 404 : 200 });
  };
  const toggle = button('Compare with GET', exchange(0));
  toggle.click();
  const said = await until(() => exchange(0).querySelector('.extra > *'));
  globalThis.fetch = fetch;
  toggle.click();
  assert.equal(exchange(0).querySelector('.extra'), null, 'the second click takes it away');
  return { said, asked };
}

test('a stored turn is compared with what is stored, and a difference is named', async () => {
  const live = await show('thoughts_and_search.sse');
  const [{ interaction, steps = [] }] = await exchangesOf(tab.all, live, 1);
  const stored = {
    ...interaction,
    created: 'another time',
    steps: [{ type: 'user_input', content: [] }, ...structuredClone(steps)],
  };
  const same = await compareStored(stored);
  assert.equal(same.said.textContent, 'The stored interaction is the same as what was streamed.');
  assert.deepEqual(same.asked, [`/v1beta/interactions/${interaction.id}`]);

  stored.steps.at(-1).content[0].text = 'Something else';
  const { said } = await compareStored(stored);
  assert.match(said.textContent ?? '', /^1 difference between the stream and the stored interaction/);
  const [[path, streamed, other]] = cells(said.querySelector('table'));
  assert.equal(path, 'steps[3].content[0].text');
  assert.match(streamed, /This is the demo/);
  assert.equal(other, '"Something else"');

  const gone = await compareStored({ error: { message: 'It was forgotten.' } });
  assert.equal(gone.said.textContent, 'It could not be read: It was forgotten.');
});

test('the time line has a bar for each step, in order and to scale; thoughts, tools and output differ', async () => {
  const live = await show('thoughts_and_search.sse');
  const { last, started, entries } = live.events.exchanges[0];
  const whole = last - started;
  assert.equal(whole, entries.length * 50, 'a file without times has an event every 50 ms');
  button('Timeline', exchange(0)).click();
  const list = await until(() => exchange(0).querySelector('.timeline'));
  const bars = [...list.children].map((row) => {
    const { dataset, style } = /** @type {HTMLElement} */ (row.querySelector('.bar'));
    const [from, to] = (row.querySelector('.time')?.textContent ?? '').match(/[\d.]+/g) ?? [];
    return {
      what: `${row.querySelector('.label')?.textContent}: ${dataset.kind}`,
      said: [Number(from) * 1000, Number(to) * 1000],
      drawn: [style.insetInlineStart, style.width].map((part) => Math.round((parseFloat(part) / 100) * whole)),
    };
  });
  /** Times of the first and the last event of a step. @param {number} index */
  const timesOf = (index) => {
    const own = entries.filter(({ data }) => data.includes(`"index":${index},`));
    return [own[0].time - started, own[own.length - 1].time - started];
  };
  const wanted = [
    '0 google_search_call: tool',
    '1 google_search_result: tool',
    '2 thought: thought',
    '3 model_output: output',
  ];
  assert.deepEqual(bars, [
    { what: 'Waiting: wait', said: [0, 0], drawn: [0, 0] },
    ...wanted.map((what, index) => {
      const [from, to] = timesOf(index);
      return { what, said: [from, to], drawn: [from, to - from] };
    }),
  ]);
});

test('what chaining saved: bytes that need not go again, and cached tokens', async () => {
  const cached = kConversation.replace('"total_cached_tokens\\":0', '"total_cached_tokens\\":7');
  assert.notEqual(cached, kConversation);
  const live = await show('cached.jsonl', cached);
  button('What chaining saved').click();
  const shown = await dialog('What chaining saved');
  const rows = cells(shown);
  shown.close();
  assert.deepEqual(
    rows.map(([turn]) => turn),
    ['1', '2', '3', '3', '4', 'Sum'],
  );
  const bytes = (/** @type {string} */ text) => Number(/[\d.]+/.exec(text)) * (text.includes('KB') ? 1000 : 1);
  const sent = rows.map((row) => bytes(row[1]));
  assert.deepEqual(sent.slice(0, 5), (await bodiesOf(live)).map(bytesOf));
  const saved = rows.map((row) => bytes(row[2]));
  assert.equal(saved[0], 0, 'nothing went before');
  assert.ok(saved[1] > bytesOf('demo:thoughts 1 demo:search echo: one two') + 'one two'.length);
  assert.ok(saved[2] > saved[1] + 'three four'.length);
  assert.equal(saved[3], saved[2], 'a retry sends as much again');
  assert.ok(saved[4] > saved[3]);
  const sum = saved.slice(0, 5).reduce((all, each) => all + each, 0);
  assert.ok(Math.abs(saved[5] - sum) <= 300, `${saved[5]} for ${sum}, each rounded to 0.1 KB`);
  assert.deepEqual(
    rows.map((row) => row[3]),
    ['7', '0', '0', '0', '0', '7'],
  );
  button('Timeline', exchange(3)).click();
  const line = await until(() => exchange(3).querySelector('.saved'));
  assert.equal(line.textContent, `Not sent again: ${rows[3][2]} \u00b7 Cached tokens: 0`);
});

test('without chaining nothing was saved', async () => {
  const unchained = kConversation.replaceAll('"settings","id":0,"arg":0,"text":"{', '$&\\"store\\":false,');
  const live = await show('unchained.jsonl', unchained);
  const bodies = await bodiesOf(live);
  assert.ok(bodies.length > 1 && bodies.every((body) => !body.includes('previous_interaction_id')));
  button('What chaining saved').click();
  const shown = await dialog('What chaining saved');
  const rows = cells(shown);
  shown.close();
  assert.deepEqual(
    rows.map((row) => row[2]),
    ['0 B', '0 B', '0 B', '0 B', '0 B', '0 B'],
  );
});

test('two turns stand side by side: requests, times, tokens', async () => {
  await show('plain.sse');
  button('Compare turns').click();
  const alone = await dialog('Compare turns');
  assert.match(alone.textContent ?? '', /There is no second turn to compare with yet\./);
  alone.close();

  const live = await show('conversation.jsonl');
  const { exchanges } = live.events;
  const bodies = await bodiesOf(live);
  button('Compare turns').click();
  const shown = await dialog('Compare turns');
  const [first, second] = shown.querySelectorAll('select');
  /** @param {number} one @param {number} other */
  const choose = async (one, other) => {
    const before = shown.querySelector('.comparison')?.firstChild;
    first.value = String(one);
    second.value = String(other);
    first.dispatchEvent(new Event('change'));
    await until(() => shown.querySelector('.comparison')?.firstChild !== before);
    // No table of the requests where they are the same.
    const [request, timing, tokens] = [null, ...shown.querySelectorAll('table')].slice(-3);
    const byName = (/** @type {Element | null} */ table) =>
      Object.fromEntries(cells(table).map(([name, ...values]) => [name, values]));
    return { request: byName(request), timing: byName(timing), tokens: byName(tokens) };
  };
  assert.deepEqual([first.value, second.value], ['3', '4'], 'the last two at first');
  const { request, timing, tokens } = await choose(0, 1);
  assert.deepEqual(request, {
    input: ['"demo:thoughts 1 demo:search echo: one two"', '"demo:unknown demo:comments echo: three four"'],
    previous_interaction_id: ['\u2013', JSON.stringify(JSON.parse(bodies[1]).previous_interaction_id)],
  });
  assert.deepEqual(timing.events, [String(exchanges[0].entries.length), String(exchanges[1].entries.length)]);
  for (const name of ['first byte', 'first text', 'last event'])
    for (const value of timing[name]) assert.match(value, /^\d+\.\d+ s$/, name);
  assert.equal(timing['bytes of the request'][0], `${bytesOf(bodies[0])} B`);
  const usages = [1, 2].map((turn) => live.view.turns.get(turn)?.interaction?.usage);
  assert.deepEqual(
    tokens.input,
    usages.map((usage) => String(usage.total_input_tokens)),
  );
  assert.deepEqual((await choose(2, 2)).request, {});
  assert.match(shown.textContent ?? '', /The requests are the same\./);
});
