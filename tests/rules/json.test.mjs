// No shape of JSON from outside may reach an operation of the library that throws: the core is
// built without exceptions, and would end. json_tree.h has what can be asked of any value.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cpp, includes, read } from './sources.mjs';

// Members of a JSON value that take any value. All others (and [], +=) throw for some, or give an
// iterator, which throws where it points to nothing.
const total = /^(is_\w+|empty|size|contains|get_ptr)$/;
// Functions of json_tree.h, and one of Step::State, that give containers of the standard library.
const containers = /^(make_list|make_object|make_string|items|members|take_items|take_members|list)$/;
// Functions of the library whose argument must have a certain shape; those that read and write.
const never = /\bJson::(parse|object\(\s*\{|from_\w+|to_\w+)|\.(dump|get_to|get_ref|get)\s*[(<]/;

/** What is no comment, string or character. @param {string} source */
const code = (source) =>
  source
    .replace(/\/\/.*/g, '')
    .replace(/"(\\.|[^"\\])*"/g, '""')
    .replace(/'(\\.|[^'\\])'/g, "' '");

// Names that a source gives to JSON values, anywhere in it: the same name for anything else would
// deceive the reader as well.
/** @param {string} source */
function names(source) {
  const declared = [...source.matchAll(/\bJson\b(?!::)(?:\s*[&*]|\s+const\b)*\s*\b(?!operator\b)(\w+)\s*(?!\w|\()/g)];
  const bound = [...source.matchAll(/\[\w+, (\w+)\]\s*:\s*(?:take_)?members\(/g)];
  return new Set([...declared, ...bound].map(([, name]) => name));
}

// The name of the function whose call ends with the parenthesis at `end`.
/** @param {string} source @param {number} end */
function called(source, end) {
  let depth = 0;
  let at = end;
  do {
    if (source[at] === ')') depth += 1;
    if (source[at] === '(') depth -= 1;
    at -= 1;
  } while (depth > 0 && at >= 0);
  return source.slice(0, at + 1).match(/(\w*)(<[^<>]*>)?$/)?.[1] ?? '';
}

/** The lines with an operation that throws. @param {string} text */
function throwing(text) {
  const source = code(text);
  const json = names(source);
  /** @type {string[]} */
  const found = [];
  /** @param {number} at */
  const say = (at) =>
    found.push(
      source
        .slice(source.lastIndexOf('\n', at) + 1)
        .split('\n')[0]
        .trim(),
    );
  for (const match of source.matchAll(new RegExp(never, 'g'))) say(match.index);
  // name.op(, name->op(, (*name).op(, name[, name +=; name may be a member of something else.
  for (const match of source.matchAll(/(?:(?<!\w)\(\*(\w+)\)|\b(\w+))\s*(?:(?:\.|->)\s*(\w+)\s*[(<]|(\[)|(\+=))/g)) {
    const [, pointed, plain, operation] = match;
    if (json.has(pointed ?? plain) && !(operation && total.test(operation))) say(match.index);
  }
  // Of what a function of json_tree.h gives: find_member(...)->op(, make_member(...)[
  for (const match of source.matchAll(/\)\s*(?:(?:\.|->)\s*(\w+)\s*[(<]|(\[)|(\+=))/g)) {
    const from = called(source, match.index);
    if (!/^(find|make|take)_|^(items|members|list|front|back|read|read_json)$/.test(from)) continue;
    if (/^find_(string|count|error)$/.test(from) || containers.test(from)) continue;
    if (!(match[1] && total.test(match[1]))) say(match.index);
  }
  // Of an item: items(...)[0]["a"]
  for (const match of source.matchAll(/\]\s*(?:(?:\.|->)\s*(\w+)\s*[(<]|(\[)|(\+=))/g)) {
    if (!(match[1] && total.test(match[1]))) say(match.index);
  }
  return found;
}

const readers = cpp.filter(
  (path) => path.startsWith('wasm/') && includes(path).some(({ name }) => name === 'nlohmann/json.hpp'),
);

test('the core uses no operation on JSON that throws for some shape of it', () => {
  assert.ok(readers.length > 0);
  for (const path of readers) {
    const source = read(path);
    assert.ok(names(code(source)).size > 0, `${path}: no JSON seen`);
    assert.deepEqual(throwing(source), [], path);
  }
});

test('each operation that throws is seen, in whatever way it is written', () => {
  const before = 'Json delta; Json* found; struct State { Json value; };\n';
  for (const line of [
    'delta["text"] = 1;',
    'delta[key] = 1;',
    '(*found)[0] = 1;',
    'state.value["type"] = 1;',
    'state_->value.at("type");',
    'delta.at("text");',
    'found->at(0);',
    '(*found).push_back(1);',
    'delta.push_back(1);',
    'delta += 1;',
    'found->emplace("a", 1);',
    'delta.emplace_back(1);',
    'delta.erase("text");',
    'delta.update(other);',
    'delta.merge_patch(other);',
    'delta.value("text", "");',
    'delta.get<std::string>();',
    'delta.get_to(text);',
    'delta.get_ref<std::string&>();',
    'delta.front();',
    'found->back();',
    'for (auto& [key, more] : delta.items()) {}',
    'for (auto& [key, more] : members(delta)) more["a"] = 1;',
    'delta.find("text")->is_null();',
    'delta.dump();',
    'Json::parse(text);',
    'Json::object({{1, 2}});',
    'find_member(delta, "a")->front();',
    'find_list(&delta, "a")->push_back(1);',
    'make_member(&delta, "a")["b"] = 1;',
    'make_member(&delta, "a").push_back(1);',
    'take_member(&delta, "a").at("b");',
    'items(delta)[0]["a"] = 1;',
    'items(delta).front().at("a");',
    'read_json<Json>(text)["a"];',
  ]) {
    assert.equal(throwing(before + line).length > 0, true, line);
  }
  for (const line of [
    'if (delta.is_object() && delta.contains("a") && !found->empty()) found->size();',
    'make_member(&delta, "a") = 1;',
    'make_list(&make_member(&delta, "a")).push_back(1);',
    'for (auto& [key, more] : take_members(std::move(delta))) make_member(&delta, key) = more;',
    'if (const auto* text = delta.get_ptr<const std::string*>()) text->size();',
    'find_string(delta, "a").find("b"); items(delta)[0].is_null(); items(delta).front().is_null();',
    'notices.push_back(text); text[0] = line.back(); // delta["a"]',
  ]) {
    assert.deepEqual(throwing(before + line), [], line);
  }
});
