// What a message would continue is said before it goes, and then it is so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();
const { Continuation } = await import('../../web/compose/continuation.js');
const { openArchive } = await import('../../web/keep/archive.js');

/** @param {import('./talk.js').Talk} talk */
function watch(talk) {
  const next = new Continuation();
  next.view = talk.view;
  const line = /** @type {HTMLElement} */ (document.getElementById('next'));
  const says = () => {
    next.show();
    return line.textContent;
  };
  return { next, says };
}

/** @param {import('./talk.js').Talk} talk @param {number} number */
const named = (talk, number) =>
  `turn ${number} \u00b7 ${talk.id(number).slice(0, 6)}\u2026${talk.id(number).slice(-6)}`;

test('in each mode: in line, in parallel, interrupting', async () => {
  const talk = begin();
  const { next, says } = watch(talk);
  assert.equal(says(), '');
  talk.send('One');
  await talk.state(1, 'done');
  assert.equal(says(), `Continues ${named(talk, 1)}`);
  assert.equal(next.choice.hidden, true, 'nothing to choose when nothing runs');

  talk.send(`${proxy.gate()} Go on`);
  await talk.state(2, 'streaming');
  assert.equal(says(), 'Waits for turn 2, then continues it');
  assert.equal(next.choice.hidden, false);
  next.hold('parallel');
  assert.equal(says(), `Continues ${named(talk, 1)}`);
  next.hold('interrupt');
  assert.equal(says(), `Stops turn 2 and continues ${named(talk, 1)}`);
  next.release();
  assert.equal(says(), 'Waits for turn 2, then continues it');

  talk.send('Beside', 'parallel');
  await talk.state(3, 'done');
  talk.send('Instead', 'interrupt');
  await talk.state(4, 'done');
  const id = talk.id(1);
  assert.deepEqual(
    talk.posts.map((body) => body.previous_interaction_id),
    [undefined, id, id, id],
    'as was said',
  );
});

test('with nothing done yet it begins anew; the choice is for one message', async () => {
  const talk = begin();
  const { next, says } = watch(talk);
  talk.send(`${proxy.gate()} Go on`);
  await talk.state(1, 'streaming');
  says();
  next.choice.value = 'parallel';
  assert.equal(says(), 'Begins anew');
  assert.equal(next.mode, 'parallel');
  next.choice.value = 'interrupt';
  assert.equal(says(), 'Stops turn 1 and begins anew');
  next.sent();
  assert.equal(next.mode, 'queued');
});

test('a failure that is tried again by itself is waited for, any other is written past', async () => {
  const talk = begin();
  const { says } = watch(talk);
  talk.send('demo:429 200 once Hello');
  await talk.state(1, 'failed');
  await talk.until(() => talk.turn(1).retryAt);
  assert.equal(says(), 'Waits for turn 1, then continues it');
  const archive = await openArchive();
  const { queued } = talk.core.protocol.submit_mode;
  const preview = () => JSON.parse(archive.preview(talk.journal, queued, { model: 'm' }, 'And then?'));
  assert.equal(preview().previous_interaction_id, '\u2026', 'nor does the preview begin anew');
  talk.do('stop', { id: 1 });
  assert.equal(says(), 'Begins anew');
  assert.deepEqual(preview(), { input: 'And then?', model: 'm', stream: true });
});

test('each queued message says what it will continue, and that changes with the line', async () => {
  const talk = begin();
  talk.send('One');
  await talk.state(1, 'done');
  talk.send(`${proxy.gate()} Go on`);
  await talk.state(2, 'streaming');
  for (const text of ['Three', 'Four', 'Five']) talk.send(text);
  const places = () => [...talk.seen.elements.list.querySelectorAll('.place')].map((place) => place.textContent);
  assert.deepEqual(places(), [
    'Next, to continue turn 2',
    'Number 2, to continue turn 3',
    'Number 3, to continue turn 4',
  ]);
  talk.do('remove', { id: 4 });
  assert.deepEqual(places(), ['Next, to continue turn 2', 'Number 2, to continue turn 3']);
  talk.do('move', { id: 5, arg: 0 });
  assert.deepEqual(places(), ['Next, to continue turn 2', 'Number 2, to continue turn 5']);
  assert.deepEqual(
    [...talk.seen.elements.list.querySelectorAll('[data-place]')].map((button) => button.getAttribute('aria-disabled')),
    ['true', 'false', 'false', 'true'],
    'the first goes no further up, the last no further down',
  );
  talk.do('send_now', { id: 3 });
  await talk.state(2, 'stopped');
  await talk.state(5, 'done');
  assert.deepEqual(talk.posts.map((body) => body.input).slice(2), ['Three', 'Five']);
  assert.equal(talk.posts[2].previous_interaction_id, talk.id(1));
  assert.equal(talk.posts[3].previous_interaction_id, talk.id(3));
});
