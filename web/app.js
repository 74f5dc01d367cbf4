// Wires the page: what the user does becomes inputs of the core, its effects go to the views.
// The only module with state of its own at the top and with listeners on the document.

import createModule from 'parley-module';
import { readConfig, readModels } from './api.js';
import { Attach } from './attach.js';
import { copy } from './clipboard.js';
import { Composer, submitMode } from './composer.js';
import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { loadCore } from './core.js';
import { byId, setText } from './dom.js';
import { Drawer, openDrawer } from './drawer.js';
import { Editor } from './editor.js';
import { parseJson } from './format.js';
import { ModelChooser } from './models.js';
import { Next } from './next.js';
import { Follower } from './scroll.js';
import { choiceOf, keepNew, newChoice, settingsFor } from './settings.js';
import { recall, remember } from './storage.js';
import { S } from './strings.js';
import { Welcome } from './welcome.js';

const kHiddenMs = 250; // between drains where there are no animation frames
const kIdleMs = 1000;
const kConfigRetryMs = 3000;
const kSleptMs = 20000; // without a tick: the machine slept
const kSafeMs = 5000; // for another tab to answer

const log = byId('log');
const eventList = byId('event-list');
const stopButton = byId('stop');
const composer = new Composer(byId('message'), idInUrl());
const attach = new Attach(composer, notice, announce);
const models = new ModelChooser(byId('model'), byId('models'));
const welcome = new Welcome(byId('welcome'));
const next = new Next();
const connection = new Connection(byId('connection'), byId('connection-text'));
const follow = new Follower(log, (following) => (byId('jump').hidden = following));
const followEvents = new Follower(eventList, () => {});
const resized = new ResizeObserver(() => {
  follow.update();
  followEvents.update();
});

/** @type {Conversations | null} once the core is there */
let all = null;
/** @type {Drawer | null} */
let drawer = null;
/** @type {Promise<import('./inspector/inspector.js').Inspector> | null} */
let inspector = null;
/** @type {Editor | null} */
let editor = null;
let choice = newChoice(); // what goes along with messages of the conversation that is shown
/** @type {import('./writing/commands.js').Commands | null} once there was a slash */
let commands = null;
/** @type {{text: string, mode: string, beside: number, more: Record<string, any>, safe: () => void}[]} sent before the core was there */
let early = [];
let tips = false; // are there
let frame = 0;
let timer = 0;
let ticked = Date.now();
let instance = ''; // which run of the proxy this is
let kept = false; // the page, for when the proxy is not there
let asking = 0; // timer of the next time the proxy is asked who it is
let outOfTouch = false; // a connection was lost since the proxy was last asked who it is
let troubled = false; // storage has been complained about

/** The conversation that the address names, or empty. */
function idInUrl() {
  return /^#c=([\w-]{1,64})$/.exec(location.hash)?.[1] ?? '';
}

// --- effects ---

/** Takes what the cores have done; asks for the next round. */
function pump() {
  const busy = all?.pump() ?? false;
  const now = Date.now();
  if (now - ticked >= kIdleMs) {
    // Hidden tabs tick seldom, so that only a tab in sight can tell that the machine slept.
    if (now - ticked >= kSleptMs && !document.hidden) all?.online();
    ticked = now;
    all?.tick(now);
  }
  cancelAnimationFrame(frame);
  clearTimeout(timer);
  if (busy && !document.hidden) frame = requestAnimationFrame(pump);
  else timer = setTimeout(pump, busy ? kHiddenMs : kIdleMs);
}

/**
 * @param {import('./live.js').Live} live
 * @param {import('./core.js').Effect[]} effects
 * @param {Element | null} unfocused what had the focus and lost it
 */
function took(live, effects, unfocused) {
  for (const { kind, state } of effects) {
    if (kind === 'turn_state' && state === 'done') keepPage();
    if (kind !== 'connection') continue;
    if (state === 'reconnecting' || state === 'offline') outOfTouch = true;
    if (state === 'offline') readProxy(true);
    else if (state === 'connected' && outOfTouch) readProxy();
  }
  if (live !== all?.shown) return;
  show(live);
  // Moved: the button goes along. Gone: back to the box.
  if (unfocused) /** @type {HTMLElement} */ (unfocused.isConnected ? unfocused : composer.box).focus();
}

