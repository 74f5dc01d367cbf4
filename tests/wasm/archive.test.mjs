// The second module's C functions as the page calls them (wasm/edge/archive.h): texts in, texts out.
// What they do is tested in tests/unit.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { load } from './module.mjs';

/** @type {any} */
let module;
before(async () => {
  module = await load('archive');
});

/** @param {...string} texts */
function give(...texts) {
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    const at = module._archive_buffer(bytes.length);
    module.HEAPU8.set(bytes, at);
    module._archive_give(bytes.length);
  }
}

// Checks the layout on the way.
/** @param {number} at */
function take(at) {
  assert.equal(at % 4, 0, 'aligned');
  const view = new DataView(module.HEAPU8.buffer);
  const count = view.getUint32(at, true);
  assert.equal(view.getUint32(at + 4, true), 0);
  at += 8;
  const texts = [];
  for (let i = 0; i < count; ++i) {
    const length = view.getUint32(at, true);
    texts.push(new TextDecoder().decode(module.HEAPU8.slice(at + 4, at + 4 + length)));
    at += 4 + ((length + 3) & ~3);
  }
  return texts;
}

const kEntries = [
  '1000 open 0 1\nAAAAAAAAAAAAAAAAAAAAAA',
  '1000 settings 0 0\n{"model":"m"}',
  '1000 submit 0 0\ngr\u00fc\u00df \u{1f600}',
  '1001 http_head 1 400\napplication/json',
  '1001 body 1 0\n{"error":{"message":"No."}}',
  '1001 http_end 1 0\n',
];

test('texts that were given count for one call', () => {
  give('T', ...kEntries);
  const [file] = take(module._archive_export(0));
  give('name.jsonl', file);
  const [head, ...entries] = take(module._archive_import(0));
  assert.deepEqual(JSON.parse(head), { title: 'T', problems: [], more: 0 });
  assert.deepEqual(entries, kEntries);
  assert.deepEqual(take(module._archive_index()), []);
});

test('each function gives what it is asked for', () => {
  for (const format of [1, 2]) {
    give('T', ...kEntries);
    assert.match(take(module._archive_export(format))[0], /parley-recording/);
  }
  give(...kEntries);
  assert.deepEqual(take(module._archive_index()).slice(0, 2), ['[1000,"host"]', '[1000,"host"]']);
  give(...kEntries);
  assert.equal(take(module._archive_fork(1)).at(-1), '1001 select 1 0\n');
  give(...kEntries);
  const [exchange] = take(module._archive_exchanges(0)).map((json) => JSON.parse(json));
  assert.deepEqual([exchange.request, exchange.turn, exchange.time, exchange.interaction], [1, 1, 1000, null]);
  give(...kEntries);
  assert.deepEqual(JSON.parse(take(module._archive_exchanges(1))[0]).steps, []);
  give(...kEntries);
  const [method, target, body, ...headers] = take(module._archive_request(1));
  assert.deepEqual(
    [method, target, JSON.parse(body).input],
    ['POST', '/v1beta/interactions', 'gr\u00fc\u00df \u{1f600}'],
  );
  assert.deepEqual(headers.slice(0, 2), ['content-type', 'application/json']);
  assert.deepEqual(take(module._archive_request(1)), []);
});

test('a file of other bytes is said to be one', () => {
  give('x');
  const at = module._archive_buffer(3);
  module.HEAPU8.set([0xff, 0xfe, 0], at);
  module._archive_give(3);
  const [head, ...entries] = take(module._archive_import(1e12));
  assert.deepEqual(entries, []);
  assert.deepEqual(JSON.parse(head).problems, [{ kind: 'foreign', line: 1, about: '' }]);
});
