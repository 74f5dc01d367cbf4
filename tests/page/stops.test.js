// What a stop did at the service is asked, and said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();

const kBackground = { model: 'gemini-3.8-flash', background: true, store: true };

/**
 * A turn that was stopped while it answered, once it is known what that did.
 * @param {string} switches
 * @param {Record<string, any>} [settings]
 */
async function stopped(switches, settings = kBackground) {
  const talk = begin();
  talk.settings(settings);
  talk.send(`${switches} ${proxy.gate(2)} demo:long 9 Go on`);
  await talk.until(() => talk.view.turns.get(1)?.steps.hasText);
  talk.do('stop');
  const turn = await talk.state(1, 'stopped');
  await talk.until(() => turn.why !== 'stopping');
  return { talk, notes: turn.notes.textContent ?? '' };
}

test('a stream is closed, what came stays, and nothing is cancelled', async () => {
  const { talk, notes } = await stopped('', { model: 'gemini-3.8-flash' });
  assert.match(notes, /The connection to the service was closed\./);
  assert.match(talk.answer(1), /^word1 /);
  assert.equal(talk.turn(1).status.textContent, 'Stopped');
  assert.deepEqual(
    talk.requests.map(({ method, path }) => `${method} ${path.split('/')[2]}`),
    ['POST interactions', 'DELETE streams'],
  );
});

test('a background run is cancelled, and the service is asked whether it was', async () => {
  const { talk, notes } = await stopped('');
  assert.match(notes, /The service confirmed it\./);
  const id = talk.id(1);
  const asked = talk.requests.slice(1).map(({ method, path }) => `${method} ${path}`);
  assert.ok(asked.includes(`POST /v1beta/interactions/${id}/cancel`));
  assert.equal(asked.at(-1), `GET /v1beta/interactions/${id}`);
});

test('an odd reply to the cancel is not believed, what became of the run is', async () => {
  const all = ['demo:cancel-499', 'demo:cancel-500', 'demo:cancel-late 0.3'];
  const notes = (await Promise.all(all.map((odd) => stopped(odd)))).map((each) => each.notes);
  for (const [at, each] of notes.entries()) assert.match(each, /The service confirmed it\./, all[at]);
});

test('writing on continues from the last turn that was completed', async () => {
  const talk = begin();
  talk.send('Before');
  talk.send(`${proxy.gate()} Go on`);
  talk.send('After');
  await talk.state(2, 'streaming');
  talk.do('stop');
  await talk.state(2, 'stopped');
  assert.deepEqual(talk.view.queuedTexts(), ['After'], 'the line waits for the user');
  talk.do('skip', { id: 2 });
  await talk.state(3, 'done');
  assert.equal(talk.posts[2].previous_interaction_id, talk.id(1));
});

test('incomplete answers and long ones go on with Continue', async () => {
  const talk = begin();
  talk.send('demo:continue 3 Tell me');
  for (const part of [1, 2]) {
    await talk.until(() => talk.turn(1).state === 'waiting' && talk.posts.length === part);
    assert.deepEqual(
      [...talk.turn(1).notes.querySelectorAll('button')].map(({ textContent }) => textContent),
      ['Continue', 'Skip'],
    );
    talk.do('continue', { id: 1 });
  }
  await talk.state(1, 'done');
  assert.ok(talk.posts[1].continuation_token);
  assert.equal(talk.posts[1].input, undefined);
  for (const part of [1, 2, 3]) assert.match(talk.answer(1), new RegExp(`Part ${part} of 3`));
  talk.send('demo:incomplete Tell me');
  await talk.state(2, 'waiting');
  talk.do('continue', { id: 2 });
  await talk.state(2, 'done');
  assert.equal(talk.posts.at(-1).input, 'continue');
});
