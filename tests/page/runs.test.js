// How runs go that do not just answer: in the background, by a plan, stopped, failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './document.js';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();

// A background run under way: what it thinks about, how long it has been going on, the ways to leave
// and to end it.

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

// A plan that was asked for before the research: changed, then approved.

const { settingsFor } = await import('../../web/settings/settings.js');
const kResearch = 'deep-research-preview-04-2026';

/** @param {boolean} planning */
function research(planning) {
  const talk = begin();
  const members = planning ? { agent_config: { collaborative_planning: true } } : {};
  talk.settings(settingsFor(kResearch, { members, extra: {} }));
  return talk;
}

/** @param {import('./talk.js').Talk} talk @param {number} number */
const planOf = (talk, number) => talk.turn(number).element.querySelector('.plan');

test('deep research is started as the service wants it, and has no plan to approve unless asked', async () => {
  const talk = research(false);
  talk.send('Lighthouses');
  await talk.state(1, 'done');
  const { agent, model, background, store, agent_config: config } = talk.posts[0];
  assert.deepEqual(
    { agent, model, background, store },
    { agent: kResearch, model: undefined, background: true, store: true },
  );
  assert.deepEqual(config, { type: 'deep-research', thinking_summaries: 'auto', collaborative_planning: false });
  assert.match(talk.answer(1), /Conclusion/);
  assert.equal(talk.turn(1).plan, null);
});

test('only the newest plan is open; the research follows it', async () => {
  const talk = research(true);
  talk.send('Lighthouses');
  await talk.state(1, 'done');
  assert.match(talk.answer(1), /Research plan/);
  const plan = await talk.until(() => planOf(talk, 1));
  const text = plan.querySelector('textarea');
  const form = plan.querySelector('form');
  assert.ok(text && form);
  form.dispatchEvent(new window.Event('submit', { cancelable: true }));
  assert.equal(talk.posts.length, 1, 'nothing to change was said');
  text.value = 'Only those in Portugal';
  form.dispatchEvent(new window.Event('submit', { cancelable: true }));
  await talk.state(2, 'done');
  assert.equal(planOf(talk, 1), null);
  const changed = await talk.until(() => planOf(talk, 2));
  changed.querySelector('button')?.click();
  await talk.state(3, 'done');
  assert.match(talk.answer(3), /Conclusion/);
  assert.equal(talk.log.querySelector('.plan'), null);
  assert.deepEqual(
    talk.posts.map((body) => [
      body.input,
      body.agent_config.collaborative_planning,
      body.background,
      body.previous_interaction_id,
    ]),
    [
      ['Lighthouses', true, true, undefined],
      ['Only those in Portugal', true, true, talk.id(1)],
      ['Looks good. Go ahead.', false, true, talk.id(2)],
    ],
  );
});

// What a stop did at the service is asked, and said.

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

// What goes wrong is said plainly: what it was, what came back, what can be done.

/**
 * The words that are shown for a message that fails.
 * @param {string} message
 * @param {string} [behind] what waits then
 */
async function failure(message, behind = '', settings = { model: 'gemini-3.8-flash' }) {
  const talk = begin();
  talk.settings(settings);
  talk.send(message);
  if (behind) talk.send(behind);
  await talk.until(() => {
    const { state, connection } = talk.turn(1);
    // A stream that was lost is asked for again at once, not after a pause.
    if (connection === 'reconnecting' && / http_end /.test(talk.journal.at(-1) ?? '')) talk.do('online');
    return state === 'failed';
  });
  const turn = talk.turn(1);
  const box = turn.element.querySelector('[data-part=error]');
  assert.ok(box);
  await until(() => !turn.unexplained); // what advises is loaded when it comes to that
  const part = (/** @type {string} */ name) => box.querySelector(name)?.textContent ?? '';
  turn.tick(Date.now());
  return {
    talk,
    what: part('.what'),
    said: part('.said'),
    advice: part('.advice'),
    raw: part('details pre'),
    status: turn.status.textContent ?? '',
    /** @type {string[]} */
    buttons: [...box.querySelectorAll('button')]
      .filter(({ hidden }) => !hidden)
      .map(({ textContent }) => textContent ?? ''),
  };
}

