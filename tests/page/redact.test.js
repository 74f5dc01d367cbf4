// What must not leave the machine in an export.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redacted, redactJson, withoutKeys } from '../../web/events/inspector/redact.js';

const kKey = `AIza${'Sy0_-'.repeat(7)}`;
const kToken = `AQ.${'a1_-'.repeat(8)}`;

test('keys of the service are removed wherever they stand, and nothing else', () => {
  assert.equal(withoutKeys(`my key is ${kKey}, is it?`), 'my key is removed, is it?');
  assert.equal(withoutKeys(`"${kToken}"`), '"removed"');
  assert.equal(withoutKeys(`GET /x?a=1&key=${kKey}&b=2`), 'GET /x?a=1&key=removed&b=2');
  assert.equal(withoutKeys('GET /x?key=short HTTP'), 'GET /x?key=removed HTTP');
  assert.equal(withoutKeys('Authorization: Bearer abc.def/ghi=='), 'Authorization: Bearer removed');
  for (const text of ['AIza is short', 'the bearer of news', 'xAIza', 'AQ.x', 'monkey=banana', 'a key = b'])
    assert.equal(withoutKeys(text), text);
});

test('secret members and all headers lose their values, deep inside as well', () => {
  const secret = {
    model: 'm',
    tools: [
      {
        type: 'mcp_server',
        headers: { 'X-Any': 'hush', Authorization: 'hush' },
        apiKey: 'hush',
        client_secret: 'hush',
        list: ['kept'],
      },
    ],
    'x-goog-api-key': 'hush',
    access_token: 'hush',
    password: 'hush',
    signing_secret: 'hush',
    max_output_tokens: 5,
    keyboard: 'kept',
    thought_signature: 'kept',
  };
  const text = redactJson(JSON.stringify(secret));
  assert.ok(!text.includes('hush'), text);
  const shown = JSON.parse(text);
  assert.equal(shown.model, 'm');
  assert.deepEqual(shown.tools[0].headers, { 'X-Any': 'removed', Authorization: 'removed' });
  assert.deepEqual([shown.tools[0].list, shown.keyboard, shown.thought_signature], [['kept'], 'kept', 'kept']);
  assert.equal(shown.max_output_tokens, 5);
});

test('JSON without secrets stays as it was written, and so does what is no JSON', () => {
  const text = '{ "a" : 1.0,\n"headers": {"n": 5} }';
  assert.equal(redactJson(text), text);
  assert.equal(redactJson(`{ broken ${kKey}`), '{ broken removed');
});

test('doing it twice is doing it once', () => {
  const once = redactJson(JSON.stringify({ key: 'hush', text: `Bearer ${kToken} ?key=${kKey}` }));
  assert.equal(redactJson(once), once);
  assert.equal(withoutKeys(once), once);
});

test('of the inputs of a journal the words that name streams are removed, other texts lose keys only', () => {
  const input = (/** @type {string} */ kind, /** @type {string} */ text) => redacted({ kind, text }).text;
  assert.equal(input('open', 'abcdefghijklmnopqrstuv'), 'removed');
  assert.equal(input('instance', 'abc'), 'removed');
  assert.equal(input('instance', ''), '');
  assert.equal(input('settings', '{"password":"x"}'), '{"password":"removed"}');
  assert.equal(input('submit', '{"password":"x"}'), '{"password":"x"}', 'what the user says is no setting');
  assert.equal(input('submit', `see ${kKey}`), 'see removed');
  const plain = { kind: 'submit', text: 'Hello' };
  assert.equal(redacted(plain), plain);
});
