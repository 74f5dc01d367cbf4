// The contract that tests/live puts to the real service, put to the demo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Api } from '../live/api.mjs';
import { checks } from '../live/contract.mjs';
import { differences } from '../live/shape.mjs';
import { kModel, startProxy } from './support.js';

/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;
/** @type {Api} */
let api;
before(async () => {
  proxy = await startProxy();
  api = new Api(proxy.url, { model: kModel, pause: 20, long: `${proxy.gate()} Go on` });
});
after(() => proxy.stop());

for (const [name, check] of Object.entries(checks)) {
  test(name, async () => {
    const shapes = await check(api);
    assert.deepEqual(differences(shapes, await check(api)), [], 'it differs from itself');
  });
}

test('nothing is left of what it stored', async () => {
  assert.ok(api.stored.size > 10);
  const ids = [...api.stored];
  assert.deepEqual(await api.clean(), []);
  for (const id of ids) assert.equal((await api.get(id)).status, 404);
});

test('differences are named', () => {
  assert.deepEqual(differences({ a: ['x', 'y'] }, { a: ['y', 'z'] }), [
    'a: only the service: x',
    'a: only the demo: z',
  ]);
  assert.equal(differences({ a: ['x', 'y'] }, { a: ['y', 'x'] }).length, 1);
  assert.deepEqual(differences({ a: ['x'] }, { a: ['x'] }), []);
});
