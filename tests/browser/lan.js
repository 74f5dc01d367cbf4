// A network of a test's own, in which this machine has an address that others could reach: the file
// is run once more inside it. Nothing of it is seen from outside.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

export const kAddress = '192.168.77.5';
export const isInLan = process.env.PARLEY_LAN === kAddress;

const kSetup = [
  'ip link set lo up',
  'ip link add lan type veth peer name others',
  `ip address add ${kAddress}/24 dev lan`,
  'ip link set lan up',
  'ip link set others up',
  'exec "$@"',
].join(' && ');

/**
 * What is tested inside only.
 * @param {string} name
 * @param {(t: import('node:test').TestContext) => Promise<void>} run
 */
export function testInLan(name, run) {
  if (isInLan) test(name, run);
}

/** Outside: the file's tests, inside, as one. @param {string} url of the file @param {string} name */
export function runInLan(url, name) {
  if (isInLan) return;
  test(name, async (t) => {
    /** @type {NodeJS.ProcessEnv} */
    const environment = { ...process.env, PARLEY_LAN: kAddress };
    for (const shared of ['PARLEY_BROWSER', 'PARLEY_BROWSER_WHOLE', 'NODE_TEST_CONTEXT']) delete environment[shared];
    const inside = [process.execPath, '--test', '--test-reporter=spec', fileURLToPath(url)];
    // Within a changed root nobody may make users of his own, and root needs none.
    const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
    const child = spawn('unshare', [...asRoot, '--net', 'sh', '-c', kSetup, 'sh', ...inside], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    const [code] = await once(child, 'close');
    if (/unshare failed: Operation not permitted/.test(output)) return t.skip('no network of its own may be made here');
    assert.equal(code, 0, output);
    assert.match(output, /pass [1-9]/);
  });
}
