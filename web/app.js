// Wires the page: what the user does becomes inputs of the core, its effects go to the views.
// The only module with state of its own at the top and with the listeners that are about all of it.

import './core/late.js'; // before all that may ask for more
import createModule from 'parley-module';
import { pageCommands } from './commands.js';
import { Attach } from './compose/attach.js';
import { Selection } from './settings/selection.js';
import { Composer } from './compose/composer.js';
import { Connection } from './core/connection.js';
import { Conversations } from './conversation/conversations.js';
import { loadCore, OtherVersion } from './core/core.js';
import { isAt } from './ui/breakpoints.js';
import { actionButton, byId } from './ui/dom.js';
import { watchErrors } from './ui/errors.js';
import { openDrawer } from './list/open.js';
import { Editing } from './chat/editing.js';
import { EventPane } from './events/event_pane.js';
import { forgetDeleted } from './compose/forget.js';
import { MessageForm } from './compose/message_form.js';
import { ModelChooser } from './compose/models.js';
import { Continuation } from './compose/continuation.js';
import { ProxyStatus } from './core/proxy_status.js';
import { Pump } from './core/pump.js';
import { isComposing, isTouch, nameKeys } from './ui/keyboard.js';
import { announce, notice, noticeOfKeeping, say } from './ui/say.js';
import { Follower } from './ui/scroll.js';
import { Sender } from './core/sender.js';
import { recall, remember } from './keep/storage.js';
import { S } from './ui/strings.js';
import { setTitle } from './ui/title.js';
import { commandOf, isForWriting, listenToClicks, perform, register } from './ui/command.js';
import { on, tell } from './ui/bus.js';
import { Welcome } from './chat/welcome.js';

watchErrors();

const log = byId('log');
const stopButton = byId('stop');
const pump = new Pump();
const composer = new Composer(byId('message'), idInUrl());
const attach = new Attach(composer, notice, announce);
const models = new ModelChooser(byId('model'), byId('models'));
const welcome = new Welcome(byId('welcome'));
const continuation = new Continuation();
const connection = new Connection(byId('connection'), byId('connection-text'));
const proxy = new ProxyStatus(connection, attach, welcome, heardOfProxy);
const follow = new Follower(log, (following) => (byId('jump').hidden = following));
const pane = new EventPane(follow);
const selection = new Selection(models);
const sender = new Sender(composer, attach, selection, follow, pump);
const editing = new Editing(sender);
const form = new MessageForm(sender, continuation, connection);
/** @type {Parameters<typeof pageCommands>[0]} */
const parts = { sender, editing, continuation, pane, form, drawer: null };
const resized = new ResizeObserver(resize);

/** @type {Conversations | null} once the core is there */
let all = null;
let kept = false; // the page, for when the proxy is not there
let troubled = false; // storage has been complained about

/** The conversation that the address names, or empty. */
function idInUrl() {
  return /^#c=([\w-]{1,64})$/.exec(location.hash)?.[1] ?? '';
}

function resize() {
  follow.update();
  pane.follow.update();
}

// --- what the conversations tell

/**
 * @param {import('./conversation/conversation.js').Conversation} live
 * @param {import('./core/core.js').Effect[]} effects
 * @param {Element | null} unfocused what had the focus and lost it
 */
function took(live, effects, unfocused) {
  for (const { kind, state } of effects) {
    if (kind === 'turn_state' && state === 'done') keepPage();
    if (kind === 'connection') proxy.heard(state);
  }
  if (live !== all?.shown) return;
  show(live);
  // Moved: the button goes along. Gone: back to the box.
  if (unfocused) /** @type {HTMLElement} */ (unfocused.isConnected ? unfocused : composer.box).focus();
}

