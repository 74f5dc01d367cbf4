// The stories in tests/transcripts, through the page's own module: it must tell them as the native
// tool does, and its journal must bring back what was seen.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

import { by_number, c_string, load, records, text } from './module.mjs';

const folder = new URL('../transcripts/', import.meta.url);
const stories = (await readdir(folder)).filter((name) => name.endsWith('.txt'));
assert.ok(stories.length > 0);

/** @type {any} */
let module;
/** @type {any} */
let protocol;
/** @type {string[]} */
let effect_names;

before(async () => {
  module = await load('parley');
  protocol = JSON.parse(c_string(module, module._parley_protocol()));
  effect_names = by_number(protocol.effect);
});

/**
 * @param {number} conversation
 * @param {{kind: string, id?: number, arg?: number, time?: number, text?: string}} input
 */
function step(conversation, { kind, id = 0, arg = 0, time = 0, text = '' }) {
  const bytes = new TextEncoder().encode(text);
  const at = module._parley_buffer(bytes.length);
  module.HEAPU8.set(bytes, at);
  module._parley_input(conversation, protocol.input[kind], id, arg, time, bytes.length, 0);
  return drain(conversation);
}

// The host of session_dump: it keeps all and has room, and where a story says so, that is the story's to do.
const isHosts = (/** @type {string} */ kind) => kind === 'room' || kind === 'room_left';

/**
 * What step() does there, and what that host does then.
 * @param {number} conversation
 * @param {Parameters<typeof step>[1]} input
 */
function hosted(conversation, input) {
  const effects = step(conversation, input);
  for (const { kind, id, time } of effects) {
    if (kind === 'room') effects.push(...step(conversation, { kind: 'room', id, time }));
  }
  return effects.filter(({ kind }) => !isHosts(kind));
}

/**
 * Of one input, as a journal tells it: a request goes last when it goes, and in a replay, which sends none, is told of
 * where it was made. What a host does about the network is none of a replay's business.
 * @param {import('./module.mjs').Entry[]} effects
 */
function seen(effects) {
  const lines = effects
    .filter(({ kind }) => !isHosts(kind) && kind !== 'keep' && kind !== 'http_abort')
    .map((effect) => `${effect.time} ${line_of(effect)}`);
  const isStart = (/** @type {string} */ line) => / http_start /.test(line);
  return [...lines.filter((line) => !isStart(line)), ...lines.filter(isStart)];
}

/** @param {number} conversation */
function drain(conversation) {
  const all = [];
  for (let more = true; more; ) {
    const at = module._parley_drain(conversation);
    const view = new DataView(module.HEAPU8.buffer);
    const count = view.getUint32(at, true);
    more = view.getUint32(at + 4, true) === 1;
    let size = 0;
    for (let i = 0; i < count; ++i) size += (24 + view.getUint32(at + 8 + size + 12, true) + 7) & ~7;
    all.push(...records(module, at + 8, size, effect_names));
  }
  return all;
}

const line_of = (/** @type {import('./module.mjs').Entry} */ effect) => {
  // What may be shown of a request stands before its text.
  const body = effect.kind === 'http_start' ? text(effect).replace(/^(.*\n){4}/, '') : text(effect);
  return `${effect.kind} ${effect.id} ${effect.arg}${body ? ` ${JSON.stringify(body)}` : ''}`;
};

/** @param {string} line */
function input_of(line) {
  const parts = line.match(/^> (\S+)(?: (\d+))?(?: (\d+))?(?: (".*"))?$/);
  assert.ok(parts, line);
  const [, kind, id, arg, body] = parts;
  return { kind, id: Number(id ?? 0), arg: Number(arg ?? 0), text: body ? JSON.parse(body) : '' };
}

for (const name of stories) {
  test(`the module tells ${name} as it stands`, async () => {
    const story = await readFile(new URL(name, folder), 'utf8');
    const conversation = module._parley_create();
    const by_hand = /^> (kept|room) /m.test(story);
    if (!by_hand) step(conversation, { kind: 'kept', arg: 0xffffffff });
    const told = [];
    const shown = [];
    /** @type {{text: string, time: number}[][]} by input */
    const journal = [];
    let time = 0;
    for (const line of story.trimEnd().split('\n')) {
      if (!/^[#@>]/.test(line)) continue;
      told.push(line);
      if (line.startsWith('@')) time = Number(line.slice(1));
      if (!line.startsWith('>')) continue;
      const effects = (by_hand ? step : hosted)(conversation, { ...input_of(line), time });
      const entries = effects.filter(({ kind }) => kind === 'journal');
      const others = effects.filter(({ kind }) => kind !== 'journal');
      told.push(...others.map(line_of));
      shown.push(...seen(others));
      journal.push(entries.map((entry) => ({ text: text(entry), time: entry.time })));
    }
    module._parley_destroy(conversation);
    assert.equal(told.join('\n') + '\n', story);

    const again = module._parley_create();
    const replayed = journal.flatMap((entries) =>
      seen(entries.flatMap((entry) => step(again, { kind: 'journal_entry', ...entry }))),
    );
    module._parley_destroy(again);
    if (!by_hand) return assert.deepEqual(replayed, shown);
    // There a request goes when the story says so, or never.
    const isStart = (/** @type {string} */ line) => / http_start /.test(line);
    const [went, made] = [shown.filter(isStart), replayed.filter(isStart)];
    assert.ok(went.length > 0);
    assert.deepEqual(
      made.filter((line) => went.includes(line)),
      went,
    );
    assert.deepEqual(
      replayed.filter((line) => !isStart(line)),
      shown.filter((line) => !isStart(line)),
    );
  });
}