/** @param {import('./live.js').Live} live */
function show(live) {
  const { view } = live;
  next.show();
  byId('show-map').hidden = byId('show-numbers').hidden = live.empty;
  byId('show-jobs').hidden = ![...(all?.lives.values() ?? [])].some((each) => each.view.running);
  document.dispatchEvent(new Event('view-changed'));
  closeEditorOfSent();
  welcome.show(live.loaded && live.empty);
  const hidden = !view.running;
  if (hidden && document.activeElement === stopButton) composer.box.focus();
  stopButton.hidden = hidden;
  inspect();
  showConnection();
  follow.update();
  followEvents.update();
}

function showConnection() {
  const live = all?.shown;
  connection.show(live?.view, live?.connections ?? new Map());
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
  if (!editor?.queued || all?.shown?.view.queue.includes(editor.turn.id)) return;
  const { text, original } = editor;
  editor.close();
  editor = null;
  if (text === original) return;
  composer.give(text);
  say(S.error.sent);
}

/**
 * Another conversation is shown.
 * @param {import('./live.js').Live} live
 * @param {import('./live.js').Live | null} before
 */
function switched(live, before) {
  if (before) editor?.close();
  editor = null;
  const kept = all?.library.records.has(live.id) ?? false;
  composer.use(kept ? live.id : '');
  attach.use();
  log.replaceChildren(live.elements.log, live.elements.queue);
  eventList.replaceChildren(live.elements.events);
  byId('event-count').replaceChildren(live.elements.count);
  byId('event-latest').replaceChildren(live.elements.latest);
  const hash = kept ? `#c=${live.id}` : '';
  if (hash !== location.hash) history.pushState(null, '', hash || location.pathname);
  resized.disconnect();
  resized.observe(live.elements.log);
  resized.observe(live.elements.events);
  next.view = live.view;
  if (before) say('');
  show(live);
  follow.jump();
  followEvents.jump();
  live.ready.then(() => live === all?.shown && goOnWith(live));
}

/** A conversation that is opened again goes on as it was. @param {import('./live.js').Live} live */
function goOnWith(live) {
  follow.jump();
  followEvents.jump();
  const settings = parseJson(live.lastSettings);
  const of = settings ? choiceOf(settings) : { id: '', choice: newChoice() };
  choice = all?.library.records.get(live.id)?.choice ?? of.choice;
  if (of.id) models.input.value = of.id;
}

/** Text that cannot be kept is said to be so, once. @param {unknown} error */
function trouble(error) {
  if (troubled) return;
  troubled = true;
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  notice(full ? S.keeping.full : S.keeping.refused(error instanceof Error ? error.message : String(error)));
}

/** Something of a journal is lost. @param {import('./live.js').Live} live */
function damaged(live) {
  notice(S.keeping.damaged(live.title));
}

/** @param {string} text */
function notice(text) {
  say(text);
  announce(text);
}

// --- actions ---

/**
 * @param {import('./live.js').Live} live
 * @param {import('./live.js').Input[]} inputs
 */
function act(live, inputs) {
  const safe = live.do(inputs);
  const late = setTimeout(() => notice(S.keeping.elsewhere), kSafeMs);
  safe.then(() => clearTimeout(late));
  pump();
  return safe;
}

/**
 * @param {string} kind
 * @param {Omit<import('./live.js').Input, 'kind'>} [input]
 */
function input(kind, input) {
  if (all?.shown) act(all.shown, [{ kind, ...input }]);
}

/**
 * @param {string} text
 * @param {string} mode
 * @param {number} [beside] turn of which it is another version
 * @param {Record<string, any>} [more] goes along with this message only
 * @returns {Promise<void>} it is safe: a reload does not lose it
 */
function submit(text, mode, beside = 0, more = { attachments: turn(beside)?.settings.attachments }) {
  const live = all?.shown;
  if (!all || !live) return new Promise((safe) => early.push({ text, mode, beside, more, safe }));
  if (live.reads) return live.do([]);
  adopt(live);
  /** @type {import('./live.js').Input[]} */
  const inputs = [{ kind: 'submit', id: beside, arg: all.core.protocol.submit_mode[mode], text }];
  const settings = JSON.stringify({ ...settingsFor(models.model, choice, live.view.environment), ...more });
  if (live.settings !== settings) inputs.unshift({ kind: 'settings', text: settings });
  live.settings = settings;
  const safe = act(live, inputs);
  follow.jump();
  return safe;
}

