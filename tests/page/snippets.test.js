// A request as code: what is copied is run, and what it sends is what the page had sent.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { curl, javaScript, python } from '../../web/events/inspector/snippets.js';

const run = promisify(execFile);
const kService = 'https://generativelanguage.googleapis.com';
const kPath = '/v1beta/interactions';
const kText = 'it\'s "quoted" $HOME `x` \\ \u{1f469} \u2028 end\nand a line';
const kBody = {
  model: 'gemini-3.8-flash',
  input: [{ type: 'text', text: kText }],
  previous_interaction_id: 'v1_x',
  stream: true,
  store: false,
  generation_config: { stop_sequences: [], temperature: 0.5, nothing: null, empty: {} },
};
const request = (/** @type {object} */ body) => ({ method: 'POST', path: kPath, body: JSON.stringify(body) });

const has = (/** @type {string} */ program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-code-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Whoever asks here is told what was asked. */
async function listen() {
  const server = createServer(async (asked, answer) => {
    let body = '';
    for await (const bytes of asked.setEncoding('utf8')) body += bytes;
    answer.end(JSON.stringify({ method: asked.method, url: asked.url, headers: asked.headers, body }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { server, url: `http://127.0.0.1:${port}` };
}

test('as curl: the shell sends it', { skip: !has('curl') && 'no curl' }, async () => {
  const { server, url } = await listen();
  const shell = async (/** @type {string} */ code) => {
    assert.ok(!code.includes('parley'), code);
    const env = { ...process.env, GEMINI_API_KEY: 'a-key' };
    return JSON.parse((await run('sh', ['-c', code.replace(kService, url)], { env })).stdout);
  };
  try {
    const sent = await shell(curl(request(kBody)));
    assert.deepEqual([sent.method, sent.url], ['POST', kPath]);
    assert.deepEqual(JSON.parse(sent.body), kBody);
    assert.equal(sent.headers['x-goog-api-key'], 'a-key');
    assert.equal(sent.headers['content-type'], 'application/json');
    const read = await shell(curl({ method: 'GET', path: `${kPath}/v1_x?stream=true&last_event_id=a'b`, body: '' }));
    assert.deepEqual([read.method, read.url, read.body], ['GET', `${kPath}/v1_x?stream=true&last_event_id=a'b`, '']);
    const cancelled = await shell(curl({ method: 'POST', path: `${kPath}/v1_x/cancel`, body: '' }));
    assert.deepEqual([cancelled.method, cancelled.url, cancelled.body], ['POST', `${kPath}/v1_x/cancel`, '']);
    assert.equal((await shell(curl({ method: 'DELETE', path: `${kPath}/v1_x`, body: '' }))).method, 'DELETE');
  } finally {
    server.close();
  }
});

test('as Python: the call has the members of the request', { skip: !has('python3') && 'no python3' }, async () => {
  // The SDK's place is taken by one that says what it is asked.
  await mkdir(path.join(folder, 'google'));
  await writeFile(path.join(folder, 'google/__init__.py'), '');
  const stand = `import json
class Client:
    def __init__(self, **options):
        self.options = options
        self.interactions = self
    def create(self, **members):
        print(json.dumps({"options": self.options, "members": members}))
        self.output_text = "output"
        return [] if members.get("stream") else self
`;
  await writeFile(path.join(folder, 'google/genai.py'), stand);
  const ask = async (/** @type {object} */ body) => {
    await writeFile(path.join(folder, 'code.py'), python(request(body)));
    const { stdout } = await run('python3', [path.join(folder, 'code.py')], {
      env: { ...process.env, PYTHONPATH: folder, PYTHONUTF8: '1', GEMINI_API_KEY: 'a-key' },
    });
    return stdout.trimEnd().split('\n');
  };
  const [told] = await ask(kBody);
  assert.deepEqual(JSON.parse(told), {
    members: kBody,
    options: { api_key: 'a-key', http_options: { api_version: 'v1beta' } },
  });
  const { stream, ...unary } = kBody;
  assert.ok(stream);
  const [, output] = await ask(unary);
  assert.equal(output, 'output', 'what is no stream is printed whole');
});

test('as JavaScript: the call has the members of the request', async () => {
  const place = path.join(folder, 'node_modules/@google/genai');
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), '{"name":"@google/genai","type":"module","main":"index.js"}');
  const stand = `export class GoogleGenAI {
  constructor(options) {
    const create = async (members) => {
      console.log(JSON.stringify({ options, members }));
      return members.stream ? [] : { output_text: 'output' };
    };
    this.interactions = { create };
  }
}
`;
  await writeFile(path.join(place, 'index.js'), stand);
  const ask = async (/** @type {object} */ body) => {
    await writeFile(path.join(folder, 'code.mjs'), javaScript(request(body)));
    const { stdout } = await run(process.execPath, [path.join(folder, 'code.mjs')], {
      env: { ...process.env, GEMINI_API_KEY: 'a-key' },
    });
    return stdout.trimEnd().split('\n');
  };
  const [told] = await ask(kBody);
  // One request is one request: the SDK goes on by itself unless it is told not to.
  assert.deepEqual(JSON.parse(told), {
    members: { ...kBody, automatic_continuation: false },
    options: { apiKey: 'a-key', apiVersion: 'v1beta' },
  });
  const { stream, ...rest } = kBody;
  assert.ok(stream);
  const [background, output] = await ask({ ...rest, background: true });
  assert.deepEqual(JSON.parse(background).members, { ...rest, background: true }, 'there is nothing to go on with');
  assert.equal(output, 'output');
});
