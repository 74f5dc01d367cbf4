// Who may know whom.
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';

import { cpp, files, header_of, imports, in_folder, includes, read } from './sources.mjs';

const core_edges = ['wasm/edge/archive.cpp', 'wasm/edge/boundary.cpp', 'wasm/edge/transport.cpp'];

/**
 * Every source that includes something matching `header` is one of those that may.
 * @param {RegExp} header
 * @param {(path: string) => boolean} may
 */
function only(header, may, among = cpp) {
  const who = among.filter((path) => includes(path).some(({ name }) => header.test(name)));
  assert.deepEqual(
    who.filter((path) => !may(path)),
    [],
  );
  assert.ok(who.length > 0, 'nothing includes it any more: is the rule still right?');
}

test('wasm/ and proxy/ include nothing of each other, nor of the tests', () => {
  for (const folder of ['wasm', 'proxy']) {
    for (const path of in_folder(folder).filter((path) => cpp.includes(path))) {
      for (const { name, quoted } of includes(path)) {
        if (!quoted) continue;
        const beside = posix.join(posix.dirname(path), name);
        const found = [beside, `${folder}/${name}`].filter((candidate) => files.includes(candidate));
        assert.ok(
          found.some((candidate) => candidate.startsWith(`${folder}/`)),
          `${path} includes "${name}"`,
        );
      }
    }
  }
});

test('JSON is the business of decoder, encoder, assembly and archive, and of no header', () => {
  const readers = [
    'answer/content_blocks',
    'answer/error_decoder',
    'answer/event_decoder',
    'answer/event_ids',
    'answer/gist',
    'answer/interaction',
    'answer/interaction_step',
    'answer/legacy_schema',
    'archive/exchanges',
    'archive/import',
    'text/json_reader',
    'text/json_tree',
    'text/json_writer',
    'turns/request_encoder',
  ].map((name) => `wasm/${name}.cpp`);
  const core = cpp.filter((path) => path.startsWith('wasm/'));
  only(/^nlohmann\/json\.hpp$/, (path) => readers.includes(path), core);
  // A header may name the library's type.
  only(/^nlohmann\/(?!json_fwd\.hpp$)/, (path) => path.endsWith('.cpp'));
});

test('the proxy parses no JSON outside the demo upstream and its own limits', () => {
  const proxy = cpp.filter((path) => path.startsWith('proxy/'));
  only(/^nlohmann\//, (path) => path.startsWith('proxy/demo/'), proxy);
});

test('httplib is in the server front only, in no header', () => {
  only(/^httplib/, (path) => /^proxy\/http\/\w+\.cpp$/.test(path));
});

test('libcurl is in the upstream only, in no header', () => {
  const delivered = cpp.filter((path) => !path.startsWith('tests/'));
  only(/^curl\//, (path) => /^proxy\/upstream\/\w+\.cpp$/.test(path), delivered);
});

test('Emscripten is in the transport and the boundaries only', () => {
  const delivered = cpp.filter((path) => !path.startsWith('tests/'));
  only(/^emscripten/, (path) => core_edges.includes(path), delivered);
});

test('the core has no clock, randomness, stream, thread or environment', () => {
  const banned = /^(chrono|ctime|time\.h|random|thread|mutex|atomic|condition_variable|future|filesystem)$/;
  const streams = /^((i|o|io|f|s)?stream|sstream|cstdio|stdio\.h)$/;
  const calls = /\b(rand|srand|getenv|time|clock|printf|abort|exit)\s*\(/;
  for (const path of in_folder('wasm').filter((path) => cpp.includes(path))) {
    if (core_edges.includes(path) || path === 'wasm/edge/transport.h') continue;
    for (const { name } of includes(path)) {
      assert.doesNotMatch(name, banned, path);
      assert.doesNotMatch(name, streams, path);
    }
    const code = read(path)
      .replace(/\/\/.*|\/\*[^]*?\*\//g, '')
      .replace(/"(\\.|[^"\\])*"/g, '""');
    assert.doesNotMatch(code, calls, path);
  }
});

test('view.js and all that it imports, also later, know nothing of the network or the core', () => {
  const seen = new Set(['web/chat/view.js']);
  for (const path of seen) {
    if (path.endsWith('.css')) continue;
    assert.doesNotMatch(read(path), /\b(fetch\s*\(|XMLHttpRequest|EventSource|WebSocket|sendBeacon)/, path);
    for (const { path: imported } of imports(path)) seen.add(imported);
  }
  // What only import() reaches is among them.
  for (const path of ['web/chat/turn.js', 'web/numbers/late.js']) assert.ok(seen.has(path), path);
  for (const path of ['core/core', 'core/api', 'core/models', 'core/interactions', 'app'])
    assert.ok(!seen.has(`web/${path}.js`), path);
});

test('parts of the page tell each other by the bus, and do what commands do', () => {
  const modules = in_folder('web').filter((path) => path.endsWith('.js'));
  for (const path of modules) {
    const code = read(path).replace(/\/\/.*|\/\*[^]*?\*\//g, '');
    assert.doesNotMatch(
      code,
      /(?<![\w.])dispatchEvent\(|\b(document|window|self|globalThis)\.dispatchEvent\b|new CustomEvent/,
      path,
    );
    if (path !== 'web/ui/command.js') assert.doesNotMatch(code, /closest\('\[data-action/, path);
  }
});

test('no module imports itself by way of others', () => {
  const modules = files.filter((path) => /\.m?js$/.test(path));
  const ways = new Map(
    modules.map((path) => [path, imports(path).flatMap(({ path, later }) => (later ? [] : [path]))]),
  );
  assert.ok([...ways.values()].flat().length > 0);
  const done = new Set();
  /** @type {string[]} */
  const circles = [];
  /**
   * @param {string} path
   * @param {string[]} way from where it was begun
   */
  const visit = (path, way) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (done.has(path) || way.includes(path)) return;
    for (const next of ways.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of modules) visit(path, []);
  assert.deepEqual(circles, []);
});

test('a unit test includes the header it tests, what that includes, and tests/support', () => {
  for (const [tests, sources] of [
    ['tests/unit', 'wasm'],
    ['tests/proxy', 'proxy'],
  ]) {
    for (const path of in_folder(tests).filter((path) => path.endsWith('_test.cpp'))) {
      const header = header_of(path, sources);
      if (!header) continue;
      const reachable = closure(header, sources);
      for (const { name, quoted } of includes(path)) {
        if (!quoted) continue;
        const ours = `${sources}/${name.replace(/^\.\.\/\.\.\/\w+\//, '')}`;
        const support = /(^|\/)support\//.test(name) || files.includes(posix.join(tests, name));
        assert.ok(support || reachable.has(ours), `${path} includes "${name}", tests ${header}`);
      }
    }
  }
});

/**
 * @param {string} header
 * @param {string} sources the folder that it is in
 * @param {Set<string>} seen
 */
function closure(header, sources, seen = new Set()) {
  if (seen.has(header) || !files.includes(header)) return seen;
  seen.add(header);
  for (const { name, quoted } of includes(header)) if (quoted) closure(`${sources}/${name}`, sources, seen);
  return seen;
}
