// The event log and its tools, over a recorded conversation: rows, filters, keys, views, copies.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { parseStream } from '../browser/stream.js';
import { openInspector, openTab, recording, settled } from './conversations.js';
import { until } from './document.js';

const tab = await openTab();
const { inspector, region, clipboard, button, rows, announced, press, search } = await openInspector(tab);
const { openArchive } = await import('../../web/keep/archive.js');
const { Replay } = await import('../../web/conversation/replay.js');
const kConversation = recording('conversation.jsonl');

/** @type {import('../../web/conversation/conversation.js').Conversation} */
let live;
beforeEach(async () => {
  localStorage.clear();
  if (inspector.live) search('');
  live = await tab.take('conversation.jsonl', kConversation);
  await until(() => inspector.live === live);
});

const entries = () => live.events.exchanges.flatMap((exchange) => exchange.entries);
const shownRows = () => rows().filter((row) => !row.hidden && !row.closest('.exchange[hidden]'));
const shownText = () => inspector.toolbar.shown.textContent ?? '';
/** @param {number} number */
const click = (number, more = {}) =>
  rows()
    [number].querySelector('.row')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, ...more }));
const focused = () => rows().findIndex((row) => row.contains(document.activeElement));
/** @param {import('../../web/events/exchange.js').Entry} entry */
const frameOf = ({ type, data, lastId }) => `event: ${type}\n${lastId && `id: ${lastId}\n`}data: ${data}\n\n`;

test('each event has its time, the time since the one before, and marks; the request stands on top', async () => {
  const texts = rows().map((row) => row.textContent ?? '');
  assert.ok(texts.length > 50);
  assert.deepEqual(
    texts.filter((text) => !/^ *\d+\.\d\d s +\+\d+ ms/.test(text)),
    [],
  );
  const exchanges = [...region.querySelectorAll('.exchange')];
  assert.equal(exchanges.length, 5);
  assert.match(
    exchanges[0].querySelector('h3')?.textContent ?? '',
    /^Turn 1200 text\/event-stream.*first byte \d.*11 ev/,
  );
  assert.match(exchanges[3].querySelector('h3')?.textContent ?? '', /^Turn 3, attempt 2/);
  const marked = rows().filter((row) => row.querySelector('.mark.first'));
  assert.equal(marked.length, 4, 'one in each answer');
  assert.match(marked[0].textContent ?? '', /#1 text one two/);
  assert.ok(
    rows().some(({ dataset }) => dataset.eventType === 'interaction.mood'),
    'an unknown event like any other',
  );

  const details = /** @type {HTMLDetailsElement} */ (exchanges[1].querySelector('.request'));
  details.open = true;
  await until(() => details.querySelector('pre'));
  const request = details.querySelector('pre')?.textContent ?? '';
  assert.match(request, /^POST \/v1beta\/interactions\ncontent-type: application\/json\n/);
  assert.match(request, /parley-stream: \(left out\)\n/);
  const body = JSON.parse(request.slice(request.indexOf('\n\n')));
  assert.equal(body.input, 'demo:unknown demo:comments echo: three four');
  assert.match(body.previous_interaction_id, /^v1_/);
});

test('types are counted and chosen, none is lost', async () => {
  const { types, typeList } = inspector.toolbar;
  types.open = true;
  await until(() => typeList.querySelector('input'));
  const all = entries().length;
  const deltas = entries().filter(({ type }) => type === 'step.delta').length;
  const choice = /** @type {HTMLInputElement} */ (typeList.querySelector('input[value="step.delta"]'));
  assert.equal(choice.closest('label')?.textContent, `step.delta${deltas}`);
  choice.checked = false;
  typeList.dispatchEvent(new Event('change'));
  await until(() => shownText() === `${all - deltas} of ${all} events`);
  assert.equal(shownRows().length, all - deltas);
  assert.equal(rows().length, all);

  button('None', typeList).click(); // it says what it said when the menu was opened
  await until(() => shownText() === `0 of ${all} events`);
  button('All', typeList).click();
  await until(() => shownText() === '');
  assert.equal(shownRows().length, all);
  assert.equal(types.open, true);
  assert.equal(press('Escape', typeList), true);
  assert.equal(types.open, false);
  types.open = true;
  document.body.click();
  assert.equal(types.open, false);
});

test('one turn is looked at alone', async () => {
  const { turn } = inspector.toolbar;
  assert.deepEqual(
    [...turn.options].map(({ value }) => value),
    ['0', '1', '2', '3', '4'],
  );
  turn.value = '3';
  turn.dispatchEvent(new Event('change'));
  const own = entries().filter(({ exchange }) => exchange.turn === 3).length;
  await until(() => shownText() === `${own} of ${entries().length} events`);
  const exchanges = /** @type {HTMLElement[]} */ ([...region.querySelectorAll('.exchange')]);
  assert.deepEqual(
    exchanges.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.turn),
    ['3', '3'],
  );
});

