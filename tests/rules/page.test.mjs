// The page's modules: what a person does has one boundary, and names say what a thing is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import ts from 'typescript';

import { in_folder, read } from './sources.mjs';

const scripts = in_folder('web').filter((path) => path.endsWith('.js'));

/** @type {Record<string, string>} who listens to clicks by itself, and why */
const may_listen = {
  'web/ui/command.js': 'gives all commands',
  'web/app.js': 'closes what a click beside it closes',
  'web/tabs/notify.js': 'is no part of the document, and gives a command',
};

test('what is clicked is a command, or is done by attemptOn(): what goes wrong in it is shown', () => {
  const clicks = /addEventListener\(\s*['"](dbl)?click|\bonclick\b/;
  const who = scripts.filter((path) => clicks.test(read(path).replace(/\/\/.*|\/\*[^]*?\*\//g, '')));
  assert.deepEqual(who.sort(), Object.keys(may_listen).sort());
});

// Micromark calls its parameters so, and an iterator its method.
const not_ours = new Set(['web/reading/bounds.js', 'web/reading/math_syntax.js', 'web/reading/output.js']);
const empty_names = new Set(['seen', 'next', 'ways', 'words', 'chosen']);

/** Names that are given in a source: of variables, parameters, functions, members. @param {string} path */
function given_in(path) {
  /** @type {string[]} */
  const names = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const { name } = /** @type {{name?: ts.Node}} */ (/** @type {unknown} */ (node));
    const isGiven =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node) ||
      ts.isPropertyDeclaration(node);
    if (isGiven && name && ts.isIdentifier(name)) names.push(name.text);
    const assigned = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left;
    if (assigned && ts.isPropertyAccessExpression(assigned)) names.push(assigned.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
  return names;
}

test('no name in the page says nothing', () => {
  const bad = scripts.flatMap((path) =>
    not_ours.has(path) ? [] : given_in(path).flatMap((name) => (empty_names.has(name) ? [`${path}: ${name}`] : [])),
  );
  assert.deepEqual(bad, []);
  assert.ok(given_in('web/ui/once.js').includes('loading'));
});
