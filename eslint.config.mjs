// Where eslint and editors look for it; the packages that it needs are in tests/rules.
export { default } from './tests/rules/eslint.config.mjs';
