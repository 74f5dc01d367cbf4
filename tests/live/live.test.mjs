// The contract against the real service, by the real proxy, and against the demo beside it. Started
// by tests/live/run, which says first what it costs.
import { after, before, test } from 'node:test';

import { startProxy } from '../sdk/support.js';
import { Api } from './api.mjs';
import { checks } from './contract.mjs';
import { differences } from './shape.mjs';

const model = process.env.PARLEY_LIVE_MODEL ?? 'gemini-3.5-flash-lite';
// Slow enough that a run can be cancelled.
const kDemo = ['--demo', '--demo-pace', '5'];
/** @type {Awaited<ReturnType<typeof startProxy>>[]} */
const proxies = [];
/** @type {Api} */
let service;
/** @type {Api} */
let demo;

before(async () => {
  const names = ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'PARLEY_API_KEY_FILE', 'PARLEY_UPSTREAM'];
  const environment = Object.fromEntries(
    names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  proxies.push(await startProxy([], environment), await startProxy(kDemo));
  service = new Api(proxies[0].url, { model, pause: 2000 });
  demo = new Api(proxies[1].url, { model, pause: 20, long: 'demo:long 2000' });
});

after(async () => {
  const left = await service.clean();
  for (const id of left) console.log(`not deleted, please do it yourself: ${id}`);
  await Promise.all(proxies.map((proxy) => proxy.stop()));
});

for (const [name, check] of Object.entries(checks)) {
  test(name, async (t) => {
    const here = await check(demo);
    const there = await check(service);
    for (const line of differences(there, here)) t.diagnostic(`the demo differs: ${name}: ${line}`);
  });
}