async function showTips() {
  if (tips) return;
  tips = true;
  const { installTips } = await import('./writing/tips.js');
  installTips(() => all?.shown?.view);
}

/**
 * @param {import('./live.js').Live | null | undefined} live
 * @param {import('./settings.js').Choice} changed
 */
function keepChoice(live, changed) {
  if (live && all?.library.records.has(live.id)) all.library.update(live.id, { choice: changed });
  else keepNew(changed);
}

/** A conversation begins to exist with its first message. @param {import('./live.js').Live} live */
function adopt(live) {
  if (!all || all.library.records.has(live.id)) return;
  history.replaceState(null, '', `#c=${live.id}`);
  all.library.update(live.id, { updated: Date.now(), choice });
  showTips();
  keepNew(null);
  composer.name(live.id);
  attach.tray?.name(live.id);
}

/** @param {string} mode */
async function send(mode) {
  if (attach.opening) await attach.opening;
  const { text } = composer;
  if ((!text.trim() && !attach.any) || connection.page === 'broken' || attach.tray?.isReading()) return;
  const command = text.trim();
  if (all?.shown?.reads) return void all.shown.do([]);
  const plain = command === '/new' || command === '/reset';
  if (!plain && command[0] === '/' && ((await openCommands()).run(command) || composer.text !== text)) return;
  next.sent();
  say('');
  if (plain) {
    composer.set('');
    return fresh();
  }
  composer.hold(submit(text, mode, 0, { attachments: attach.tray?.take() }), text);
  composer.box.focus();
}

async function openCommands() {
  const { Commands } = await import('./writing/commands.js');
  return (commands ??= new Commands(
    composer,
    (action) => perform(action),
    (name, text) => {
      if (name === 'model') models.choose(text);
      else keepChoice(all?.shown, (choice = { ...choice, members: { ...choice.members, system_instruction: text } }));
    },
  ));
}

function fresh() {
  if (!all) return;
  if (!all.shown?.loaded || !all.shown.empty) all.fresh();
  announce(S.announce.fresh);
  composer.box.focus();
  pump();
}

/** The conversation that the address names is shown, or a new one. */
function goToUrl() {
  const id = idInUrl();
  if (!id) all?.fresh();
  else if (all?.library.records.has(id)) all.open(id);
  else {
    all?.fresh();
    notice(S.keeping.unknown);
  }
}

/** @param {number} id */
const turn = (id) => all?.shown?.view.turns.get(id);

