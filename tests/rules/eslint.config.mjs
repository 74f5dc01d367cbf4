// What finds faults in JavaScript; its form is prettier's business, its types are tsc's. Circles of
// imports: dependence.test.mjs.
import { fileURLToPath } from 'node:url';

import noUnsanitized from 'eslint-plugin-no-unsanitized';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Become part of Emscripten's output.
const kPieces = ['wasm/edge/*.js', 'toolchains/*.js'];

// Need no types.
const kRules = {
  '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
  // micromark's parser has a document() that is written to.
  'no-unsanitized/method': ['error', {}, { write: { objectMatches: ['document$'] } }],
  'no-unsanitized/property': 'error',
  'array-callback-return': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constant-condition': 'error',
  'no-constructor-return': 'error',
  'no-dupe-else-if': 'error',
  'no-duplicate-case': 'error',
  'no-duplicate-imports': 'error',
  'no-eval': 'error',
  'no-fallthrough': 'error',
  'no-loss-of-precision': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
  'no-useless-backreference': 'error',
  'no-var': 'error',
  'prefer-const': ['error', { destructuring: 'all' }],
  'use-isnan': 'error',
};

const kTyped = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': [
    'error',
    { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test'] }] },
  ],
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-implied-eval': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/only-throw-error': 'error',
};

// A test waits for what it looks at, never for a time, and hides no failure.
const kBanned = [
  { selector: 'CallExpression[callee.property.name="waitForTimeout"]', message: 'Wait for what is to be seen.' },
  {
    selector: 'NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"][arguments.0.name]',
    message: 'Wait for what happens, not for a time.',
  },
  { selector: 'ImportDeclaration[source.value=/timers.promises$/]', message: 'Wait for what happens.' },
  {
    selector: 'CallExpression[callee.property.name="catch"] > ArrowFunctionExpression > BlockStatement[body.length=0]',
    message: 'It hides a failure.',
  },
  { selector: 'CatchClause > BlockStatement[body.length=0]', message: 'It hides a failure.' },
  { selector: 'MemberExpression[object.name="test"][property.name="only"]', message: 'The others must run, too.' },
];

export default [
  { ignores: ['build/', '**/node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    plugins: { '@typescript-eslint': tseslint.plugin, 'no-unsanitized': noUnsanitized },
    languageOptions: { parser: tseslint.parser },
    rules: kRules,
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ignores: kPieces,
    languageOptions: {
      parserOptions: { project: ['web/tsconfig.json', 'tests/tsconfig.json'], tsconfigRootDir: root },
    },
    rules: kTyped,
  },
  {
    files: kPieces,
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    files: ['tests/**'],
    rules: {
      // What is built is found when it is run.
      'no-unsanitized/method': ['error', {}, { import: { properties: [] } }],
    },
  },
  {
    files: ['tests/**'],
    // Benchmarks set their own pace, and the real service has to be asked again.
    ignores: ['tests/bench/**', 'tests/live/**'],
    rules: { 'no-restricted-syntax': ['error', ...kBanned] },
  },
];
