// Runs that go on without a reader: @google/genai.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GoogleGenAI } from '@google/genai';

import { collect, kAgent, kModel, kPatience, rejection, startProxy } from './support.js';

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {any} */
let ai;
before(async () => {
  proxy = await startProxy();
  ai = new GoogleGenAI({ apiKey: 'any-word', httpOptions: { baseUrl: proxy.url } });
});
after(() => proxy.stop());

/** @param {any} members */
const start = (members) => ai.interactions.create({ model: kModel, background: true, ...members });

/** Until it moves no more. @param {any} interaction */
async function poll(interaction) {
  let now = interaction;
  while (now.status === 'in_progress' || now.status === 'queued') {
    now = await ai.interactions.get(interaction.id);
  }
  return now;
}

test('a run is polled until it is complete, and its text grows', async () => {
  const gates = [2, 5].map((place) => proxy.gate(place));
  const begun = await start({ input: `${gates.join(' ')} demo:long 9` });
  assert.equal(begun.status, 'in_progress');
  assert.deepEqual(begun.steps, []);
  const texts = [];
  for (const gate of gates) {
    let now = begun;
    for (const end = performance.now() + kPatience; now.output_text?.match(/word/g)?.length !== gate.place; ) {
      assert.ok(performance.now() < end, `not at word ${gate.place}: ${now.output_text}`);
      now = await ai.interactions.get(begun.id);
    }
    assert.equal(now.status, 'in_progress');
    texts.push(now.output_text);
    await gate.open();
  }
  const done = await poll(begun);
  assert.equal(done.status, 'completed');
  assert.ok(texts[1].startsWith(texts[0]) && done.output_text.startsWith(texts[1]));
  assert.match(done.output_text, /word9/);
  assert.equal(done.steps[0].type, 'user_input');
});

test('a stream that was left is taken up at its event id, live and afterwards', async () => {
  const gate = proxy.gate(3);
  const stream = await start({ input: `${gate} demo:long 9`, stream: true });
  const read = [];
  for await (const event of stream) {
    read.push(event);
    if (event.delta?.type === 'text') break;
  }
  const { id } = read[0].interaction;
  const last_event_id = read.at(-1).event_id;
  assert.match(last_event_id, /^v1_/);
  const live = ai.interactions.get(id, { stream: true, last_event_id }).then(collect);
  await gate.reached();
  assert.equal((await ai.interactions.get(id)).status, 'in_progress');
  await gate.open();
  const rest = await live;
  const all = await collect(await ai.interactions.get(id, { stream: true }));
  assert.deepEqual([...read, ...rest], all);
  assert.equal(all.at(-1).interaction.status, 'completed');
  const text = all.map((event) => event.delta?.text ?? '').join('');
  assert.equal((await ai.interactions.get(id)).output_text, text);
  assert.ok(all.filter(({ event_id }) => event_id).length > 8);
  for (const [place, { event_id }] of all.entries()) {
    if (!event_id) continue;
    const after_it = await collect(await ai.interactions.get(id, { stream: true, last_event_id: event_id }));
    assert.deepEqual(after_it, all.slice(place + 1));
  }
});

test('cancel stops the run where it is', async () => {
  const { id } = await start({ input: `${proxy.gate(2)} demo:long 5` });
  const reader = collect(await ai.interactions.get(id, { stream: true }));
  const cancelled = await ai.interactions.cancel(id);
  assert.equal(cancelled.status, 'cancelled');
  assert.equal((await ai.interactions.get(id)).status, 'cancelled');
  const events = await reader;
  assert.equal(events.at(-1).event_type, 'interaction.completed');
  assert.equal(events.at(-1).interaction.status, 'cancelled');
});

test('a run that is under way can be no parent, a deleted one is gone', async () => {
  const { id } = await start({ input: `${proxy.gate(2)} demo:long 5` });
  const refused = await rejection(start({ input: 'And?', previous_interaction_id: id }));
  assert.equal(refused.status, 400);
  assert.match(refused.message, /still in progress/);
  await ai.interactions.delete(id);
  assert.equal((await rejection(ai.interactions.get(id))).status, 404);
});

test('what cannot be cancelled or replayed says so', async () => {
  const plain = await ai.interactions.create({ model: kModel, input: 'Hello' });
  assert.equal((await rejection(ai.interactions.cancel(plain.id))).status, 400);
  const [event] = await collect(await ai.interactions.get(plain.id, { stream: true }));
  assert.equal(event.event_type, 'error');
  assert.equal(event.error.code, 'not_found');
  assert.equal((await rejection(start({ input: 'x', store: false }))).status, 400);
});

test('deep research: a plan, its approval, the report with its source', async () => {
  const research = (/** @type {any} */ members) =>
    ai.interactions.create({ agent: kAgent, background: true, store: true, ...members });
  const config = { type: 'deep-research', thinking_summaries: 'auto' };
  const plan = await poll(
    await research({ input: 'Rivers', agent_config: { ...config, collaborative_planning: true } }),
  );
  assert.match(plan.output_text, /plan/);
  const events = await collect(
    await research({ input: 'Go', previous_interaction_id: plan.id, agent_config: config, stream: true }),
  );
  assert.ok(events.some((event) => event.delta?.type === 'thought_summary'));
  assert.ok(events.some((event) => event.delta?.annotations?.[0].type === 'url_citation'));
  assert.equal(events.at(-1).interaction.status, 'completed');
  const report = await ai.interactions.get(events[0].interaction.id);
  assert.ok(report.steps.filter((/** @type {any} */ step) => step.type === 'model_output').length > 1);
});

test('the agent with a sandbox answers its own calls', async () => {
  const agent = 'antigravity-preview-09-2026';
  const made = await ai.interactions.create({ agent, input: 'Write hello.py', environment: 'remote' });
  assert.equal(made.status, 'completed');
  const call = made.steps.find((/** @type {any} */ step) => step.type === 'function_call');
  assert.equal(made.steps.find((/** @type {any} */ step) => step.type === 'function_result').call_id, call.id);
  const more = await ai.interactions.create({
    agent,
    input: 'More',
    environment: made.environment_id,
    previous_interaction_id: made.id,
  });
  assert.equal(more.environment_id, made.environment_id);
});
