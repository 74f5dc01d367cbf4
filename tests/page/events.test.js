// The event log, and the JSON in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();

// The event log: what it keeps, and when its rows are made.

const { Events } = await import('../../web/events/events.js');

/** @param {import('../../web/events/exchange.js').Entry} entry */
const numberOf = ({ data }) => Number(JSON.parse(data).text);

/** @param {string} text */
const message = (text) => ({ type: 'step.delta', lastId: '', data: `{"text":"${text}"}`, gist: text });

/** @param {{events: number, text: number}} [most] */
function open(most) {
  const list = document.createElement('div');
  const count = document.createElement('span');
  const latest = document.createElement('code');
  const events = new Events(list, count, latest, most);
  /** @type {import('../../web/events/exchange.js').Entry[]} */
  const dropped = [];
  events.watcher = {
    started: () => {},
    came: () => {},
    broke: () => {},
    made: () => {},
    dropped: (entries) => void dropped.push(...entries),
  };
  let time = 1000;
  let told = 0;
  const effect = (/** @type {object} */ more) => ({
    kind: '',
    id: 0,
    arg: 0,
    text: '',
    state: '',
    time: time++,
    ...more,
  });
  return {
    events,
    list,
    count,
    latest,
    dropped,
    ask: (turn = 1, many = false, /** @type {Partial<import('../../web/core/core.js').RequestLine>} */ line = {}) =>
      events.apply(
        effect({
          kind: 'http_start',
          arg: turn,
          request: { role: 'post', method: 'POST', path: '/v1beta/interactions', size: 2, ...line },
        }),
        many,
      ),
    /** @param {number} number @param {number} [turn] @param {boolean} [many] @param {string} [about] */
    come(number, turn = 1, many = false, about = '') {
      for (let i = 0; i < number; ++i)
        events.apply(effect({ kind: 'event', id: turn, message: message(`${about}${told++}`) }), many);
    },
    rows: () => [...list.querySelectorAll('[data-event-type]')],
    /** What the rows say, and what they should. */
    shown: () => [...list.querySelectorAll('.gist')].map(({ textContent }) => Number(textContent)),
    numbers: () => events.exchanges.flatMap(({ entries }) => entries.map(numberOf)),
  };
}

test('what comes stands there at once, counted, under its request', () => {
  const log = open();
  assert.match(log.list.textContent ?? '', /Every event of the stream/);
  log.ask(1);
  log.ask(2);
  log.come(2, 1);
  log.come(1, 2);
  assert.deepEqual(
    [...log.list.querySelectorAll('.exchange')].map((each) => each.querySelectorAll('[data-event-type]').length),
    [2, 1],
  );
  assert.equal(log.count.textContent, '3 events');
  assert.equal(log.latest.textContent, 'step.delta');
  log.events.clear();
  assert.equal(log.rows().length, 0);
  assert.equal(log.count.textContent, 'none yet');
});

test('what a retry brings stands under the retry; what brings no events has no number', () => {
  const log = open();
  log.ask(1);
  log.ask(1, false, { role: 'other', method: 'DELETE', path: '/parley/streams/x', size: 0 });
  log.ask(1);
  log.come(1);
  const heads = [...log.list.querySelectorAll('h3')].map(({ textContent }) => textContent);
  assert.deepEqual(heads, ['Turn 1waiting for the answer', 'Turn 1', 'Turn 1, attempt 2waiting for the answer1 event']);
});

test('more than are kept: the oldest go block by block, and their number is said', () => {
  const log = open({ events: 100, text: 1e9 });
  log.ask();
  log.come(100);
  assert.equal(log.rows().length, 100);
  assert.equal(log.list.querySelector('.older'), null);
  log.come(1);
  assert.equal(log.rows().length, 51);
  assert.equal(log.list.querySelector('.older')?.textContent, '50 older events are in the journal.');
  log.come(199);
  assert.deepEqual(
    log.numbers(),
    Array.from({ length: 100 }, (_, at) => 200 + at),
    'the newest stay, in order',
  );
  assert.deepEqual(log.shown(), log.numbers());
  assert.deepEqual(
    log.dropped.map(numberOf),
    Array.from({ length: 200 }, (_, at) => at),
    'each was said to be gone',
  );
  assert.equal(log.list.querySelector('.older')?.textContent, '200 older events are in the journal.');
  assert.equal(log.count.textContent, '300 events', 'and counted all the same');
  assert.equal(log.list.querySelector('.exchange .count')?.textContent, '300 events');
});

test('the oldest of all requests go first, and the one that just came stays', () => {
  const log = open({ events: 60, text: 1e9 });
  log.ask(1);
  log.come(55, 1);
  log.ask(2);
  log.come(6, 2);
  assert.deepEqual(
    log.events.exchanges.map(({ older, entries }) => [older, entries.length]),
    [
      [50, 5],
      [0, 6],
    ],
  );
});

test('few events of much text are too much as well', () => {
  const log = open({ events: 1000, text: 10000 });
  log.ask(1);
  log.come(60, 1, false, '0'.repeat(200));
  assert.equal(log.events.total, 60);
  assert.ok(log.events.kept < 60 && log.events.kept > 0, `${log.events.kept}`);
  assert.ok(log.events.text <= 10000);
  assert.equal(
    log.events.text,
    log.events.exchanges[0].entries.reduce((sum, { data }) => sum + data.length, 0),
  );
});

