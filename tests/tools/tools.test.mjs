// The tools natively and under node: the same bytes out for the same bytes in, however they are
// cut. Run in the repository's root after toolchains/build; PARLEY_TOOLS names another folder.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = process.env.PARLEY_TOOLS ?? 'build/release/tools';
const fixtures = process.env.PARLEY_FIXTURES ?? '../shared/fixtures';

/** @typedef {string | Buffer} Bytes */
/** @typedef {{code: number, out: Buffer, said: string}} Ran */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Bytes} input
 * @returns {Promise<Ran>}
 */
function run(program, args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    /** @type {Buffer[]} */
    const out = [];
    /** @type {Buffer[]} */
    const said = [];
    child.stdout.on('data', (bytes) => out.push(bytes));
    child.stderr.on('data', (bytes) => said.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? -1, out: Buffer.concat(out), said: Buffer.concat(said).toString() });
    });
    child.stdin.on('error', () => {}); // a tool that does not read is allowed to
    child.stdin.end(input);
  });
}

const tools = ['sse_dump', 'interaction_dump'];
/** @type {(tool: string, args: string[], input: Bytes) => Promise<Ran>} */
const natively = (tool, args, input) => run(join(folder, tool), args, input);
/** @type {typeof natively} */
const under_node = (tool, args, input) => run(process.execPath, [join(folder, `${tool}.mjs`), ...args], input);

/**
 * @param {string} tool
 * @param {Bytes} input
 * @param {number[]} chunks
 * @param {number[]} chunks_under_node whose start takes longer than the tool's work: perhaps fewer
 */
async function same_everywhere(tool, input, chunks, chunks_under_node = [0, ...chunks]) {
  const whole = await natively(tool, [], input);
  assert.equal(whole.code, 0, whole.said);
  for (const chunk of [0, ...chunks]) {
    const args = chunk === 0 ? [] : ['--chunk', String(chunk)];
    for (const way of chunks_under_node.includes(chunk) ? [natively, under_node] : [natively]) {
      const again = await way(tool, args, input);
      assert.equal(again.code, 0, again.said);
      assert.ok(again.out.equals(whole.out), `${tool} ${args.join(' ')} by ${way.name} differs`);
    }
  }
  return whole.out.toString();
}

const event = (/** @type {{event_type: string, [name: string]: any}} */ value) =>
  `event: ${value.event_type}\ndata: ${JSON.stringify(value)}\n\n`;

test('sse_dump prints each message, and each retry field, as one line', async () => {
  const stream = '\uFEFFretry: 10\nid: 7\nevent: e\ndata: \u00e4\u0001"\n\n: c\r\ndata\r\n\r\n';
  assert.equal(
    await same_everywhere('sse_dump', Buffer.from(stream), [1, 2]),
    '{"retry":10}\n{"type":"e","data":"\u00e4\\u0001\\"","id":"7"}\n' + '{"type":"message","data":"","id":"7"}\n',
  );
});

test('every byte value passes through, and what is not UTF-8 becomes U+FFFD', async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const line = all.filter((byte) => byte !== 10 && byte !== 13);
  const input = Buffer.concat(['data:x', line, '\n\n', all, 'data:', all, all].map(Buffer.from));
  const out = await same_everywhere('sse_dump', input, [1, 7]);
  assert.equal(JSON.parse(out.split('\n')[0]).data, 'x' + new TextDecoder().decode(line));
  await same_everywhere('interaction_dump', input, [1]);
});

test('a line of 5.3 MB', async () => {
  const text = '0123456789abcdef'.repeat(331_250);
  const stream =
    event({ event_type: 'step.start', index: 0, step: { type: 'model_output' } }) +
    event({ event_type: 'step.delta', index: 0, delta: { type: 'text', text } }) +
    event({ event_type: 'interaction.completed', interaction: { status: 'completed' } });
  await same_everywhere('sse_dump', stream, [16384]);
  const out = JSON.parse(await same_everywhere('interaction_dump', stream, [16384]));
  assert.equal(out.output_text, text);
  assert.equal(out.end, 'completed');
});

test('interaction_dump prints four members, in this order, in one line', async () => {
  const out = await same_everywhere('interaction_dump', '', []);
  assert.equal(out, '{"interaction":{"steps":[]},"output_text":"","end":"cut","notices":[]}\n');
  const error = { event_type: 'error', error: { code: 'api_error', message: 'no' } };
  const failed = JSON.parse(await same_everywhere('interaction_dump', event(error), [1]));
  assert.equal(failed.end, 'error');
  assert.match(failed.notices[0], /api_error: no/);
});

for (const tool of tools) {
  test(`${tool} says how it is called`, async () => {
    for (const args of [['--chunk'], ['--chunk', '0'], ['--chunk', '1x'], ['x']]) {
      for (const way of [natively, under_node]) {
        const { code, out, said } = await way(tool, args, '');
        assert.equal(code, 2);
        assert.equal(out.length, 0);
        assert.match(said, /usage/);
      }
    }
  });
}

/** @param {string} folder @param {(path: string) => boolean} wanted */
async function recorded(folder, wanted) {
  const paths = readdirSync(folder, { recursive: true }).map(String).filter(wanted);
  assert.ok(paths.length > 5);
  for (const path of paths) {
    const bytes = readFileSync(join(folder, path));
    await Promise.all(tools.map((tool) => same_everywhere(tool, bytes, [1, 1000], [1])));
  }
}

test('recorded streams', () => recorded('tests/recordings', (path) => path.endsWith('.sse')));

test('recorded traffic', { skip: !existsSync(fixtures) && 'no recordings beside the project' }, () =>
  recorded(fixtures, (path) => /^[^.]*\/[^/]*\.(sse|txt)$/.test(path)),
);
