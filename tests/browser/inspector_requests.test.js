// A turn's request as code: what is copied in the page sends what the page had sent. Every language
// and kind of request is in tests/page/snippets.test.js.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { answerText, begin, browser, Chat, parseStream, proxy } from './support.js';

const run = promisify(execFile);
const kService = 'https://generativelanguage.googleapis.com';
const hasCurl = () => {
  try {
    execFileSync('sh', ['-c', 'command -v curl']);
    return true;
  } catch {
    return false;
  }
};

begin();

test('what is copied of a request asks what the page asked; a word to the proxy is nothing to copy', async () => {
  const chat = await Chat.open(browser, proxy.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await chat.send('One');
  await chat.state(1, 'done');
  await chat.send('echo: it\'s "quoted" $HOME `x` \\ \u{1f469} \u2028 end\nand a line');
  await chat.state(2, 'done');
  const exchange = chat.page.locator('.exchange[data-turn="2"]').first();
  /** @type {Record<string, string>} */
  const codes = {};
  for (const language of ['Python', 'JavaScript', 'curl']) {
    await exchange.getByRole('button', { name: `Copy as ${language}`, exact: true }).click();
    await chat.until((text) => document.getElementById('announce')?.textContent === text, `Copied as ${language}`);
    const code = (codes[language] = await chat.page.evaluate(() => navigator.clipboard.readText()));
    assert.match(code, /GEMINI_API_KEY/);
    assert.ok(code.includes(chat.posts[1].previous_interaction_id), 'its chaining id is in it');
    assert.ok(!code.includes('parley'), code);
  }
  assert.match(codes.Python, /from google import genai/);
  assert.match(codes.JavaScript, /from '@google\/genai'/);
  if (hasCurl()) {
    const { stdout } = await run('sh', ['-c', codes.curl.replace(kService, proxy.url)], {
      env: { ...process.env, GEMINI_API_KEY: 'any' },
    });
    assert.equal(answerText(parseStream(stdout)), await chat.answer(2));
  }
  const gate = proxy.gate();
  await chat.send(`${gate} demo:long 5 Three`);
  await chat.answering(3);
  await chat.stopButton.click();
  await chat.state(3, 'stopped');
  const last = chat.page.locator('.exchange[data-turn="3"]').filter({ hasText: /DELETE \/parley/ });
  await last.waitFor();
  await last.locator('.http').waitFor({ state: 'attached' });
  assert.equal(await last.getByRole('button', { name: /^Copy as/ }).count(), 0, 'the proxy is no part of the API');
  await chat.close();
});
