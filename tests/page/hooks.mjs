// What web/build.mjs does for the page, done for node: a style sheet is a module with its text, and
// `parley-module` and `parley-archive` are what Emscripten made; the second finds its bytes as node does.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const kModule = new URL('../../build/wasm/parley.mjs', import.meta.url).href;
const kArchive = new URL('../../build/wasm/archive.mjs', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (specifier === 'parley-module') return { url: kModule, format: 'module', shortCircuit: true };
  if (specifier === 'parley-archive') return { url: 'parley:archive', format: 'module', shortCircuit: true };
  return next(specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (url === 'parley:archive') {
    const source = `import factory from '${kArchive}';
      import { readFile } from 'node:fs/promises';
      const bytes = new URL('${kArchive.replace(/mjs$/, 'wasm')}');
      export default async () => factory({ wasmBinary: await readFile(bytes) });`;
    return { format: 'module', source, shortCircuit: true };
  }
  const path = url.replace(/[?#].*/, '');
  if (path.endsWith('.css')) {
    const css = await readFile(fileURLToPath(path), 'utf8');
    return { format: 'module', source: `export default ${JSON.stringify(css)};`, shortCircuit: true };
  }
  // Modules of the page and of the build, where no package.json may say what they are.
  const ours = path.startsWith('file:') && path.endsWith('.js') && !path.includes('/node_modules/');
  return next(url, ours ? { ...context, format: 'module' } : context);
}
