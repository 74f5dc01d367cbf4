// The message box: which Enter sends, what is kept as a draft, what a slash does, which model is chosen.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { Composer, submitMode } = await import('../../web/compose/composer.js');
const { Commands } = await import('../../web/compose/commands.js');
const { commands: all, register } = await import('../../web/ui/command.js');
const { pageCommands } = await import('../../web/commands.js');
const { ModelChooser } = await import('../../web/compose/models.js');

const box = /** @type {HTMLTextAreaElement} */ (document.getElementById('message'));
/** @type {InstanceType<typeof Composer>} */
let composer;
beforeEach(() => {
  localStorage.clear();
  box.value = '';
  composer = new Composer(box, '');
});

/** @param {string} text typed after what is there */
function type(text) {
  box.value += text;
  composer.changed();
}

/** @param {string} key @param {KeyboardEventInit} [more] */
const keydown = (key, more = {}) => new window.KeyboardEvent('keydown', { key, ...more });
/** What a reload shows. @param {string} id */
function kept(id) {
  box.value = '';
  return new Composer(box, id).text;
}

test('Enter queues, with Ctrl it goes beside, with Ctrl and Shift it interrupts; Shift makes a line', () => {
  assert.equal(submitMode(keydown('Enter')), 'queued');
  assert.equal(submitMode(keydown('Enter', { ctrlKey: true })), 'parallel');
  assert.equal(submitMode(keydown('Enter', { metaKey: true })), 'parallel');
  assert.equal(submitMode(keydown('Enter', { ctrlKey: true, shiftKey: true })), 'interrupt');
  assert.equal(submitMode(keydown('Enter', { shiftKey: true })), '');
  assert.equal(submitMode(keydown('Enter', { altKey: true })), '');
  assert.equal(submitMode(keydown('a')), '');
});

test('an Enter that confirms a candidate of an input method does not send', () => {
  assert.equal(submitMode(keydown('Enter', { isComposing: true })), '');
  assert.equal(submitMode(keydown('Enter', { keyCode: 229 })), '');
});

test('on a touch device Enter makes a line', (t) => {
  const { matchMedia } = globalThis;
  t.after(() => (globalThis.matchMedia = matchMedia));
  globalThis.matchMedia = (media) => ({ ...matchMedia(media), matches: media.includes('pointer: coarse') });
  assert.equal(submitMode(keydown('Enter')), '');
  assert.equal(submitMode(keydown('Enter', { ctrlKey: true })), 'parallel', 'where there is a keyboard after all');
});

test('each conversation has a draft of its own, and a reload keeps them', () => {
  type('new one');
  composer.use('a');
  assert.equal(box.value, '');
  type('of a\nin two lines');
  composer.use('');
  assert.equal(box.value, 'new one');
  assert.equal(kept('a'), 'of a\nin two lines');
  assert.equal(kept(''), 'new one');
});

test('the draft of a new conversation becomes that of the conversation', () => {
  type('more');
  composer.name('b');
  assert.equal(kept('b'), 'more');
  assert.equal(kept(''), '');
});

test('what is sent stays in the draft until it is safe', async () => {
  let isSafe = () => {};
  const safe = new Promise((resolve) => (isSafe = () => resolve(undefined)));
  type('One');
  composer.hold(/** @type {Promise<void>} */ (safe), 'One');
  assert.equal(box.value, '');
  type('Two');
  assert.equal(localStorage.getItem('parley.draft'), 'One\n\nTwo');
  isSafe();
  await safe;
  assert.equal(localStorage.getItem('parley.draft'), 'Two');
});

test('the draft of a conversation that is no more is not kept again', async () => {
  composer.use('gone');
  type('One');
  const safe = Promise.resolve();
  composer.hold(safe, 'One');
  type('Two');
  composer.use('');
  composer.forget('gone');
  await safe;
  assert.deepEqual(
    Object.keys(localStorage).filter((name) => name.includes('gone')),
    [],
  );
});

test('what cannot be sent goes back into the box, before what has been written since', () => {
  type('One');
  composer.hold(new Promise(() => {}), 'One');
  type('Two');
  composer.release();
  assert.equal(box.value, 'One\n\nTwo');
  assert.equal(box.selectionStart, 3);
});

