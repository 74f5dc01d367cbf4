// What names an element by its id finds one: labels, descriptions, what a button controls, what the page looks for.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openDocument } from './document.js';

openDocument();

const kWeb = new URL('../../web/', import.meta.url);
const kAria = [
  'activedescendant',
  'controls',
  'describedby',
  'details',
  'errormessage',
  'flowto',
  'labelledby',
  'owns',
];
const kNaming = ['for', ...kAria.map((name) => `aria-${name}`)];

const modules = readdirSync(kWeb, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.js') && !path.includes('node_modules'))
  .map((path) => ({ path, text: readFileSync(new URL(path, kWeb), 'utf8') }));

/** What modules give an element as its id. */
const made = new Set(
  modules.flatMap(({ text }) => [...text.matchAll(/\bid(?:: | = )'([\w-]+)'/g)].map(([, id]) => id)),
);
/** The page that lets in has a document of its own. */
const entrance = new Set(
  [...readFileSync(new URL('session/sign_in.html', kWeb), 'utf8').matchAll(/\bid="([\w-]+)"/g)].map(([, id]) => id),
);
/** @param {string} path of a module @param {string} id */
const isThere = (path, id) =>
  path === 'session/sign_in.js' ? entrance.has(id) : document.getElementById(id) !== null || made.has(id);

test('every id that index.html names is there, and none twice', () => {
  const named = [...kNaming, 'list', 'form', 'popovertarget'].flatMap((attribute) =>
    [...document.querySelectorAll(`[${attribute}]`)].flatMap((element) =>
      (element.getAttribute(attribute) ?? '').split(/\s+/).map((id) => [attribute, id]),
    ),
  );
  const links = [...document.querySelectorAll('a[href^="#"]')].map((link) => [
    'href',
    link.getAttribute('href')?.slice(1),
  ]);
  assert.ok(named.length > 5 && links.length > 0);
  assert.deepEqual(
    [...named, ...links].filter(([, id]) => !document.getElementById(id ?? '')),
    [],
  );
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('every id that modules name is there, or is given by one of them', () => {
  const attribute = new RegExp(`\\b['"]?(?:${kNaming.join('|')})['"]?(?:: |, )'(?!aria-)([\\w -]+)'`, 'g');
  const named = modules.flatMap(({ path, text }) => [
    ...[...text.matchAll(attribute)].flatMap(([, ids]) => ids.split(' ').map((id) => [path, id])),
    ...[...text.matchAll(/\b(?:byId|getElementById)\('([\w-]+)'\)/g)].map(([, id]) => [path, id]),
  ]);
  assert.ok(named.length > 50);
  assert.ok(named.some(([, id]) => id === 'prices-hint') && named.some(([, id]) => id === 'panel-title'));
  assert.deepEqual(
    named.filter(([path, id]) => !isThere(path, id)),
    [],
  );
});
