// A background run under way: what it thinks about, how long it has been going on, the ways to leave
// and to end it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();
const { isStuck } = await import('../../web/chat/job.js');

/** A run that is held, and what is shown of it. @param {string} switches */
async function run(switches) {
  const talk = begin();
  talk.settings({
    model: 'gemini-3.8-flash',
    background: true,
    store: true,
    generation_config: { thinking_summaries: 'auto' },
  });
  const gate = proxy.gate(3);
  talk.send(`${switches} ${gate} demo:long 9 Go on`);
  await talk.until(() => talk.view.turns.get(1)?.steps.hasText);
  const turn = talk.turn(1);
  const job = await talk.until(() => turn.job);
  return { talk, gate, turn, job };
}

const kHour = 3600000;

test('the newest thoughts are its titles, and go with the run', async () => {
  const { talk, gate, turn, job } = await run('demo:thoughts 6');
  turn.tick(turn.sent + 3200);
  assert.equal(turn.status.textContent, 'Answering 3 s');
  const titles = [...job.titles.children].map(({ textContent }) => textContent ?? '');
  assert.equal(titles.length, 4);
  const thoughts = turn.element.querySelector('[data-part=thoughts]')?.textContent ?? '';
  for (const title of titles) assert.ok(title && thoughts.includes(title), title);
  assert.deepEqual(turn.steps.thoughtTitles().slice(-4).map(String), titles, 'the newest');
  assert.equal(turn.element.contains(job.element), true);
  await gate.open();
  await talk.state(1, 'done');
  assert.equal(turn.element.querySelector('.job'), null);
  assert.doesNotMatch(turn.status.textContent ?? '', /\d/);
});

test('after an hour without progress it is called stuck, and only then', async () => {
  const { turn, job } = await run('');
  job.tick(turn.sign + kHour - 1);
  assert.equal(job.stuck.hidden, true);
  assert.equal(isStuck(turn, turn.sign + kHour - 1), false);
  job.tick(turn.sign + kHour);
  assert.equal(job.stuck.hidden, false);
  assert.match(job.stuck.textContent ?? '', /It may be stuck/);
});

test('a run that was left offers to be read on, and brings each word once', async () => {
  const { talk, gate, turn, job } = await run('');
  assert.deepEqual([job.park.textContent, job.park.hidden], ['Detach', false]);
  talk.do('park', { id: 1 });
  turn.tick(Date.now());
  assert.match(turn.status.textContent ?? '', /^Runs on unread/);
  assert.equal(job.park.textContent, 'Resume');
  assert.equal(job.park.dataset.action, 'unpark');
  assert.equal(turn.state, 'streaming');
  const before = talk.answer(1);
  await gate.open();
  talk.do('unpark', { id: 1 });
  await talk.state(1, 'done');
  assert.ok(talk.answer(1).startsWith(before));
  assert.deepEqual(
    talk.answer(1).match(/word\d+/g),
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => `word${at}`),
  );
  assert.equal(talk.posts.length, 1);
});

test('a run that was left is looked at, and is over here when it is over there', async () => {
  const { talk, gate, turn } = await run('');
  talk.do('park', { id: 1 });
  const looks = () =>
    talk.requests.filter(({ method, path }) => method === 'GET' && /interactions\/[^/?]+$/.test(path));
  talk.do('look', { id: 1 });
  talk.do('look', { id: 1 });
  assert.equal(looks().length, 1, 'one at a time');
  await talk.until(() => talk.journal.some((entry) => /^\d+ body \d+ 0\n\{"status":"in_progress"\}$/.test(entry)));
  assert.equal(turn.state, 'streaming');
  assert.equal(turn.connection, 'parked');
  await gate.open();
  // The host's clock; here it goes as fast as the service answers.
  await talk.until(() => {
    talk.do('look', { id: 1 });
    return turn.state === 'done';
  });
  assert.equal(talk.answer(1).match(/word\d+/g)?.length, 9);
  assert.equal(talk.posts.length, 1);
});