test('a refusal: status, code, words of the service and the raw body', async () => {
  const { what, said, advice, raw, buttons, talk } = await failure('demo:400 x', 'Behind it');
  assert.equal(what, 'HTTP 400 \u00b7 invalid_request');
  assert.equal(said, 'The request is invalid.');
  assert.match(advice, /refused as it was/);
  assert.equal(JSON.parse(raw).error.code, 'invalid_request');
  assert.deepEqual(buttons, ['Retry', 'Skip']);
  assert.equal(talk.said.at(-1), 'The answer failed. The request is invalid.');
});

test('a busy service says how long, and the message goes again by itself', async () => {
  const { what, advice, status, buttons, talk } = await failure('demo:429 200 once Hello', 'Behind it');
  assert.match(what, /^HTTP 429/);
  assert.match(advice, /Retry in 200 s/);
  assert.equal(status, 'Next try in 200 s');
  assert.deepEqual(buttons, ['Retry now', 'Cancel retry', 'Skip']);
  const turn = talk.turn(1);
  turn.tick(turn.retryAt - 1500);
  assert.equal(turn.status.textContent, 'Next try in 2 s');
  turn.tick(turn.retryAt + 1500);
  assert.equal(turn.status.textContent, 'Next try in 0 s');
  talk.do('stop', { id: 1 });
  assert.equal(turn.status.textContent, 'Failed');
  assert.deepEqual(
    [...turn.element.querySelectorAll('[data-part=error] button')].map((button) => button.hasAttribute('hidden')),
    [false, true, false],
  );
});

test("a day's quota is not waited for, and is called so", async () => {
  const { advice, status, buttons } = await failure('demo:429 1 daily Hello', 'Behind it');
  assert.match(advice, /Today's quota is used up/);
  assert.equal(status, 'Failed');
  assert.deepEqual(buttons, ['Retry', 'Skip']);
});

test('an answer that ends too early, a page of HTML, an unknown model, a key that is none', async () => {
  assert.match((await failure('demo:lost x')).said, /broke off/);
  const html = await failure('demo:html x');
  assert.match(html.what, /HTTP 502/);
  assert.match(html.raw, /<html|<!DOCTYPE/i);
  const unknown = await failure('Hello', '', { model: 'no-such-model' });
  assert.match(unknown.what, /HTTP 404/);
  assert.match(unknown.advice, /not known there/);
  assert.match((await failure('demo:401 x')).advice, /API key/);
  assert.match((await failure('demo:500 x')).advice, /A retry often helps/);
});

test('Retry sends the same message again, and only that, and takes back what was said', async () => {
  const { talk } = await failure('demo:500 once Hello');
  talk.do('retry', { id: 1 });
  await talk.state(1, 'done');
  assert.equal(talk.turn(1).element.querySelector('[data-part=error]'), null);
  assert.deepEqual(
    talk.posts.map((body) => body.input),
    ['demo:500 once Hello', 'demo:500 once Hello'],
  );
  assert.equal(talk.view.turns.size, 1);
});

test('an error event in mid-stream keeps what arrived, and the turn is no parent', async () => {
  const talk = begin();
  talk.send('One');
  talk.send('demo:error Two');
  talk.send('Three');
  await talk.state(2, 'failed');
  await until(() => talk.turn(2).error?.textContent?.includes('gateway_timeout'));
  assert.notEqual(talk.answer(2), '');
  assert.deepEqual(talk.view.queuedTexts(), ['Three']);
  assert.equal(talk.seen.elements.paused.hidden, false);
  assert.equal(talk.posts.length, 2);
  talk.do('skip', { id: 2 });
  await talk.state(3, 'done');
  assert.equal(talk.posts[2].previous_interaction_id, talk.id(1));
});
