// Before a program for node (toolchains/emscripten.cmake): what Emscripten's output takes for
// granted and an ES module does not have.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = dirname(__filename);