test('of many at once the rows are made when there is time, the newest request first', async () => {
  const log = open({ events: 300, text: 1e9 });
  log.ask(1, true);
  log.come(200, 1, true);
  log.ask(2, true);
  log.come(200, 2, true);
  assert.equal(log.rows().length, 0);
  await until(() => log.rows().length);
  const [first, second] = log.list.querySelectorAll('.exchange');
  assert.ok(second.querySelector('[data-event-type]'));
  log.come(7, 2); // one by one, while rows are made
  await until(() => log.rows().length === log.events.kept);
  assert.equal(log.events.kept + Number(parseInt(first.querySelector('.older')?.textContent ?? '')), 407);
  assert.ok(log.events.kept <= 300);
  assert.equal(log.count.textContent, '407 events');
  assert.deepEqual(log.shown(), log.numbers());
  assert.equal(log.numbers().at(-1), 406);
});

test('while it is paused no rows are made, and then all of them, once', async () => {
  const log = open();
  log.ask();
  log.come(3);
  log.events.pause(true);
  log.come(200);
  assert.equal(log.rows().length, 3);
  assert.equal(log.events.total, 203);
  await until(() => !log.events.waits); // it was looked at once more
  assert.equal(log.rows().length, 3);
  log.events.pause(false);
  await until(() => log.rows().length === 203);
  log.come(1);
  assert.equal(log.rows().length, 204);
  assert.equal(log.events.late.length, 0);
});

// JSON as a tree that opens branch by branch, and where two of them differ.

const { tree } = await import('../../web/events/inspector/tree.js');
const { differences } = await import('../../web/events/inspector/difference.js');
const { pieces } = await import('../../web/events/inspector/detail.js');

/** In the document, since only there anything opens. @param {any} json */
function grow(json) {
  const list = tree(json, (text) => pieces(text));
  document.body.replaceChildren(list);
  return list;
}
/** @param {Element} within */
const summaries = (within) => [...within.querySelectorAll('summary')].map(({ textContent }) => textContent);

test('three levels are open at first, and deeper ones when they are asked for', async () => {
  const list = grow({ a: { b: { c: { d: 'deep' } } }, none: null, list: [], no: {}, yes: true });
  await until(() => summaries(list).length === 3);
  assert.deepEqual(summaries(list), ['a: 1 member', 'b: 1 member', 'c: 1 member']);
  for (const shown of ['none: null', 'list: []', 'no: {}', 'yes: true'])
    assert.ok(
      [...list.children].some(({ textContent }) => textContent === shown),
      shown,
    );
  assert.ok(!list.textContent?.includes('deep'));
  const [, , c] = list.querySelectorAll('details');
  assert.equal(c.open, false);
  c.open = true;
  await until(() => list.textContent?.includes('d: "deep"'));
});

test('a long text is folded to its beginning and size, and whole when it is opened', async () => {
  const text = 'x'.repeat(70000);
  const list = grow({ short: 'y'.repeat(300), long: text });
  assert.deepEqual(summaries(list), [`long: "${'x'.repeat(40)}\u2026" 70.0 KB`]);
  const details = /** @type {HTMLDetailsElement} */ (list.querySelector('details'));
  assert.equal(details.querySelector('pre'), null);
  details.open = true;
  const pre = await until(() => details.querySelector('pre'));
  assert.equal(pre.textContent, text.slice(0, 65536));
  details.querySelector('button')?.click();
  assert.equal(pre.textContent, text);
  assert.equal(details.querySelector('button'), null);
});

test('of many members some are shown, and more at a click', async () => {
  const list = grow({ many: Array.from({ length: 450 }, (_, at) => at) });
  const details = /** @type {HTMLDetailsElement} */ (list.querySelector('details'));
  assert.equal(details.open, false);
  details.open = true;
  const more = () => /** @type {HTMLElement} */ (details.querySelector('button'));
  await until(more);
  for (const [left, shown] of [
    [250, 200],
    [50, 400],
  ]) {
    assert.equal(more().textContent, `Show more, ${left} members left`);
    assert.equal(details.querySelectorAll('ul .number').length, shown);
    more().click();
  }
  assert.equal(details.querySelectorAll('ul .number').length, 450);
  assert.equal(more(), null);
});

test('an image is shown, what only seems to be one is not', async () => {
  const image = { mime_type: 'image/png', data: 'iVBORw0KGgo=' };
  const list = grow({ image, script: { ...image, mime_type: 'image/svg+xml' }, broken: { ...image, data: '%' } });
  await until(() => summaries(list).length === 3 && list.querySelectorAll('details > ul').length === 3);
  assert.equal(list.querySelectorAll('img').length, 1);
  assert.ok(list.querySelector('img')?.closest('li li'));
});

test('what is no object is itself', () => {
  assert.equal(grow('text').textContent, '"text"');
  assert.equal(grow(null).textContent, 'null');
});

test('two values differ where something is different, there or not there', () => {
  const one = { a: 1, same: { deep: [1, 2] }, list: [1, { x: 'y' }], gone: null };
  const other = { a: 2, same: { deep: [1, 2] }, list: [1, { x: 'z' }, 3], added: false };
  assert.deepEqual(differences(one, other), [
    { path: 'a', one: 1, other: 2 },
    { path: 'list[1].x', one: 'y', other: 'z' },
    { path: 'list[2]', one: undefined, other: 3 },
    { path: 'gone', one: null, other: undefined },
    { path: 'added', one: undefined, other: false },
  ]);
  assert.deepEqual(differences(one, structuredClone(one)), []);
  assert.deepEqual(differences({ a: [] }, { a: {} }), [{ path: 'a', one: [], other: {} }]);
  assert.deepEqual(differences('x', 'y'), [{ path: '', one: 'x', other: 'y' }]);
});
