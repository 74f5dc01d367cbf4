// A plan that was asked for before the research: changed, then approved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTalks } from './talk.js';

const { begin } = await openTalks();
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