/** @type {Record<string, (turn: number, button: HTMLElement) => any>} */
const actions = {
  new: fresh,
  stop: () => input('stop'),
  jump: () => follow.jump(),
  numbers: async () => {
    const { openNumbers } = await import('./numbers/dialog.js');
    if (all?.shown) openNumbers(all.shown.view);
  },
  map: async () => {
    const { openMap } = await import('./map.js');
    if (all?.shown) openMap(all.shown.view);
  },
  jobs: async () => (await import('./jobs.js')).openJobs(() => [...(all?.lives.values() ?? [])]),
  park: (id) => input('park', { id }),
  unpark: (id) => input('unpark', { id }),
  'stop-turn': (id) => input('stop', { id }),
  attach: async () => (await attach.open()).choose(),
  keys: async () => (await import('./writing/keys.js')).openKeys(),
  settings: async () => {
    const [{ openSettings }, { bodyOf }] = await Promise.all([import('./settings/dialog.js'), import('./settings/body.js')]);
    const live = all?.shown;
    openSettings(
      models.model,
      choice,
      (of) => bodyOf(settingsFor(models.model, of, live?.view.environment), composer.text, live?.view, next.mode),
      (changed) => keepChoice(live, (choice = changed)),
    );
  },
  'toggle-events': () => openEvents(byId('events').dataset.open !== 'yes'),
  example: (_, button) => {
    for (const { text, mode = 'queued', more = {} } of JSON.parse(button.dataset.messages ?? '[]')) submit(text, mode, 0, more);
    composer.box.focus();
  },
  retry: (id) => input('retry', { id }),
  'cancel-retry': (id) => {
    input('stop', { id });
    turn(id)?.element.querySelector('button')?.focus();
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
  again: (id) => submit(turn(id)?.message ?? '', 'queued', id),
  fork: async (id) => {
    const { fork } = await import('./fork.js');
    if (!all?.shown) return;
    await fork(all, all.shown, id);
    announce(S.announce.forked);
    composer.box.focus();
  },
  version: (id, button) => {
    if (id && button.ariaDisabled !== 'true') select(id, button);
  },
  fold: (id) => turn(id)?.mark.toggle(),
  events: async (id, button) => {
    openEvents(true);
    (await inspector)?.visit.begin(id, button);
  },
  cancel: closeEditor,
  copy: async (_, button) => {
    const done = await copy(button.dataset.text ?? '');
    announce(done ? S.announce.copied : S.announce.notCopied);
    button.classList.toggle('copied', done);
    setTimeout(() => button.classList.remove('copied'), 1500);
  },
};

/**
 * @param {string} action
 * @param {number} [id] of a turn
 * @param {HTMLElement} [button]
 */
async function perform(action, id = 0, button = composer.box) {
  try {
    await actions[action]?.(id, button);
  } catch (error) {
    say(S.notLoaded(error instanceof Error ? error.message : String(error)));
  }
}

/** @param {number} id */
function edit(id) {
  const edited = turn(id);
  editor?.close();
  editor = edited ? new Editor(edited) : null;
}

/**
 * The branch through a turn becomes the one in use.
 * @param {number} id
 * @param {HTMLElement} button
 */
function select(id, button) {
  const forward = button.nextElementSibling === null;
  input('select', { id: all?.shown?.view.branches.leaf(id) ?? id });
  const selected = turn(id);
  selected?.mark[forward ? 'after' : 'before'].focus();
  selected?.element.scrollIntoView({ block: 'nearest' });
}

function closeEditor() {
  editor?.close();
  editor = null;
  composer.box.focus();
}

/** The last queued message goes back into the empty box. @returns {boolean} */
function takeBack() {
  const last = turn(all?.shown?.view.queue.at(-1) ?? 0);
  if (!last || composer.text || editor) return false;
  composer.give(last.message);
  input('remove', { id: last.id });
  return true;
}

/** @param {boolean} open */
function openEvents(open) {
  byId('events').dataset.open = byId('app').dataset.events = open ? 'yes' : 'no';
  for (const id of ['toggle', 'toggle-phone']) {
    byId(id).setAttribute('aria-expanded', String(open));
    setText(byId(`${id}-text`), open ? S.events.hide : S.events.show);
  }
  inspect();
  follow.update();
  followEvents.update();
}

/**
 * What can be done with events beyond seeing them, once there are some in sight or someone goes there.
 * @param {boolean} [wanted]
 */
function inspect(wanted = false) {
  if (inspector || !all || byId('events').dataset.open !== 'yes') return;
  if (!wanted && all.shown?.empty !== false) return;
  const conversations = all;
  inspector = import('./inspector/inspector.js').then(({ Inspector }) => new Inspector(conversations, followEvents, notice));
  inspector.catch((error) => say(S.notLoaded(error.message)));
}

// --- listeners ---

for (const kind of ['pointerenter', 'focusin']) byId('events').addEventListener(kind, () => inspect(true));

document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const option = target.closest('[data-model]');
  if (option instanceof HTMLElement) models.choose(option.dataset.model ?? '');
  else if (!target.closest('.model')) models.setOpen(false);
  const button = target.closest('[data-action]');
  if (!(button instanceof HTMLElement)) return;
  const action = button.dataset.action ?? '';
  perform(action, Number(button.dataset.turn ?? 0), button);
  drawer?.act(action, button);
  if (action === 'toggle-events') remember('events', byId('events').dataset.open ?? '');
});

document.addEventListener('keydown', (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('dialog')) return;
  if (drawer?.key(event)) {
    event.preventDefault();
  } else if (target === models.input) {
    if (models.key(event.key)) event.preventDefault();
    if (event.key === 'Enter') composer.box.focus();
    if (event.key === 'Tab') models.setOpen(false);
  } else if (editor && target === editor.box) {
    const { id } = editor.turn;
    if (submitMode(event) === 'queued') actions.save(id, editor.element);
    else if (event.key === 'Escape') closeEditor();
    else return;
    event.preventDefault();
  } else if (target === composer.box && commands?.key(event)) {
    event.preventDefault();
  } else if (event.key === 'F6' || (event.key === '/' && event.ctrlKey) || (event.key === '?' && isSingleKey(target))) {
    event.preventDefault();
    import('./writing/keys.js').then(({ goToPane, openKeys }) => (event.key === 'F6' ? goToPane(event.shiftKey) : openKeys()));
  } else if (event.key === 'Escape' && all?.shown?.view.running && !event.isComposing) {
    input('stop');
  } else if (target === composer.box) {
    const mode = submitMode(event);
    next.key(event);
    if (mode) send(mode);
    if (mode || (event.key === 'ArrowUp' && takeBack())) event.preventDefault();
  }
});