test('text and regular expressions filter what is there and what comes; a wrong one is said', async () => {
  const all = entries().length;
  search('Three FOUR');
  await until(() => shownText() === `1 of ${all} events`);
  search('/"text":" ?(one two|five six)"/');
  await until(() => shownText() === `2 of ${all} events`);
  search('/"TEXT":" ?(one two|five six)"/m');
  await until(() => shownText() === `0 of ${all} events`);
  search('/(/');
  assert.match(inspector.toolbar.problem.textContent ?? '', /^Not a regular expression: /);
  assert.equal(inspector.toolbar.search.getAttribute('aria-invalid'), 'true');
  assert.equal(shownText(), `0 of ${all} events`, 'the one before holds');
  search('a.b(');
  await until(() => inspector.toolbar.problem.hidden);

  const { replay } = await playing();
  search('/completed/');
  while (!replay.over) replay.step();
  await settled(replay.conversation);
  inspector.update();
  await until(() => shownText() === `4 of ${all} events`);
  assert.equal(shownRows().length, 4);
  assert.equal(press('Escape', inspector.toolbar.search), true);
  assert.equal(inspector.toolbar.search.value, '');
  await until(() => shownRows().length === all);
});

/** What is shown comes event by event from here on. */
async function playing() {
  const entries = await tab.all.entriesOf(live.id);
  const index = (await openArchive()).index(entries);
  const replay = await Replay.start(tab.all, live.id, entries, index, () => {});
  tab.all.show(replay.conversation);
  inspector.update();
  return { replay };
}

test('pause holds the log and not the answer; resume brings what came, once', async () => {
  const { replay } = await playing();
  for (let i = 0; i < 5; ++i) replay.step();
  assert.equal(rows().length, 5);
  button('Pause').click();
  while (!replay.over) replay.step();
  inspector.update();
  assert.equal(rows().length, 5);
  assert.equal(replay.conversation.view.turns.get(4)?.state, 'done');
  const all = replay.conversation.events.total;
  button(`Resume, ${all - 5} new`).click();
  await until(() => rows().length === all);
  assert.equal(rows().filter(({ dataset }) => dataset.eventType === 'done').length, 4);
  assert.equal(replay.conversation.elements.count.textContent, `${all} events`);
  assert.equal(button('Pause').getAttribute('aria-pressed'), 'false');
});

test('j and k go on and back, Enter opens, / searches, Escape closes', async () => {
  const list = document.getElementById('event-list');
  for (const key of ['j', 'k', '/', 'Enter'])
    assert.equal(press(key, document.getElementById('message')), false, `${key} while typing`);
  assert.equal(focused(), -1);
  press('j', list);
  press('j');
  press('j');
  press('k');
  const at = focused();
  press('j');
  press('k');
  assert.equal(focused(), at);
  assert.equal(press('Enter'), true);
  assert.equal(rows()[at].getAttribute('aria-expanded'), 'true');
  assert.ok(rows()[at].querySelector('.detail'));
  press('Escape');
  assert.equal(rows()[at].querySelector('.detail'), null);
  assert.equal(focused(), at);
  press('/');
  assert.equal(document.activeElement, inspector.toolbar.search);
  search('step.stop');
  await until(() => /^1\d of/.test(shownText()));
  press('Enter');
  assert.equal(rows()[focused()].dataset.eventType, 'step.stop');
  const first = focused();
  press('j');
  assert.equal(rows()[focused()].dataset.eventType, 'step.stop');
  assert.notEqual(focused(), first);
  press('J', undefined, { shiftKey: true });
  assert.equal(inspector.cursor.selection.length, 2, 'with Shift several are selected');
  press('Escape');
  assert.equal(inspector.cursor.selection.length, 0);
  assert.equal(press('Escape'), false, 'nothing is open: it is for the page');
});

