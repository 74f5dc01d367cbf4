// A turn's request as code: what is copied is run, and what it sends is what the page had sent.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Chat, launch, parseStream, Proxy } from './support.js';

const run = promisify(execFile);
const kService = 'https://generativelanguage.googleapis.com';
const has = (program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

let proxy, browser, chat, folder;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
  folder = await mkdtemp(path.join(tmpdir(), 'parley-code-'));
  chat = await Chat.open(browser, proxy.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('echo: it\'s "quoted" $HOME `x` \\ \u{1f469} \u2028 end\nand a line');
  await chat.state(2, 'done');
});
after(async () => {
  await chat?.close();
  await browser?.close();
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What is copied of the second turn's request. */
async function copied(language) {
  const exchange = chat.page.locator('.exchange[data-turn="2"]').first();
  await exchange.getByRole('button', { name: `Copy as ${language}`, exact: true }).click();
  await chat.until((text) => document.getElementById('announce').textContent === text, `Copied as ${language}`);
  const code = await chat.page.evaluate(() => navigator.clipboard.readText());
  assert.match(code, /GEMINI_API_KEY/);
  assert.ok(code.includes(chat.posts[1].previous_interaction_id), 'its chaining id is in it');
  assert.ok(!code.includes('parley'), code);
  return code;
}

test('as curl: the shell sends it, and the answer is the same', { skip: !has('curl') && 'no curl' }, async () => {
  const code = await copied('curl');
  assert.match(code, /"x-goog-api-key: \$GEMINI_API_KEY"/);
  const { stdout } = await run('sh', ['-c', code.replace(kService, proxy.url)], {
    env: { ...process.env, GEMINI_API_KEY: 'any' },
  });
  const text = parseStream(stdout)
    .map(({ data }) => (data === '[DONE]' ? {} : JSON.parse(data)))
    .map(({ delta }) => (delta?.type === 'text' ? delta.text : ''))
    .join('');
  assert.equal(text, await chat.answer(2));
});

test('as Python: the call has the members of the request', { skip: !has('python3') && 'no python3' }, async () => {
  const code = await copied('Python');
  assert.match(code, /from google import genai/);
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
        return []
`;
  await writeFile(path.join(folder, 'google/genai.py'), stand);
  await writeFile(path.join(folder, 'code.py'), code);
  const { stdout } = await run('python3', [path.join(folder, 'code.py')], {
    env: { ...process.env, PYTHONPATH: folder, PYTHONUTF8: '1', GEMINI_API_KEY: 'a-key' },
  });
  const { options, members } = JSON.parse(stdout);
  assert.deepEqual(members, chat.posts[1]);
  assert.deepEqual(options, { api_key: 'a-key', http_options: { api_version: 'v1beta' } });
});

test('as JavaScript: the call has the members of the request', async () => {
  const code = await copied('JavaScript');
  const place = path.join(folder, 'node_modules/@google/genai');
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), '{"name":"@google/genai","type":"module","main":"index.js"}');
  const stand = `export class GoogleGenAI {
  constructor(options) {
    this.interactions = { create: async (members) => (console.log(JSON.stringify({ options, members })), []) };
  }
}
`;
  await writeFile(path.join(place, 'index.js'), stand);
  await writeFile(path.join(folder, 'code.mjs'), code);
  const { stdout } = await run(process.execPath, [path.join(folder, 'code.mjs')], {
    env: { ...process.env, GEMINI_API_KEY: 'a-key' },
  });
  const { options, members } = JSON.parse(stdout);
  // One request is one request: the SDK goes on by itself unless it is told not to.
  assert.deepEqual(members, { ...chat.posts[1], automatic_continuation: false });
  assert.deepEqual(options, { apiKey: 'a-key', apiVersion: 'v1beta' });
});

test('a request of another kind is copied as curl only', async () => {
  await chat.send('demo:slow 50 demo:long 500 Three');
  await chat.answering(3);
  await chat.stopButton.click();
  await chat.state(3, 'stopped');
  const last = chat.page.locator('.exchange[data-turn="3"]').last();
  assert.match((await last.textContent()) ?? '', /DELETE \/parley/);
  assert.equal(await last.getByRole('button', { name: /^Copy as/ }).count(), 0, 'the proxy is no part of the API');
});