/** Shortcuts of a single key are for where nothing is written, and can be switched off. @param {Element} target */
function isSingleKey(target) {
  return !target.closest('input, textarea, select') && recall('keys') !== 'off';
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  send(next.mode);
});
next.choice.addEventListener('change', () => next.show());
composer.box.addEventListener('keyup', (event) => next.key(event));
composer.box.addEventListener('blur', () => next.release());
composer.box.addEventListener('input', async () => {
  composer.changed();
  if (commands || composer.text === '/') (await openCommands()).show();
});
document.addEventListener('core-input', (event) => {
  const { kind, input: given } = /** @type {CustomEvent} */ (event).detail;
  if (kind === 'settings' && all?.shown) all.shown.settings = given.text;
  input(kind, given);
});
models.input.addEventListener('input', () => models.filter());
models.input.addEventListener('click', () => models.open());
log.addEventListener('scroll', () => follow.scrolled(), { passive: true });
eventList.addEventListener('scroll', () => followEvents.scrolled(), { passive: true });
document.addEventListener('visibilitychange', () => {
  all?.look();
  pump();
});
addEventListener('online', () => {
  all?.online();
  readProxy();
});
addEventListener('popstate', goToUrl);
addEventListener('resize', () => {
  follow.update();
  followEvents.update();
});

// --- start ---

/** @param {boolean} [quiet] a turn says already what is wrong */
async function readProxy(quiet = false) {
  clearTimeout(asking);
  try {
    const config = await readConfig();
    hold(false);
    outOfTouch = false;
    instance = config.instance ?? '';
    attach.most = config.limits?.max_body ?? Infinity;
    all?.setInstance(instance);
    if (connection.page === 'unreachable') setPage(all ? 'ready' : 'starting');
    const demo = config.mode === 'demo';
    byId('mode').hidden = byId('demo-hint').hidden = !demo;
    setText(byId('mode'), S.demo.badge);
    setText(byId('demo-hint'), S.demo.hint);
    welcome.describe(demo);
    models.offer(await readModels().catch((error) => (models.fail(error.message), [])));
  } catch {
    if (connection.page !== 'broken' && !quiet) setPage('unreachable');
    hold(true);
    asking = setTimeout(() => readProxy(quiet), kConfigRetryMs);
  }
}

/** @param {boolean} held the proxy is out of reach: what is to be sent waits */
function hold(held) {
  next.waits = held;
  all?.setHeld(held);
  next.show();
  pump();
}

/** From now on the page opens without the proxy: there is something to read in it. */
function keepPage() {
  if (kept) return;
  kept = true;
  navigator.serviceWorker?.register('worker.js').catch(() => {}); // where that is refused it needs the proxy
}

async function start() {
  const narrow = matchMedia('(max-width: 60rem)').matches;
  for (const name of ['events-width', 'events-height']) byId('app').style.setProperty(`--${name}`, recall(name));
  openEvents((recall('events') || (narrow ? 'no' : 'yes')) === 'yes');
  openDrawer(byId('app'), !narrow && recall('drawer') !== 'no');
  if (idInUrl()) welcome.show(false);
  readProxy();
  try {
    const core = await loadCore(createModule, new URL(PARLEY_WASM, document.baseURI).href);
    const conversations = new Conversations(core, {
      effects: took,
      listed: () => drawer?.render(),
      announce,
      trouble,
      damaged,
      switched,
    });
    conversations.held = next.waits;
    await conversations.start();
    if (conversations.library.records.size) keepPage();
    all = conversations;
    all.setInstance(instance);
    drawer = new Drawer(conversations, notice);
    goToUrl();
    if (connection.page === 'starting') setPage('ready');
    for (const { text, mode, beside, more, safe } of early.splice(0)) submit(text, mode, beside, more).then(safe);
    pump();
  } catch (error) {
    setPage('broken');
    composer.release();
    say(S.coreFailed(error instanceof Error ? error.message : String(error)));
  }
}

start();