test('single keys outside of the log can be switched off', () => {
  localStorage.setItem('parley.keys', 'off');
  assert.equal(press('j', document.body), false);
  assert.equal(press('j', document.getElementById('event-list')), true);
});

test('an event is seen as tree, JSON and wire; long values are folded, images shown; the view is kept', async () => {
  live = await tab.take('image.sse', recording('image.sse'));
  await until(() => inspector.live === live);
  const at = entries().findIndex(({ data }) => data.includes('"image/png"'));
  const entry = entries()[at];
  const { data } = JSON.parse(entry.data).delta;
  click(at);
  const detail = /** @type {HTMLElement} */ (rows()[at].querySelector('.detail'));
  await until(() => detail.querySelector('img[alt="Image in the event"]'));
  assert.ok(detail.textContent?.includes(JSON.stringify(data)));
  button('JSON', detail).click();
  assert.deepEqual(JSON.parse(detail.querySelector('pre')?.textContent ?? ''), JSON.parse(entry.data));
  button('Wire', detail).click();
  assert.equal(detail.querySelector('pre')?.textContent, frameOf(entry));
  const other = entries().findIndex(({ data }) => data.includes('thought_signature'));
  click(other);
  assert.equal(button('Wire', rows()[other]).getAttribute('aria-pressed'), 'true');

  const broken = await tab.take('bad_json.sse', recording('bad_json.sse'));
  await until(() => inspector.live === broken);
  localStorage.removeItem('parley.event-view');
  const bad = rows().findIndex((row) => row.querySelector('.mark.bad'));
  click(bad);
  assert.equal(button('Wire', rows()[bad]).getAttribute('aria-pressed'), 'true', 'there is nothing to indent');
  assert.match(rows()[bad].querySelector('.problem')?.textContent ?? '', /not a JSON object/);
});

test('one event, several and all are copied as they came', async () => {
  const text = recording('comments.sse');
  live = await tab.take('comments.sse', text);
  await until(() => inspector.live === live);
  const frames = entries().map(frameOf);
  assert.deepEqual(
    parseStream(frames.join('')),
    parseStream(text).map(({ type, data }) => ({ type, data })),
  );
  const copied = (/** @type {string} */ what) => until(() => announced() === what);
  button('Copy all').click();
  await copied(`${frames.length} events copied`);
  assert.equal(clipboard.text, frames.join(''));
  click(2);
  click(5, { shiftKey: true });
  button('Copy selection').click();
  await copied('4 events copied');
  assert.equal(clipboard.text, frames.slice(2, 6).join(''));
  click(3, { ctrlKey: true });
  button('Copy selection').click();
  await copied('3 events copied');
  assert.equal(clipboard.text, [2, 4, 5].map((at) => frames[at]).join(''));
  search('/completed/');
  await until(() => shownRows().length === 1);
  button('Copy all').click();
  await copied('1 event copied');
  assert.equal(clipboard.text, frames.at(-2), 'what is filtered out is not meant');

  search('');
  await until(() => shownRows().length === frames.length);
  const detail = /** @type {HTMLElement} */ (rows()[2].querySelector('.detail'));
  button('JSON', detail).click();
  button('Copy', detail).click();
  await until(() => clipboard.text.startsWith('{'));
  assert.deepEqual(JSON.parse(clipboard.text), JSON.parse(entries()[2].data));
});

test('what is looked at is not scrolled away by what arrives; going to the end follows again', () => {
  const list = /** @type {HTMLElement} */ (document.getElementById('event-list'));
  const { follow } = inspector;
  let top = 0;
  Object.defineProperties(list, {
    scrollHeight: { configurable: true, get: () => 1000 },
    clientHeight: { configurable: true, get: () => 200 },
    scrollTop: { configurable: true, get: () => top, set: (to) => (top = Math.min(to, 800)) },
  });
  follow.jump();
  assert.equal(top, 800);
  for (const look of [() => click(rows().length - 1), () => press('k', list), () => press('Home', rows()[0])]) {
    follow.jump();
    look();
    assert.equal(follow.following, false);
    follow.scrolled(); // its row came into sight
    assert.equal(follow.following, false, 'though it is at the end');
  }
  top = 300;
  follow.scrolled();
  top = 800;
  follow.scrolled();
  assert.equal(follow.following, true);
  for (const name of ['scrollHeight', 'clientHeight', 'scrollTop']) Reflect.deleteProperty(list, name);
});

