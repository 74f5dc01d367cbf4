// Ways on: from a turn that ended badly, and from whatever stands in a conversation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './document.js';
import { openTalks } from './talk.js';

const { proxy, begin } = await openTalks();

// Ways on from a turn that ended badly: only those that lead somewhere, and what they will do is said.

const { ModelChooser } = await import('../../web/compose/models.js');
const { Selection } = await import('../../web/settings/selection.js');
const { Sender } = await import('../../web/core/sender.js');

const input = /** @type {HTMLInputElement} */ (document.getElementById('model'));
const list = /** @type {HTMLElement} */ (document.getElementById('models'));
/**
 * @param {import('./talk.js').Talk} talk
 * @param {number} number
 * @param {string} action
 * @returns {HTMLElement | null}
 */
const button = (talk, number, action) => talk.turn(number).element.querySelector(`[data-action=${action}]`);

test('sent again, a turn has the model that is chosen now, and all else as it was', async () => {
  const talk = begin();
  const selection = new Selection(new ModelChooser(input, list));
  const none = /** @type {any} */ ({ run() {} });
  const sender = new Sender(none, none, selection, none, none);
  const live = /** @type {any} */ ({
    id: 'c',
    loaded: true,
    all: { core: talk.core, library: { records: new Map() } },
    view: talk.view,
    settings: '',
    do: async (/** @type {any[]} */ inputs) => inputs.forEach(({ kind, ...input }) => talk.do(kind, input)),
  });
  sender.live = live;
  selection.changed = () => talk.view.setRetryModel(selection.models.model);
  const retry = () => button(talk, 1, 'retry')?.textContent;
  talk.settings({ model: 'no-such-model', system_instruction: 'Be brief.', attachments: [] });
  talk.send('Hello');
  await talk.state(1, 'failed');
  selection.models.choose('no-such-model');
  await until(() => retry() === 'Retry');
  void sender.retry(1);
  await talk.until(() => talk.posts.length === 2);
  await talk.state(1, 'failed');
  assert.equal(talk.posts[1].model, 'no-such-model');
  selection.models.choose('gemini-3.8-flash');
  await until(() => retry() === 'Retry with gemini-3.8-flash'); // what it will do is said
  void sender.retry(1);
  await talk.state(1, 'done');
  assert.equal(talk.posts[2].model, 'gemini-3.8-flash');
  assert.equal(talk.posts[2].system_instruction, 'Be brief.');
  assert.equal(talk.turn(1).model, 'gemini-3.8-flash', 'and the turn says which one it was');
});

test('Skip is there only where something waits behind the turn, or the turn itself waits', async () => {
  const talk = begin();
  const isOffered = (/** @type {number} */ number) => button(talk, number, 'skip')?.hidden === false;
  talk.send('demo:400 One');
  await talk.state(1, 'failed');
  await until(() => button(talk, 1, 'retry'));
  assert.equal(isOffered(1), false, 'nothing waits');
  talk.send(`${proxy.gate()} Two`);
  talk.send('Three');
  await talk.state(2, 'streaming');
  talk.do('stop');
  await talk.state(2, 'stopped');
  assert.equal(isOffered(2), true);
  talk.do('remove', { id: 3 });
  assert.equal(isOffered(2), false, 'nothing waits any more');
  talk.send('Four');
  await talk.state(4, 'done');
  assert.equal(isOffered(2), false, 'it was written past');
  talk.settings({ model: 'gemini-3.8-flash', tools: [{ type: 'function', name: 'get_weather' }] });
  talk.send('What is the weather?');
  await talk.state(5, 'waiting');
  assert.equal(isOffered(5), true, 'it gives up the calls');
});

test('a message that waits is said to wait, and where', async () => {
  const talk = begin();
  talk.send(`${proxy.gate()} One`);
  await talk.state(1, 'streaming');
  assert.ok(!talk.said.some((text) => text.startsWith('Queued')), 'that went out at once');
  talk.send('Two');
  assert.equal(talk.said.at(-1), 'Queued, number 1');
  talk.send('Three');
  assert.equal(talk.said.at(-1), 'Queued, number 2');
});

test('question and answer have a name each, and what can be done with a queued message says with which', async () => {
  const talk = begin();
  talk.send(`${proxy.gate()} One`);
  talk.send('Two');
  await talk.state(1, 'streaming');
  const { element } = talk.turn(1);
  assert.equal(element.getAttribute('aria-label'), 'Turn 1');
  assert.deepEqual(
    [...element.querySelectorAll(':scope > [role=group]')].map((part) => part.getAttribute('aria-label')),
    ['You', 'Answer'],
  );
  const buttons = [...talk.seen.elements.list.querySelectorAll('li > .row-actions button')];
  assert.ok(buttons.length >= 5);
  const abouts = buttons.map(
    (each) => document.getElementById(each.getAttribute('aria-describedby') ?? '')?.textContent,
  );
  assert.deepEqual([...new Set(abouts)], ['Two']);
});

test('an early turn made anew has one line above it in place of the turns of the branch before', async () => {
  const { toggleAside, reveal } = await import('../../web/chat/aside.js');
  const talk = begin();
  for (const text of ['One', 'Two', 'Three']) talk.send(text);
  await talk.state(3, 'done');
  const lines = () => /** @type {HTMLElement[]} */ ([...talk.log.querySelectorAll('.aside')]);
  const shown = () =>
    [...talk.log.querySelectorAll('article')]
      .filter((turn) => !turn.dataset.aside && !turn.hasAttribute('data-aside'))
      .map(({ dataset }) => dataset.turn);
  assert.deepEqual(lines(), []);
  talk.send('Three, otherwise', 'queued', 3);
  await talk.state(4, 'done');
  assert.deepEqual(lines(), [], 'one alone is folded');
  talk.send('One, otherwise', 'queued', 1);
  await talk.state(5, 'done');
  await talk.until(() => lines().length);
  assert.deepEqual(shown(), ['5']);
  const [line, ...more] = lines();
  assert.deepEqual(more, []);
  assert.equal(line.textContent, '4 turns of another branch');
  assert.equal(line.nextElementSibling, talk.turn(1).element);
  toggleAside(line);
  assert.deepEqual(shown(), ['1', '2', '3', '4', '5']);
  toggleAside(line);
  reveal(talk.turn(3).element);
  assert.equal(line.getAttribute('aria-expanded'), 'true');
  talk.send('Next');
  await talk.state(6, 'done');
  assert.deepEqual(shown(), ['1', '2', '3', '4', '5', '6'], 'what was opened stays so');
  talk.do('select', { id: 1, arg: 1 });
  await talk.until(() => shown().length === 4);
  assert.deepEqual(branchesOf(talk), ['1', '2', '3other', '4', '5other', '6other']);
  assert.deepEqual(shown(), ['1', '2', '3', '4']);
  assert.deepEqual(
    lines().map(({ textContent }) => textContent),
    ['2 turns of another branch'],
  );
});

/** @param {import('./talk.js').Talk} talk */
const branchesOf = (talk) =>
  [...talk.log.querySelectorAll('article')].map(({ dataset }) => `${dataset.turn}${dataset.branch ?? ''}`);

// What a message would continue is said before it goes, and then it is so.

const { Continuation } = await import('../../web/compose/continuation.js');
const { openArchive } = await import('../../web/keep/archive.js');

/** @param {import('./talk.js').Talk} talk */
function watch(talk) {
  const next = new Continuation();
  next.view = talk.view;
  const line = /** @type {HTMLElement} */ (document.getElementById('continuation'));
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
