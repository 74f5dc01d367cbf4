// Style sheets: corners, room and breakpoints have names, and what elements look like is said once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { files, read } from './sources.mjs';

const kBase = 'web/ui/base.css';
const kMostRoom = 2; // rem; beyond that it is no room between things but a place

const sheets = files.filter((path) => path.startsWith('web/') && path.endsWith('.css'));
assert.ok(sheets.length > 10 && sheets.includes(kBase));

/** Comments keep their lines. @param {string} path */
const lines = (path) =>
  read(path)
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .split('\n');

/** @param {(line: string, path: string) => boolean} isOdd */
const find = (isOdd) =>
  sheets.flatMap((path) =>
    lines(path).flatMap((line, at) => (isOdd(line, path) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );

test('corners are those of the base sheet', () => {
  assert.deepEqual(
    find((line) => {
      const value = /^\s*border[\w-]*-radius:(.*);/.exec(line)?.[1];
      return value !== undefined && /\d/.test(value.replace(/var\([^)]*\)|\b0\b|50%/g, ''));
    }),
    [],
  );
});

test('room between things is one of its steps', () => {
  assert.deepEqual(
    find((line) => {
      const value = /^\s*(?:(?:row-|column-)?gap|(?:padding|margin)[\w-]*):(.*);/.exec(line)?.[1] ?? '';
      return [...value.matchAll(/(?<![-\w.])([\d.]+)rem/g)].some(([, number]) => Number(number) <= kMostRoom);
    }),
    [],
  );
});

test('breakpoints are those of ui/breakpoints.js', () => {
  assert.deepEqual(
    find((line) => /@media[^{]*(width|height)/.test(line)),
    [],
  );
  const named = find((line) => /@media \(--\w+\)/.test(line));
  assert.ok(named.length > 5);
});

// MathML is nowhere but in reading/math.css.
test('elements without a class are for the base sheet', () => {
  assert.deepEqual(
    find(
      (line, path) =>
        path !== kBase &&
        !/^\s*m\w+/.test(line) &&
        /^\s*[a-z][\w]*(\[[^\]]*\]|:[\w-]+(\([^)]*\))?)*\s*[,{]/.test(line) &&
        !/^\s*(from|to)\s*[,{]/.test(line),
    ),
    [],
  );
});

test('what is for screen readers alone is hidden in one way', () => {
  assert.equal(find((line) => /clip(-path)?:/.test(line)).length, 1);
});
