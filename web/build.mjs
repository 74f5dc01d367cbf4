// Builds the page as it is served: bundled, minified, named after its content, and compressed.
//
//   node build.mjs [--wasm DIR] [--out DIR]
//
// DIR of --wasm holds parley.mjs, parley.wasm, archive.mjs and archive.wasm. The same sources give the same bytes.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { kBreakpoints } from './ui/breakpoints.js';

// Bytes of the first load, brotli; tests/browser/delivery.test.js adds the headers, which may make it 95 KB.
const kBudget = 93 * 1000;
const kTargets = ['chrome123', 'firefox128', 'safari17.5'];

const here = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    wasm: { type: 'string', default: path.join(here, '../build/wasm') },
    out: { type: 'string', default: path.join(here, '../build/release/web') },
  },
});
const out = path.resolve(values.out);
const wasmDir = path.resolve(values.wasm);

/** @type {Map<string, Buffer>} what is served, by name */
const files = new Map();

/**
 * Adds a file under a name that changes with its content.
 * @param {string} stem
 * @param {string} extension
 * @param {Uint8Array} bytes
 */
function addHashed(stem, extension, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const name = `${stem}-${hash}${extension}`;
  files.set(name, Buffer.from(bytes));
  return name;
}

/** @param {string} css in which breakpoints have names */
const withBreakpoints = (css) =>
  css.replace(/\(--(\w+)\)(?=[^;{}]*\{)/g, (named, name) => {
    if (!(name in kBreakpoints)) throw new Error(`no breakpoint is called ${named}`);
    return kBreakpoints[/** @type {keyof typeof kBreakpoints} */ (name)];
  });

/**
 * Style sheets of style.css.
 * @type {import('esbuild').Plugin}
 */
const breakpoints = {
  name: 'breakpoints',
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path: file }) => ({
      contents: withBreakpoints(await readFile(file, 'utf8')),
      loader: 'css',
    }));
  },
};

/**
 * @param {string} entry
 * @param {import('esbuild').BuildOptions} [options]
 */
async function bundle(entry, options) {
  const { outputFiles = [], metafile } = await build({
    entryPoints: [path.join(here, entry)],
    absWorkingDir: here,
    outdir: here,
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    target: kTargets,
    logLevel: 'warning',
    ...options,
  });
  return { outputFiles, outputs: metafile?.outputs ?? {} };
}

/**
 * A style sheet that a module brings with it: its text (web/ui/sheet.js adopts it).
 * @type {import('esbuild').Plugin}
 */
const sheets = {
  name: 'sheets',
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const css = withBreakpoints(await readFile(file, 'utf8'));
      const { code } = await transform(css, { loader: 'css', minify: true, charset: 'utf8', target: kTargets });
      return { contents: code, loader: 'text' };
    });
  },
};

/**
 * What is loaded later shares modules with what is loaded first, and esbuild makes a file of its own of
 * each set that the same pieces share: a dozen files, each compressed alone and asked for by itself. If
 * each piece imports all that is loaded first, that is one set. It is there already when they come.
 * @param {string} entry
 * @param {Set<string>} pieces
 * @returns {import('esbuild').Plugin}
 */
const together = (entry, pieces) => ({
  name: 'together',
  setup(bundler) {
    bundler.onLoad({ filter: /\.js$/ }, async ({ path: file }) => {
      if (!pieces.has(path.relative(here, file))) return undefined;
      return { contents: `${await readFile(file, 'utf8')}\nimport ${JSON.stringify(path.join(here, entry))};\n` };
    });
  },
});

/**
 * A language is a file by itself: it shares nothing, and what is loaded first waits for it.
 * @type {import('esbuild').Plugin}
 */
const languages = {
  name: 'languages',
  setup(bundler) {
    bundler.onResolve({ filter: /\/languages\/\w+\.js$/ }, async ({ path: file, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = path.relative(here, path.join(resolveDir, file));
      const { outputFiles } = await bundle(source, { format: 'esm' });
      const name = addHashed(path.basename(source, '.js'), '.js', outputFiles[0].contents);
      return { path: `./${name}`, external: true };
    });
  },
};

/**
 * What is imported later is fetched first (core/late.js), also where another piece asks for it.
 * @param {Uint8Array} contents
 * @returns {Buffer}
 */
const fetchedFirst = (contents) =>
  Buffer.from(
    Buffer.from(contents)
      .toString()
      .replace(/\bimport\(("\.\/[\w-]+\.js")\)/g, 'importLate($1)'),
  );

/**
 * The script in pieces: what the page needs to accept a message, and what `import()` brings later.
 * @param {string} entry
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<{entry: string, first: string[]}>} names; first: all that entry needs at once
 */
async function bundleScript(entry, options) {
  const inPieces = (/** @type {import('esbuild').Plugin[]} */ ...plugins) =>
    bundle(entry, {
      ...options,
      plugins: [sheets, languages, ...plugins],
      format: 'esm',
      splitting: true,
      metafile: true,
      entryNames: '[name]-[hash]',
      chunkNames: '[name]-[hash]',
    });
  const { outputs: apart } = await inPieces();
  const pieces = new Set(Object.values(apart).flatMap(({ entryPoint }) => entryPoint ?? []));
  pieces.delete(entry);
  const { outputFiles, outputs } = await inPieces(together(entry, pieces));
  for (const { path: file, contents } of outputFiles) files.set(path.basename(file), fetchedFirst(contents));
  const main = Object.keys(outputs).find((name) => outputs[name].entryPoint === entry);
  if (!main) throw new Error(`nothing was made of ${entry}`);
  const first = new Set([main]);
  for (const name of first) {
    for (const { path: file, kind } of outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && file in outputs) first.add(file);
    }
  }
  // All of it is in what the pieces share: of the entry nothing is left but its name.
  const [all] = [...first].slice(1);
  if (first.size === 2 && !Object.keys(outputs[main].inputs).length) {
    files.delete(main);
    return { entry: all, first: [all] };
  }
  return { entry: main, first: [...first] };
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Promise<number>} its size after compression, to print
 */
