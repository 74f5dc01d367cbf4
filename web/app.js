// Wires the page: what the user does becomes inputs of the core, its effects go to the views.
// The only module with state of its own at the top and with listeners on the document.

import createModule from 'parley-module';
import { readConfig, readModels } from './api.js';
import { copy } from './clipboard.js';
import { Composer, submitMode } from './composer.js';
import { Connection } from './connection.js';
import { loadCore } from './core.js';
import { byId, setText } from './dom.js';
import { Editor } from './editor.js';
import { Events } from './events.js';
import { ModelChooser } from './models.js';
import { Next } from './next.js';
import { Follower } from './scroll.js';
import { defaultOptions, keepOptions, settingsFor } from './settings.js';
import { recall, remember } from './storage.js';
import { S } from './strings.js';
import { View } from './view.js';
import { Welcome } from './welcome.js';

const kHiddenMs = 250; // between drains where there are no animation frames
const kIdleMs = 1000;
const kConfigRetryMs = 3000;

const log = byId('log');
const eventList = byId('event-list');
const stopButton = byId('stop');
const composer = new Composer(byId('message'));
const models = new ModelChooser(byId('model'), byId('models'));
const welcome = new Welcome(byId('welcome'));
const events = new Events(eventList, byId('event-count'), byId('event-latest'));
const view = new View(
  { log: byId('turns'), queue: byId('queue'), list: byId('queued'), paused: byId('paused') },
  announce,
  async (turn) => (await import('./notify.js')).notify(turn),
);
const next = new Next(view);
const connection = new Connection(byId('connection'), byId('connection-text'));
const follow = new Follower(log, (following) => (byId('jump').hidden = following));
const followEvents = new Follower(eventList, () => {});

/** @type {import('./core.js').Core | null} */
let core = null;
/** @type {import('./core.js').Conversation | null} */
let conversation = null;
/** @type {Editor | null} */
let editor = null;
let settings = ''; // as last given to the core
let options = defaultOptions();
/** @type {string[]} messages sent before the core was there */
let early = [];
let frame = 0;
let timer = 0;
let ticked = 0;

// --- effects ---

/** Drains the core and shows what came; asks for the next round. */
function pump() {
  const effects = conversation?.drain() ?? [];
  if (effects.length) show(effects);
  const now = Date.now();
  if (now - ticked >= kIdleMs) {
    ticked = now;
    view.tick(now);
  }
  cancelAnimationFrame(frame);
  clearTimeout(timer);
  const busy = effects.length > 0 || view.busy;
  if (busy && !document.hidden) frame = requestAnimationFrame(pump);
  else timer = setTimeout(pump, busy ? kHiddenMs : kIdleMs);
}

/** @param {import('./core.js').Effect[]} effects */
function show(effects) {
  const focused = document.activeElement;
  const inQueue = byId('queue').contains(focused);
  for (const effect of effects) {
    view.apply(effect);
    events.apply(effect);
    connection.apply(effect);
  }
  view.showBranches();
  next.show();
  byId('show-map').hidden = view.turns.size === 0;
  byId('show-jobs').hidden = !view.running;
  document.dispatchEvent(new Event('view-changed'));
  closeEditorOfSent();
  remember('unsent', view.queue.length ? JSON.stringify(view.queuedTexts()) : '');
  welcome.show(view.turns.size === 0);
  if (inQueue && document.activeElement === document.body) {
    // Moved: the button goes along. Gone: back to the box.
    /** @type {HTMLElement} */ (focused?.isConnected ? focused : composer.box).focus();
  }
  const hidden = !view.running;
  if (hidden && document.activeElement === stopButton) composer.box.focus();
  stopButton.hidden = hidden;
  showConnection();
  follow.update();
  followEvents.update();
}

function showConnection() {
  connection.show((turn) => view.turns.get(turn)?.running ?? false);
}

/** @param {string} state of the page itself */
function setPage(state) {
  connection.page = state;
  showConnection();
}

/** @param {string} text */
function announce(text) {
  setText(byId('announce'), text);
}

/** @param {string} text shown above the box; empty: nothing */
function say(text) {
  setText(byId('say'), text);
  byId('say').hidden = !text;
}

/** A queued message may go out while it is being edited: what was written then is kept. */
function closeEditorOfSent() {
  if (!editor?.queued || view.queue.includes(editor.turn.id)) return;
  const { text, original } = editor;
  editor.close();
  editor = null;
  if (text === original) return;
  composer.give(text);
  say(S.error.sent);
}

// --- actions ---