/** @param {import('./conversation/conversation.js').Conversation} live */
function show(live) {
  const { view } = live;
  setTitle(live.name);
  continuation.show();
  byId('show-map').hidden = byId('show-numbers').hidden = live.empty;
  byId('show-jobs').hidden = ![...live.all.lives.values()].some((each) => each.view.running);
  tell('shown');
  editing.rewriting?.leaveSent();
  welcome.show(live.loaded && live.empty);
  const hidden = !view.running;
  if (hidden && document.activeElement === stopButton) composer.box.focus();
  stopButton.hidden = hidden;
  pane.inspect();
  connection.show();
}

/**
 * Another conversation is shown.
 * @param {import('./conversation/conversation.js').Conversation} live
 * @param {import('./conversation/conversation.js').Conversation | null} before
 */
function switched(live, before) {
  editing.rewriting?.leave();
  sender.live = connection.live = live;
  continuation.view = live.view;
  const kept = live.all.library.records.has(live.id);
  composer.use(kept ? live.id : '');
  attach.use();
  log.replaceChildren(live.elements.log, live.elements.queue);
  pane.use(live);
  const hash = kept ? `#c=${live.id}` : '';
  if (hash !== location.hash) history.pushState(null, '', hash || location.pathname);
  // Told between layout and paint: to ask at each change would lay out each time.
  resized.disconnect();
  const { log: turns, queue, events } = live.elements;
  for (const element of [log, turns, queue, events]) resized.observe(element);
  if (before) {
    say('');
    write();
    selection.goOn(live);
  }
  show(live);
  jump();
  void live.ready.then(() => {
    if (live !== all?.shown) return;
    jump();
    selection.goOn(live);
    void editing.takeUp(live);
  });
}

/** What is typed goes into the box; on a touch screen only when it is touched. */
function write() {
  if (!isTouch()) composer.box.focus({ preventScroll: true });
}

/** What goes along with the next message has changed. */
selection.changed = async () => {
  sender.live?.view.setRetryModel(models.model);
  const { showActive } = await import('./compose/active.js');
  showActive(selection.settings());
};

function jump() {
  follow.jump();
  pane.follow.jump();
}

models.read = async () => (await import('./core/models.js')).readModels();
// Who writes will send: which model that goes to must be right by then.
composer.box.addEventListener('input', () => proxy.held || models.want());

/** The list of conversations has changed. */
function listed() {
  parts.drawer?.render();
  if (all?.shown) setTitle(all.shown.name);
}

/** Text that cannot be kept is said to be so, once. @param {unknown} error */
function trouble(error) {
  if (troubled) return;
  troubled = true;
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  const why = error instanceof Error ? error.message : String(error);
  void noticeOfKeeping((texts) => [full ? texts.full : texts.refused(why)]);
}

/** Something of a journal is lost. @param {import('./conversation/conversation.js').Conversation} live */
function damaged(live) {
  void noticeOfKeeping((texts) => [texts.damaged(live.title)]);
}

/** From now on the page opens without the proxy: there is something to read in it. */
function keepPage() {
  if (kept) return;
  kept = true;
  navigator.serviceWorker?.register('worker.js').catch(() => {}); // where that is refused it needs the proxy
}

// The view says what it lacks; it asks nobody itself.
on('usageMissing', async (turn) => {
  const { askLate } = await import('./numbers/ask_late.js');
  askLate(turn);
});

forgetDeleted(composer, attach);

on('otherVersion', (which) => {
  void noticeOfKeeping((texts) =>
    which === 'newer' ? [texts.newer, actionButton('reload', texts.reload)] : [texts.older],
  );
});

// --- what the user does

register(pageCommands(parts));
listenToClicks();
document.addEventListener('click', (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  if (!target.closest('.model')) models.close();
  if (target.closest('.skip')) {
    event.preventDefault(); // the address names the conversation
    composer.box.focus();
  }
  // What opens where it stands must not be scrolled away by what arrives.
  if (target.closest('#log summary')) follow.letGo();
});

