// The core decides, the page draws: what is decided in C++, where properties and fuzzers reach it, is not
// decided again in JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { files, read } from './sources.mjs';

const modules = files.filter((path) => path.startsWith('web/') && path.endsWith('.js') && path !== 'web/build.mjs');

/** Places where modules of the page have what the pattern says. @param {RegExp} pattern */
const found = (pattern) =>
  modules.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );

test('no module of the page knows the types of events: wasm/answer/ has them, and the grammar of a stream', () => {
  assert.ok(modules.length > 50);
  assert.deepEqual(
    found(/\b(interaction|step|content)\.(created|in_progress|status_update|complete)|'(step|content)\./),
    [],
  );
  assert.deepEqual(
    found(/\b(not_started|never_stopped|no_terminal)\b(?!:)/),
    [],
    'a sentence for a breach, and no more',
  );
});

const any = (/** @type {RegExp[]} */ ...forms) => new RegExp(forms.map(({ source }) => source).join('|'));

/**
 * What the page once decided: how that looked, and its very lines.
 * @type {Record<string, {form: RegExp, lines: string[]}>}
 */
const decided = {
  'the order of turns, and what goes on from what: wasm/turns/': {
    form: any(
      /\.(after|parents?|latest|used)\.get\(/,
      /\.get\([^)]*\)\?*\.parentTurn\b|parentTurn [!=]==/,
      /\.get\([^)]*\.parent\)/,
    ),
    lines: [
      'const siblings = this.after.get(turn);',
      'const blocking = new Set(this.queue.map((id) => this.turns.get(id)?.parentTurn));',
      'if (turn.parentTurn === id) return;',
      'return wordOf(this.turns.get(this.continuations.parallel.parent)?.interaction?.environment_id);',
    ],
  },
  'which requests a turn had, and when the first text of one came: wasm/turns/': {
    form: /state === '\w+' && this\.state\b|this\.state === '\w+' && this\.interaction|firstText \|\|=/,
    lines: [
      "if (state === 'sending' && this.state === 'waiting') this.requests.push(this.request);",
      "if (this.state === 'queued' && this.interaction?.usage) this.requests.push(this.request);",
      'if (!this.leftUnread) this.firstText ||= time;',
      'if (entry.made && !entry.made.thought) exchange.firstText ||= effect.time;',
    ],
  },
  'when it is looked whether a run is over: wasm/turns/session_host.cpp': {
    form: /tell\('look'/,
    lines: ["this.tell('look', turn);"],
  },
  'what kind of trouble an error is: wasm/answer/error_decoder.cpp': {
    form: /resource_exhausted|rate_limit_exceeded|too_many_requests|quota_exceeded|status === 429|error\.daily/i,
    lines: [
      "if (error.daily || code === 'quota_exceeded') return W.error.daily;",
      'if (status === 429 || /^(429|resource_exhausted|rate_limit_exceeded|too_many_requests)$/.test(code)) {',
    ],
  },
  'what an event holds: wasm/answer/gist.cpp and the decoder': {
    form: any(
      /\bevent\??\.(delta|step|content|interaction|error)\b/,
      /\babout\??\.(text|content|arguments)\b/,
      /type === 'text' \? 'model_output'/,
    ),
    lines: [
      "const type = event?.step?.type ?? event?.content?.type ?? event?.delta?.type ?? '';",
      "return type === 'text' ? 'model_output' : String(type); // as the schema before steps called it",
      'const about = event.delta ?? event.step ?? event.interaction ?? event.error ?? event;',
      "about.text ?? about.content?.text ?? about.arguments ?? about.message ?? about.signature ?? about.status ?? '';",
    ],
  },
  'which entries of a journal came from the network: wasm/edge/archive.cpp': {
    form: /'http_(head|end|chunk)'|kind\)? [!=]== 'message'|pass\(\) [!=]== 'message'/,
    lines: [
      "const kNetwork = new Set(['http_head', 'message', 'body', 'http_end']);",
      "this.events = index.filter(({ kind }) => kind === 'message').length;",
      "while (!this.over && this.pass() !== 'message');",
    ],
  },
};

for (const [what, { form, lines }] of Object.entries(decided)) {
  test(`no module of the page decides ${what}`, () => {
    for (const line of lines) assert.match(line, form, 'as the page once had it');
    assert.deepEqual(found(form), []);
  });
}
