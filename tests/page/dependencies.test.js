// What each package of the page costs is said in toolchains/README.md, and is so.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const kRoot = new URL('../../', import.meta.url);
const kWeb = new URL('web/', kRoot);
const kOff = 0.05; // at most

/** @type {{build(options: object): Promise<{outputFiles: {contents: Uint8Array}[]}>}} esbuild of the page */
const { build } = createRequire(kWeb)('esbuild');

const modules = readdirSync(kWeb, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.js') && !path.includes('node_modules'))
  .map((path) => readFileSync(new URL(path, kWeb), 'utf8'));

/** Lines that import something of a package. @param {string} name */
function importsOf(name) {
  const pattern = new RegExp(`^import ([^;]*?) from '(${name}[^']*)';`, 'gm');
  return new Set(modules.flatMap((text) => [...text.matchAll(pattern)].map(([, what, from]) => `${what}|${from}`)));
}

/** Of these imports alone: minified, and after brotli. @param {Set<string>} imports */
async function sizeOf(imports) {
  const lines = [...imports].map((each, at) => {
    const [what, from] = each.split('|');
    const names = what.startsWith('{') ? what.slice(1, -1).split(',') : [`default as ${what}`];
    const given = names
      .filter((name) => name.trim())
      .map((name, i) => `${name.trim().replace(/ as .*/, '')} as x${at}_${i}`);
    return `export { ${given.join(', ')} } from '${from}';`;
  });
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: fileURLToPath(kWeb) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    target: ['chrome123', 'firefox128', 'safari17.5'],
  });
  const [{ contents }] = outputFiles;
  const brotli = brotliCompressSync(contents, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
    },
  });
  return [contents.length, brotli.length];
}

test('the bytes of each package are those that are said', async () => {
  const readme = readFileSync(new URL('toolchains/README.md', kRoot), 'utf8');
  const rows = [...readme.matchAll(/^\| npm `([\w.-]+)`[^|]*\|[^|]*?: (\d+) KB, (\d+) KB compressed/gm)];
  const said = new Set(rows.map(([, name]) => name));
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', kWeb), 'utf8'));
  const names = Object.keys(devDependencies)
    .filter((name) => importsOf(name).size)
    .map((name) => name.replace(/^micromark-.*/, 'micromark'));
  assert.deepEqual(new Set(names), said);
  /** @type {string[]} */
  const wrong = [];
  for (const [, name, ...numbers] of rows) {
    const imports = importsOf(name);
    assert.ok(imports.size > 0, name);
    const real = await sizeOf(imports);
    const isOff = numbers.some(
      (number, at) => Math.abs(Number(number) * 1000 - real[at]) > Math.max(500, real[at] * kOff),
    );
    if (isOff) wrong.push(`${name}: ${numbers.join(', ')} KB are said, ${real.join(', ')} bytes it has`);
  }
  assert.deepEqual(wrong, []);
});