function openCommands() {
  document.getElementById('commands')?.remove();
  /** @type {string[]} */
  const acted = [];
  /** @type {string[][]} */
  const set = [];
  // Those of the page, but that what they do is only noted.
  register(pageCommands(/** @type {any} */ ({ sender: { selection: {} } })));
  for (const [name, command] of all)
    command.run = ({ text = '' }) => (command.takes ? set.push([name, text]) : acted.push(name));
  const commands = new Commands(composer);
  const options = () =>
    commands.list.hidden
      ? []
      : [...commands.list.children].map((option) => option.querySelector('code')?.textContent ?? '');
  const said = () => document.getElementById('say')?.textContent ?? '';
  return { commands, acted, set, said, options };
}

test('a slash opens the menu of commands, and what is typed narrows it', () => {
  const { commands, options } = openCommands();
  type('/');
  commands.show();
  const all = options();
  assert.ok(all.length > 5);
  for (const name of ['/new', '/attach', '/settings', '/model', '/system', '/help'])
    assert.ok(all.includes(name), name);
  type('s');
  commands.show();
  assert.deepEqual(options(), ['/settings', '/system', '/stop']);
  type(' ');
  commands.show();
  assert.deepEqual(options(), []);
});

test('commands are chosen by key: around and around, Enter and Tab take, Escape leaves', () => {
  const { commands, acted, options } = openCommands();
  const chosen = () => document.getElementById(box.getAttribute('aria-activedescendant') ?? '')?.dataset.command;
  type('/s');
  commands.show();
  assert.equal(chosen(), 'settings');
  assert.equal(commands.key(keydown('ArrowUp')), true);
  assert.equal(chosen(), 'stop');
  commands.key(keydown('ArrowDown'));
  commands.key(keydown('ArrowDown'));
  assert.equal(chosen(), 'system');
  assert.equal(commands.key(keydown('x')), false);
  assert.equal(commands.key(keydown('Enter', { ctrlKey: true })), false);
  assert.equal(commands.key(keydown('Enter', { isComposing: true })), false);
  commands.key(keydown('Enter'));
  assert.equal(box.value, '/system ', 'what it needs can be written now');
  box.value = '/se';
  commands.show();
  commands.key(keydown('Tab'));
  assert.deepEqual(acted, ['settings']);
  assert.equal(box.value, '');
  type('/n');
  commands.show();
  commands.key(keydown('Escape'));
  assert.deepEqual(options(), []);
  assert.equal(box.value, '/n');
  assert.equal(box.hasAttribute('aria-activedescendant'), false);
  assert.equal(commands.key(keydown('Enter')), false, 'the menu is closed');
});

test('a command is one only where all of it is; what looks like one is a message when it is sent once more', () => {
  const { commands, acted, set, said } = openCommands();
  for (const command of ['/settings', ' /reset ', '/clear', '/branches', '/?', '/shortcuts'])
    assert.equal(commands.run(command), true, command);
  assert.deepEqual(acted, ['settings', 'new', 'new', 'map', 'keys', 'keys']);
  assert.equal(commands.run('/model gemini-4-argon'), true);
  assert.equal(commands.run('/system Be brief.\nIn two lines.'), true);
  assert.deepEqual(set, [
    ['model', 'gemini-4-argon'],
    ['system', 'Be brief.\nIn two lines.'],
  ]);
  for (const message of ['/etc/hosts is a file', '/', '//', 'x /new', '/a-b', '/2.5 is a number'])
    assert.equal(commands.run(message), false, message);
  assert.equal(said(), '');
  for (const [text, why] of /** @type {[string, RegExp][]} */ ([
    ['/nothing', /no command \/nothing/],
    ['/nothing of the kind', /no command \/nothing/],
    ['/constructor', /no command \/constructor/],
    ['/model', /\/model needs/],
    ['/new one', /\/new takes nothing/],
  ])) {
    assert.equal(commands.run(text), true, text);
    assert.match(said(), why);
    assert.equal(commands.run(text), false, `${text}, once more`);
    assert.equal(commands.run(text), true, 'and the next time it is asked again');
  }
});

/** @param {string} [remembered] */
async function openModels(remembered = '') {
  if (remembered) localStorage.setItem('parley.model', remembered);
  const input = document.createElement('input');
  const list = document.createElement('div');
  list.hidden = true;
  document.body.append(input, list);
  const models = new ModelChooser(input, list);
  const listed = await models.load();
  const shown = () => (list.hidden ? [] : [...list.querySelectorAll('[data-model]')].map(({ id }) => id && idOf(id)));
  const idOf = (/** @type {string} */ id) =>
    /** @type {HTMLElement | null} */ (list.querySelector(`[id="${id}"]`))?.dataset.model;
  const write = (/** @type {string} */ text) => {
    input.value = text;
    input.dispatchEvent(new window.Event('input'));
  };
  return {
    models,
    listed,
    input,
    list,
    shown,
    write,
    active: () => idOf(input.getAttribute('aria-activedescendant') ?? ''),
  };
}