/**
 * @param {string} kind
 * @param {{id?: number, arg?: number, text?: string}} [input]
 */
function input(kind, input) {
  conversation?.input(kind, input);
  pump();
}

/**
 * @param {string} text
 * @param {string} mode
 * @param {number} [beside] turn of which it is another version
 */
function submit(text, mode, beside = 0) {
  if (!core || !conversation) {
    early.push(text);
    return;
  }
  const wanted = settingsFor(models.model, options, view.environment);
  if (wanted !== settings) input('settings', { text: wanted });
  settings = wanted;
  input('submit', { id: beside, arg: core.protocol.submit_mode[mode], text });
  follow.jump();
}

/** @param {string} mode */
function send(mode) {
  const text = composer.text;
  const command = text.trim();
  if (!command || connection.page === 'broken') return;
  composer.set('');
  next.sent();
  say('');
  if (command === '/new' || command === '/reset') fresh();
  else submit(text, mode);
  composer.box.focus();
}

function fresh() {
  if (!core) return;
  editor?.close();
  editor = null;
  conversation?.close();
  conversation = core.open();
  settings = '';
  remember('unsent', '');
  view.clear();
  events.clear();
  welcome.show(true);
  stopButton.hidden = true;
  showConnection();
  announce(S.announce.fresh);
  composer.box.focus();
  pump();
}

/** @type {Record<string, (turn: number, button: HTMLElement) => void | Promise<void>>} */
const actions = {
  new: fresh,
  stop: () => input('stop'),
  jump: () => follow.jump(),
  map: async () => (await import('./map.js')).openMap(view),
  jobs: async () => (await import('./jobs.js')).openJobs(() => [{ title: '', view, open: () => {} }]),
  park: (id) => input('park', { id }),
  unpark: (id) => input('unpark', { id }),
  'stop-turn': (id) => input('stop', { id }),
  settings: async () => {
    const { openSettings } = await import('./settings_dialog.js');
    openSettings(options, (changed) => keepOptions((options = changed)));
  },
  'toggle-events': () => openEvents(byId('events').dataset.open !== 'yes'),
  example: (_, button) => {
    for (const text of JSON.parse(button.dataset.messages ?? '[]')) submit(text, 'queued');
    composer.box.focus();
  },
  retry: (id) => input('retry', { id }),
  'cancel-retry': (id) => {
    input('stop', { id });
    view.turns.get(id)?.element.querySelector('button')?.focus();
  },
  skip: (id) => input('skip', { id }),
  continue: (id) => input('continue', { id }),
  consent: (id) => input('consent', { id, arg: 1 }),
  refuse: (id) => input('consent', { id, arg: 0 }),
  'send-now': (id) => input('send_now', { id }),
  remove: (id) => input('remove', { id }),
  move: (id, button) => {
    if (button.ariaDisabled !== 'true') input('move', { id, arg: Number(button.dataset.place) });
  },
  edit,
  rewrite: edit,
  save: (id) => {
    const { text = '', queued } = editor ?? {};
    closeEditor();
    if (!text.trim()) return;
    if (queued) input('edit', { id, text });
    else submit(text, 'queued', id);
  },
  again: (id) => submit(view.turns.get(id)?.message ?? '', 'queued', id),
  version: (id, button) => {
    if (id && button.ariaDisabled !== 'true') select(id, button);
  },
  fold: (id) => view.turns.get(id)?.mark.toggle(),
  cancel: closeEditor,
  copy: async (_, button) => {
    const done = await copy(button.dataset.text ?? '');
    announce(done ? S.announce.copied : S.announce.notCopied);
    button.classList.toggle('copied', done);
    setTimeout(() => button.classList.remove('copied'), 1500);
  },
};

/** @param {number} id */
function edit(id) {
  const turn = view.turns.get(id);
  editor?.close();
  editor = turn ? new Editor(turn) : null;
}

/**
 * The branch through a turn becomes the one in use.
 * @param {number} id
 * @param {HTMLElement} button
 */
function select(id, button) {
  const forward = button.nextElementSibling === null;
  input('select', { id: view.branches.leaf(id) });
  const turn = view.turns.get(id);
  turn?.mark[forward ? 'after' : 'before'].focus();
  turn?.element.scrollIntoView({ block: 'nearest' });
}

function closeEditor() {
  editor?.close();
  editor = null;
  composer.box.focus();
}

