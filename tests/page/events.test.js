// The event log: what it keeps, and when its rows are made.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { Events } = await import('../../web/events/events.js');

/** @param {import('../../web/events/exchange.js').Entry} entry */
const numberOf = ({ data }) => Number(JSON.parse(data).text);

/** @param {string} data */
const message = (data) => ({ type: 'step.delta', lastId: '', data });

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
        events.apply(effect({ kind: 'event', id: turn, message: message(`{"text":"${about}${told++}"}`) }), many);
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