document.addEventListener('keydown', (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('dialog') || isComposing(event)) return;
  if (isForPart(event, target)) return event.preventDefault();
  const name =
    (target === composer.box && commandOf(event, 'box')) || (!isForWriting(event) && commandOf(event, 'anywhere'));
  if (!name) return;
  event.preventDefault();
  void perform(name, { event });
});

/**
 * What is open takes its keys first.
 * @param {KeyboardEvent} event
 * @param {Element} target
 * @returns {boolean} whether it did
 */
function isForPart(event, target) {
  if (parts.drawer?.key(event)) return true;
  if (target === models.input) {
    const isTaken = models.key(event.key);
    if (event.key === 'Enter') composer.box.focus();
    if (event.key === 'Tab') models.close();
    return isTaken;
  }
  if (editing.editor?.box === target) return editing.rewriting?.key(event) ?? false;
  return target === composer.box && (form.commands?.key(event) ?? false);
}

log.addEventListener('scroll', () => follow.scrolled(), { passive: true });
addEventListener('resize', resize);
addEventListener('popstate', goToUrl);
addEventListener('online', () => {
  all?.online();
  void proxy.ask();
});
document.addEventListener('visibilitychange', () => {
  all?.look();
  pump.run();
});

// --- start

/** The conversation that the address names is shown, or a new one. */
function goToUrl() {
  if (!all) return; // it is asked again
  const id = idInUrl();
  if (!id && !location.hash) all.fresh();
  else if (all.library.records.has(id)) all.open(id);
  else {
    history.replaceState(null, '', location.pathname); // Back leads past it
    all.fresh();
    void noticeOfKeeping((texts) => [texts.unknown]);
  }
}

/** Whether the proxy is in reach, and which one it is: what is to be sent waits until it is. */
function heardOfProxy() {
  continuation.waits = proxy.held;
  all?.setInstance(proxy.instance); // what goes out now is meant for this one
  all?.setHeld(proxy.held);
  continuation.show();
  pump.run();
}

async function start() {
  const narrow = isAt('narrow');
  for (const name of ['events-width', 'events-height']) byId('app').style.setProperty(`--${name}`, recall(name));
  pane.setOpen((recall('events') || (narrow ? 'no' : 'yes')) === 'yes');
  openDrawer(byId('app'), !narrow && recall('drawer') !== 'no');
  if (idInUrl()) welcome.show(false);
  nameKeys(byId('hint'));
  if (document.activeElement === document.body) write();
  void proxy.ask();
  const wasm = new URL(PARLEY_WASM, document.baseURI).href;
  try {
    const conversations = new Conversations({
      effects: took,
      listed,
      announce,
      trouble,
      damaged,
      switched,
    });
    await conversations.start(loadCore(createModule, wasm, PARLEY_PROTOCOL), idInUrl());
    if (conversations.library.records.size) keepPage();
    all = pump.all = conversations;
    all.setInstance(proxy.instance);
    all.setHeld(proxy.held);
    goToUrl();
    if (connection.page === 'starting') connection.setPage('ready');
    sender.sendEarly();
    pump.run();
    remember('reloaded', '');
    performance.mark('ready');
    welcome.begin();
    void loadRest(conversations);
  } catch (error) {
    connection.setPage('broken');
    composer.release();
    if (error instanceof OtherVersion) {
      const { loadAgain } = await import('./core/other_version.js');
      return loadAgain(wasm);
    }
    say(S.coreFailed(error instanceof Error ? error.message : String(error)));
  }
}

/** What comes when a message can be accepted. @param {Conversations} conversations */
async function loadRest(conversations) {
  const [{ Drawer, drawerCommands }, { turnCommands }] = await Promise.all([
    import('./list/drawer.js'),
    import('./chat/turn_commands.js'),
  ]);
  register(turnCommands(sender));
  parts.drawer = new Drawer(conversations, notice);
  register(drawerCommands(parts.drawer));
}

void start();
