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

/** @param {number} conversation */
function drain(conversation) {
  const at = module._parley_drain(conversation);
  const view = new DataView(module.HEAPU8.buffer);
  const count = view.getUint32(at, true);
  let size = 0;
  for (let i = 0; i < count; ++i) size += (24 + view.getUint32(at + 8 + size + 12, true) + 7) & ~7;
  return [...records(module, at + 8, size, effect_names)];
}

const line_of = (/** @type {import('./module.mjs').Entry} */ effect) => {
  const body = text(effect);
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
    const told = [];
    const shown = [];
    const journal = [];
    let time = 0;
    for (const line of story.trimEnd().split('\n')) {
      if (!/^[#@>]/.test(line)) continue;
      told.push(line);
      if (line.startsWith('@')) time = Number(line.slice(1));
      if (!line.startsWith('>')) continue;
      for (const effect of step(conversation, { ...input_of(line), time })) {
        if (effect.kind === 'journal') {
          journal.push({ text: text(effect), time: effect.time });
        } else {
          told.push(line_of(effect));
          shown.push(`${effect.time} ${line_of(effect)}`);
        }
      }
    }
    module._parley_destroy(conversation);
    assert.equal(told.join('\n') + '\n', story);

    const again = module._parley_create();
    const replayed = [];
    for (const entry of journal) {
      for (const effect of step(again, { kind: 'journal_entry', ...entry })) {
        replayed.push(`${effect.time} ${line_of(effect)}`);
      }
    }
    module._parley_destroy(again);
    assert.deepEqual(replayed, shown);
  });
}
