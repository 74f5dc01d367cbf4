// What the delivered program was hardened with (toolchains/hardening.cmake), read off the program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const kProgram = process.env.PARLEY ?? 'build/release/parley';

/** @param {...string} what */
const readelf = (...what) =>
  execFileSync('readelf', ['--wide', ...what, kProgram], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  });

// [{type, flags}], the flags as letters: 'RE'.
const segments = [...readelf('--segments').matchAll(/^ {2}([A-Z_]+)(?: +0x[0-9a-f]+){5} ([RWE ]{3})/gm)].map(
  ([, type, flags]) => ({ type, flags: flags.replaceAll(' ', '') }),
);
/** @param {string} type */
const of_type = (type) => segments.filter((segment) => segment.type === type);
const dynamic = readelf('--dynamic');
// What it takes from libraries.
const imports = [...readelf('--dyn-syms').matchAll(/ UND ([^@\s]+)/g)].map(([, name]) => name);

test('it can be loaded at any address', () => {
  assert.match(readelf('--file-header'), /Type: +DYN/);
  assert.equal(of_type('INTERP').length, 1);
  assert.match(dynamic, /\(FLAGS_1\).*\bPIE\b/);
});

test('addresses of functions are bound at the start, and read-only from then on', () => {
  assert.equal(of_type('GNU_RELRO').length, 1);
  assert.match(dynamic, /\(FLAGS\).*\bBIND_NOW\b/);
});

test('nothing that can be written can be executed', () => {
  assert.deepEqual(of_type('GNU_STACK'), [{ type: 'GNU_STACK', flags: 'RW' }]);
  assert.ok(of_type('LOAD').some(({ flags }) => flags === 'RE'));
  assert.deepEqual(
    of_type('LOAD').filter(({ flags }) => flags.includes('W') && flags.includes('E')),
    [],
  );
});

test('a stack that was written over ends it', () => {
  assert.ok(imports.includes('__stack_chk_fail'));
});

test('the C library checks sizes of buffers', () => {
  assert.notDeepEqual(
    imports.filter((name) => /^__\w+_chk$/.test(name)),
    [],
  );
});

test('the C++ library checks what it is asked for', () => {
  assert.ok(imports.includes('_ZSt21__glibcxx_assert_failPKciS0_S0_'));
});