async function write(name, bytes) {
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(path.join(out, name), bytes);
  await writeFile(path.join(out, `${name}.br`), brotli);
  await writeFile(path.join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  return brotli.length;
}

const wasm = addHashed('parley', '.wasm', await readFile(path.join(wasmDir, 'parley.wasm')));
const archive = addHashed('archive', '.wasm', await readFile(path.join(wasmDir, 'archive.wasm')));
// Shown in the page itself as well: a file of its own would be one more to ask for.
const svg = await readFile(path.join(here, 'favicon.svg'), 'utf8');
const icon = `data:image/svg+xml,${svg.trim().replaceAll('"', "'").replaceAll('#', '%23')}`;
const sheet = await bundle('style.css', { plugins: [breakpoints] });
const style = addHashed('style', '.css', sheet.outputFiles[0].contents);
const early = await bundle('ui/theme.js', { format: 'iife' });
const theme = addHashed('theme', '.js', early.outputFiles[0].contents);
// As wasm/CMakeLists.txt has it.
const protocol = createHash('sha256');
for (const name of ['io.h', 'edge/boundary.h']) protocol.update(await readFile(path.join(here, '../wasm', name)));
const script = await bundleScript('app.js', {
  alias: {
    'parley-module': path.join(wasmDir, 'parley.mjs'),
    'parley-archive': path.join(wasmDir, 'archive.mjs'),
  },
  define: {
    PARLEY_WASM: JSON.stringify(wasm),
    PARLEY_ARCHIVE: JSON.stringify(archive),
    PARLEY_PROTOCOL: JSON.stringify(protocol.digest('hex').slice(0, 12)),
  },
  // The module's own parts for node, which a browser never reaches.
  external: ['module', 'fs', 'path', 'url', 'node:*'],
});
const firstLoad = new Set(['index.html', theme, style, wasm, ...script.first]);

const names = {
  'app.js': script.entry,
  'theme.js': theme,
  'style.css': style,
  'parley.wasm': wasm,
  'favicon.svg': icon,
};
let html = await readFile(path.join(here, 'index.html'), 'utf8');
for (const [source, name] of Object.entries(names)) html = html.replaceAll(`"${source}"`, `"${name}"`);
const preloads = script.first.slice(1).map((name) => `<link rel="modulepreload" href="${name}">\n`);
html = html.replace('<script type="module"', `${preloads.join('')}$&`);
html = html.replace(/>\s+</g, (space) => (space.includes('\n') ? '>\n<' : '> <'));
files.set('index.html', Buffer.from(html));

// The page that lets in is no part of the other, which is for those who are in.
const entrance = await bundle('session/sign_in.css', { plugins: [breakpoints] });
const door = await bundle('session/sign_in.js', { format: 'esm', plugins: [languages] });
const entranceNames = {
  'theme.js': theme,
  'style.css': style,
  'favicon.svg': icon,
  'sign_in.css': addHashed('sign_in', '.css', entrance.outputFiles[0].contents),
  'sign_in.js': addHashed('sign_in', '.js', door.outputFiles[0].contents),
};
let entranceHtml = await readFile(path.join(here, 'session/sign_in.html'), 'utf8');
for (const [source, name] of Object.entries(entranceNames)) {
  entranceHtml = entranceHtml.replaceAll(`"${source}"`, `"${name}"`);
}
files.set('sign_in.html', Buffer.from(entranceHtml));

// The service worker's name stays, and the browser looks whether it has changed.
const version = createHash('sha256').update(html);
const worker = await bundle('offline/worker.js', {
  format: 'iife',
  define: {
    PARLEY_FILES: JSON.stringify([...files.keys()].filter((name) => !name.endsWith('.html'))),
    PARLEY_VERSION: JSON.stringify(version.digest('hex').slice(0, 12)),
  },
});
files.set('worker.js', Buffer.from(worker.outputFiles[0].contents));

await mkdir(out, { recursive: true });
const ours = /^(index\.html|sign_in\.html|worker\.js|\w+-([0-9a-f]{12}|[0-9A-Z]{8})\.\w+)(\.br|\.gz)?$/;
for (const name of await readdir(out)) {
  if (ours.test(name)) await rm(path.join(out, name));
}
let total = 0;
for (const [name, bytes] of files) {
  const compressed = await write(name, bytes);
  if (firstLoad.has(name)) total += compressed;
  const when = firstLoad.has(name) ? '' : ', later';
  console.log(`${name.padEnd(28)} ${String(bytes.length).padStart(8)} B ${String(compressed).padStart(8)} B br${when}`);
}
console.log(`first load ${(total / 1000).toFixed(1)} KB brotli, of ${kBudget / 1000} KB at most`);
if (total > kBudget) {
  console.error('web/build.mjs: the first load is over its budget');
  process.exitCode = 1;
}