const kModels = [
  { id: 'gemini-3.8-flash', title: 'Flash' },
  { id: 'gemini-4-flash', title: 'The newer one' },
  { id: 'gemini-4-argon', title: 'Argon, in a flash' },
];

test('the list offers models and agents, and begins with a lasting, quick one', async () => {
  const { models, listed, input, shown } = await openModels();
  listed.offer(kModels.slice(1));
  assert.equal(models.model, 'gemini-4-flash');
  input.click();
  assert.equal(shown().length, 5);
  assert.deepEqual(shown().slice(0, 2), ['gemini-4-flash', 'gemini-4-argon']);
  assert.equal(input.getAttribute('aria-expanded'), 'true');
});

test('what was chosen once is chosen again, listed or not', async () => {
  const { models, listed } = await openModels('models/my-own');
  listed.offer(kModels);
  assert.equal(models.model, 'my-own');
  models.choose('gemini-4-argon');
  assert.equal((await openModels()).models.model, 'gemini-4-argon');
});

test('typing narrows the list by id and title, and keys choose from it', async () => {
  const { models, listed, input, shown, write, active } = await openModels();
  listed.offer(kModels);
  write('flash 4');
  assert.deepEqual(shown(), ['gemini-4-flash', 'gemini-4-argon']);
  models.key('ArrowUp');
  assert.equal(active(), 'gemini-4-argon');
  models.key('ArrowDown');
  assert.equal(active(), 'gemini-4-flash');
  models.key('Enter');
  assert.equal(input.value, 'gemini-4-flash');
  assert.deepEqual(shown(), []);
  write('another-one');
  assert.equal(models.key('Enter'), true);
  assert.equal(models.model, 'another-one', 'any other id will do');
  models.key('ArrowDown');
  assert.equal(models.key('Escape'), true);
  assert.equal(models.key('Escape'), false, 'nothing is open');
});

test('what only searched the list is no model: Escape and leaving bring back the one before', async () => {
  const { models, listed, input, shown, write } = await openModels('gemini-4-argon');
  listed.offer(kModels);
  for (const leave of [() => models.key('Escape'), () => input.dispatchEvent(new window.Event('blur'))]) {
    write('flash');
    assert.equal(models.model, 'gemini-4-argon', 'nothing is chosen while one types');
    leave();
    assert.equal(input.value, 'gemini-4-argon');
    assert.deepEqual(shown(), []);
    assert.equal((await openModels()).models.model, 'gemini-4-argon', 'nor after a reload');
  }
  for (const [typed, model] of [
    ['gemini-4-flash', 'gemini-4-flash'], // as it is in the list
    ['tuned-of-my-own', 'tuned-of-my-own'], // not in it
    ['', 'tuned-of-my-own'],
  ]) {
    write(typed);
    input.dispatchEvent(new window.Event('blur'));
    assert.equal(models.model, model);
    assert.equal(input.value, model);
  }
});

test('the list is asked for when somebody looks for it, once, and shown when it comes', async () => {
  const { models, input, list, shown, write } = await openModels();
  let asked = 0;
  models.read = async () => (++asked, kModels);
  assert.equal(models.model, 'gemini-3.8-flash', 'what is shown needs no list');
  input.focus();
  input.click();
  assert.match(list.textContent ?? '', /Reading the list/);
  write('argon');
  await until(() => shown().length);
  assert.deepEqual(shown(), ['gemini-4-argon'], 'what was typed meanwhile narrows it');
  models.key('Escape');
  input.click();
  models.want();
  assert.equal(asked, 1);
  assert.equal(shown().length, 6);
});

test('a default that the service has not is replaced, and is right from the start from then on', async () => {
  localStorage.clear();
  const { models, listed } = await openModels();
  models.read = async () => kModels.slice(1);
  models.want();
  await until(() => models.model === 'gemini-4-flash');
  assert.equal((await openModels()).models.model, 'gemini-4-flash');
  listed.offer(kModels);
  assert.equal((await openModels()).models.model, 'gemini-3.8-flash');
});

test('where models cannot be listed, that is said, and an id can be typed all the same', async () => {
  const { models, listed, list, write } = await openModels();
  models.read = async () => Promise.reject(new Error('no key'));
  listed.open();
  await until(() => list.textContent?.includes('no key'));
  write('gemini-x');
  models.key('Enter');
  assert.equal(models.model, 'gemini-x');
});
