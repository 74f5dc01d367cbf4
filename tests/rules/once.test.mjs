// What the core decides stands in the core alone: no text form of a journal entry, of a request or of
// a file stands in the page a second time.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { in_folder, read } from './sources.mjs';

const inputs = [...read('wasm/io.h').matchAll(/^ {2}X\(k\w+, "(\w+)"\)/gm)].map(([, name]) => name);

/** @type {Record<string, RegExp>} */
const forms = {
  // "1763820000000 submit 0 0\nHello": built, or taken apart
  'a journal entry': new RegExp(
    [
      String.raw`[}\d] (${inputs.join('|')}) [$\d][^\n]*\\n`,
      String.raw`\\d\S* \(?(\?:)?(${inputs.join('|')})\b`,
      String.raw`\(\\w\+\) \(\\d\+\)`,
    ].join('|'),
  ),
  // "POST /v1beta/interactions\n..."
  'the head of a request': /\b(GET|POST|DELETE) \\?\/|\/v1beta\/interactions\\n/,
  // head from body, frame from frame
  'an empty line that parts two things':
    /(indexOf|split|lastIndexOf|slice|search|match)\([^)]*(\\n\\n|\\r\\n\\r\\n)|\(\?<=\\n\\n/,
  'the format of a file': /parley-(conversation|recording)/,
  // "data: {...}\n\n"
  'a frame of an event stream': /[`'](event|id|data|\\ndata): (\$\{|['`])/,
  'what is secret': /parley-(stream|instance)\b|x-goog-api-key'/,
  'members of a request that follow from the conversation': /['"](previous_interaction_id|continuation_token)['"]/,
};

// Markdown has empty lines of its own.
const scripts = in_folder('web').filter((path) => path.endsWith('.js') && !path.startsWith('web/reading/'));

/** @param {string} source @returns {string[]} which forms are in it */
const found = (source) => {
  const code = source.replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
  return Object.entries(forms).flatMap(([name, form]) => (form.test(code) ? [name] : []));
};

test('no text form of a journal entry, a request or a file stands in the page', () => {
  assert.ok(scripts.length > 100);
  const bad = scripts.flatMap((path) => found(read(path)).map((name) => `${path}: ${name}`));
  assert.deepEqual(bad, []);
});

/* eslint-disable no-template-curly-in-string -- lines of code */
test('each of them is seen, as the page once had it', () => {
  assert.ok(inputs.includes('submit') && inputs.includes('journal_entry') && inputs.length > 20);
  for (const line of [
    'const entries = running.map(({ id }) => `${now} stop ${id} 0\\n`);',
    'const match = /^(\\d+) (\\w+) (\\d+) (\\d+)\\n/.exec(entry);',
    'entries.some((entry) => /^\\d+ (message|body) /.test(entry));',
    'if (http) entries.push(`${now} http_end ${id} 0\\n`);',
    "const isPost = text.startsWith('POST /v1beta/interactions\\n');",
    'const streams = /^(POST \\/v1beta\\/interactions|GET (\\/parley\\/streams\\/))/.test(text);',
    "const body = text.slice(text.indexOf('\\n\\n') + 2);",
    'return text.split(/(?<=\\n\\n|\\r\\r|\\r\\n\\r\\n)/);',
    "const kFormat = 'parley-recording';",
    "head.startsWith('POST /v1beta/interactions\\n')",
    "const event = type === 'message' ? '' : `event: ${type}\\n`;",
    'const id = lastId && `id: ${lastId}\\n`;',
    "return `${event}${id}data: ${data.replaceAll('\\n', '\\ndata: ')}\\n\\n`;",
    "const lines = headers.map(([name, value]) => `${name}: ${name === 'parley-stream' ? I.secret : value}`);",
    "const kOwn = ['input', 'stream', 'previous_interaction_id', 'continuation_token', 'attachments'];",
  ]) {
    assert.notDeepEqual(found(line), [], line);
  }
  for (const line of [
    "const kept = this.split('draft');",
    '// POST /v1beta/interactions is what the core sends',
    "fetch(`/v1beta/interactions/${id}`, { method: 'DELETE' })",
    "remember(this.name, [...this.held, this.text].join('\\n\\n'));",
    "S.list.message('queued message 1');",
    'followsId: (id) => `previous_interaction_id: ${id}`,',
    'return `${S.events.attempt(id)}: ${id}`;',
  ]) {
    assert.deepEqual(found(line), [], line);
  }
});

test('one module speaks to IndexedDB', () => {
  const all = scripts.filter((path) => /\bindexedDB\b|createObjectStore/.test(read(path)));
  assert.deepEqual(all, ['web/keep/database.js']);
});