test('the tree of events has the keys of a tree', () => {
  const [first, second] = rows();
  press('j', document.getElementById('event-list'));
  press('Home');
  assert.equal(document.activeElement, first);
  press('ArrowDown');
  assert.equal(document.activeElement, second);
  press('ArrowRight');
  assert.equal(second.getAttribute('aria-expanded'), 'true');
  press('ArrowRight');
  assert.equal(second.getAttribute('aria-expanded'), 'true', 'it opens and does not close');
  press('ArrowLeft');
  assert.equal(second.getAttribute('aria-expanded'), 'false');
  press('ArrowUp');
  assert.equal(document.activeElement, first);
  press('End');
  assert.equal(document.activeElement, rows().at(-1));
});

test('all rows are one stop of the Tab key, from the list on the arrows go along them', async () => {
  const list = /** @type {HTMLElement} */ (document.getElementById('event-list'));
  const stops = () => [list, ...rows()].filter(({ tabIndex }) => tabIndex === 0);
  assert.deepEqual(stops(), [rows()[0]], 'nothing was looked at: the first');
  rows()[0].focus(); // as the Tab key does
  press('Enter');
  assert.equal(rows()[0].getAttribute('aria-expanded'), 'true');
  press('ArrowLeft');
  press('ArrowDown');
  assert.equal(document.activeElement, rows()[1]);
  press('Home');
  inspector.cursor.at = null;
  list.focus();
  assert.equal(press('ArrowRight', list), false, 'there is nothing to open');
  assert.equal(press('ArrowDown', list), true);
  assert.equal(document.activeElement, rows()[0]);
  press('ArrowDown');
  press('ArrowDown');
  assert.deepEqual(stops(), [rows()[2]]);
  press('End', list);
  assert.deepEqual(stops(), [rows().at(-1)]);

  search('step.stop');
  await until(() => /^1\d of/.test(shownText()));
  assert.deepEqual(stops(), [shownRows()[0]], 'that one is not shown any more');
  search('no such event');
  await until(() => /^0 of/.test(shownText()));
  assert.deepEqual(stops(), [list], 'no row is');
  search('');
  await until(() => shownText() === '');
  assert.deepEqual(stops(), [rows().at(-1)], 'it is again');

  tab.all.fresh();
  inspector.update();
  assert.deepEqual(stops(), [list], 'another conversation has no rows');
  await settled(tab.all.open(live.id));
  await until(() => rows().length);
  assert.deepEqual(stops(), [rows()[0]]);
});

test('what cannot be copied is said with the reason, whatever button it was', async (t) => {
  const { writeText } = clipboard;
  t.after(() => Object.assign(clipboard, { writeText }));
  document.execCommand = () => false;
  const line = /** @type {HTMLElement} */ (document.getElementById('say'));
  click(2);
  const detail = /** @type {HTMLElement} */ (rows()[2].querySelector('.detail'));
  const exchange = /** @type {HTMLElement} */ (region.querySelector('.exchange'));
  const buttons = [button('Copy', detail), button('Copy as Python', exchange), button('Copy all')];
  for (const [at, each] of buttons.entries()) {
    clipboard.writeText = () => Promise.reject(new DOMException(`refused ${at}`, 'NotAllowedError'));
    each.click();
    await until(() => line.textContent === `That did not work: refused ${at}`);
  }
  clipboard.writeText = writeText;
  t.mock.method(tab.all, 'entriesOf', () => Promise.reject(new Error('the journal is gone')));
  for (const name of ['Copy as curl', 'Timeline']) {
    line.textContent = '';
    const pressed = button(name, exchange);
    pressed.click();
    await until(() => line.textContent === 'That did not work: the journal is gone');
    assert.equal(exchange.querySelector('.extra'), null);
    assert.notEqual(pressed.getAttribute('aria-expanded'), 'true');
  }
});