/** The last queued message goes back into the empty box. @returns {boolean} */
function takeBack() {
  const id = view.queue.at(-1);
  const turn = id === undefined ? undefined : view.turns.get(id);
  if (!turn || composer.text || editor) return false;
  composer.give(turn.message);
  input('remove', { id: turn.id });
  return true;
}

/** @param {boolean} open */
function openEvents(open) {
  byId('events').dataset.open = byId('app').dataset.events = open ? 'yes' : 'no';
  for (const id of ['toggle', 'toggle-phone']) {
    byId(id).setAttribute('aria-expanded', String(open));
    setText(byId(`${id}-text`), open ? S.events.hide : S.events.show);
  }
  follow.update();
  followEvents.update();
}

// --- listeners ---

document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const option = target.closest('[data-model]');
  if (option instanceof HTMLElement) models.choose(option.dataset.model ?? '');
  else if (!target.closest('.model')) models.setOpen(false);
  const button = target.closest('[data-action]');
  if (!(button instanceof HTMLElement)) return;
  const action = button.dataset.action ?? '';
  Promise.resolve(actions[action]?.(Number(button.dataset.turn ?? 0), button)).catch((error) => say(S.notLoaded(error.message)));
  if (action === 'toggle-events') remember('events', byId('events').dataset.open ?? '');
});

document.addEventListener('keydown', (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('dialog')) return;
  if (target === models.input) {
    if (models.key(event.key)) event.preventDefault();
    if (event.key === 'Enter') composer.box.focus();
    if (event.key === 'Tab') models.setOpen(false);
  } else if (editor && target === editor.box) {
    const { id } = editor.turn;
    if (submitMode(event) === 'queued') actions.save(id, editor.element);
    else if (event.key === 'Escape') closeEditor();
    else return;
    event.preventDefault();
  } else if (event.key === 'Escape' && view.running && !event.isComposing) {
    input('stop');
  } else if (target === composer.box) {
    const mode = submitMode(event);
    next.key(event);
    if (mode) send(mode);
    if (mode || (event.key === 'ArrowUp' && takeBack())) event.preventDefault();
  }
});

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send(next.mode);
});
next.choice.addEventListener('change', () => next.show());
composer.box.addEventListener('keyup', (event) => next.key(event));
composer.box.addEventListener('blur', () => next.release());
composer.box.addEventListener('input', () => composer.changed());
document.addEventListener('core-input', (event) => {
  const { kind, input: given } = /** @type {CustomEvent} */ (event).detail;
  if (kind === 'settings') settings = given.text;
  input(kind, given);
});
models.input.addEventListener('input', () => models.filter());
models.input.addEventListener('click', () => models.open());
log.addEventListener('scroll', () => follow.scrolled(), { passive: true });
eventList.addEventListener('scroll', () => followEvents.scrolled(), { passive: true });
document.addEventListener('visibilitychange', pump);
addEventListener('online', () => input('online'));
addEventListener('resize', () => {
  follow.update();
  followEvents.update();
});

// --- start ---

async function readProxy() {
  try {
    const config = await readConfig();
    if (connection.page === 'unreachable') setPage(core ? 'ready' : 'starting');
    const demo = config.mode === 'demo';
    byId('mode').hidden = byId('demo-hint').hidden = !demo;
    setText(byId('mode'), S.demo.badge);
    setText(byId('demo-hint'), S.demo.hint);
    welcome.describe(demo);
    models.offer(await readModels().catch((error) => (models.fail(error.message), [])));
  } catch {
    if (connection.page !== 'broken') setPage('unreachable');
    setTimeout(readProxy, kConfigRetryMs);
  }
}

/** Messages that were queued when the page went away. */
function restoreUnsent() {
  let texts = [];
  try {
    texts = JSON.parse(recall('unsent') || '[]');
  } catch {
    // Not ours any more.
  }
  if (!Array.isArray(texts) || !texts.length) return;
  composer.give(texts.join('\n\n'));
  remember('unsent', '');
  say(S.unsent);
}

async function start() {
  const narrow = matchMedia('(max-width: 60rem)').matches;
  openEvents((recall('events') || (narrow ? 'no' : 'yes')) === 'yes');
  restoreUnsent();
  readProxy();
  try {
    core = await loadCore(createModule, new URL(PARLEY_WASM, document.baseURI).href);
    conversation = core.open();
    if (connection.page === 'starting') setPage('ready');
    for (const text of early) submit(text, 'queued');
    early = [];
    pump();
  } catch (error) {
    setPage('broken');
    if (early.length) composer.give(early.join('\n\n'));
    say(S.coreFailed(error instanceof Error ? error.message : String(error)));
  }
}

start();
