// What can be done with events beyond seeing them. One for the page: it follows the conversation
// that is shown.

import { copy } from '../../ui/clipboard.js';
import { on } from '../../ui/bus.js';
import { register } from '../../ui/command.js';
import { byId, setText } from '../../ui/dom.js';
import { attemptOn } from '../../ui/errors.js';
import { adopt } from '../../ui/sheet.js';
import { inspectorCommands } from './commands.js';
import { Cursor } from './cursor.js';
import detailCss from './detail.css';
import { wireText } from './exchanges.js';
import { Filter } from './filter.js';
import { dressExchange, exchangeCommands } from './exchange_tools.js';
import css from './inspector.css';
import { listenToKeys } from './keys.js';
import { eventsOf, Link } from './link.js';
import { Marks } from './marks.js';
import { resizer } from './resizer.js';
import { I } from './strings.js';
import { Toolbar } from './toolbar.js';
import { Visit } from './visit.js';

/**
 * @typedef {import('../exchange.js').Entry} Entry
 * @typedef {import('../exchange.js').Exchange} Exchange
 * @typedef {import('../../conversation/conversation.js').Conversation} Conversation
 */

export class Inspector {
  /**
   * @param {import('../../conversation/conversations.js').Conversations} all
   * @param {import('../../ui/scroll.js').Follower} follow the end of the event list
   * @param {(text: string) => void} notice
   */
  constructor(all, follow, notice) {
    adopt(css + detailCss);
    this.all = all;
    this.follow = follow;
    this.notice = notice;
    this.region = byId('events');
    this.list = byId('event-list');
    this.filter = new Filter();
    this.marks = new Marks();
    this.link = new Link(byId('log'));
    this.toolbar = new Toolbar((what) => this.refilter(what));
    this.toolbar.opened = () => this.toolbar.showTypes(this.filter.counts, this.filter.without);
    this.cursor = new Cursor(this.list, (entry, scroll) => this.link.light(entry ? [entry] : [], scroll), {
      problems: (entry) => this.marks.texts(entry),
      announce: (text) => this.announce(text),
      looked: () => follow.letGo(),
    });
    this.visit = new Visit(this);
    this.list.before(this.toolbar.element);
    this.region.prepend(resizer(byId('app'), this.region));
    this.jump = byId('jump').cloneNode(true);
    this.makeJump();
    /** @type {Conversation | null} */
    this.live = null;
    /** @type {import('./replay_bar.js').ReplayBar | null} */
    this.bar = null;
    /** @type {Set<number>} */
    this.turns = new Set();
    on('shown', () => this.update());
    register({ ...inspectorCommands(this), ...exchangeCommands(this) });
    listenToKeys(this);
    attemptOn(byId('log'), 'click', (event) => this.clicked(event));
    this.update();
  }

  makeJump() {
    const jump = /** @type {HTMLButtonElement} */ (this.jump);
    jump.id = 'jump-events';
    delete jump.dataset.action;
    jump.hidden = this.follow.following;
    setText(jump, I.newest);
    attemptOn(jump, 'click', () => {
      this.follow.jump();
      this.list.focus();
    });
    this.list.after(jump);
    this.follow.changed = (following) => (jump.hidden = following);
  }

  get events() {
    return /** @type {Conversation} */ (this.live).events;
  }

  /** @param {string} text */
  announce(text) {
    setText(byId('announce'), text);
  }

  // --- what comes

  /** The page has something new. */
  update() {
    const { shown } = this.all;
    if (shown && shown !== this.live) this.use(shown);
    if (!this.live) return;
    this.showCounts();
    this.bar?.update();
  }

  /** @param {Conversation} live that is shown now */
  use(live) {
    if (this.live) this.live.events.watcher = null;
    this.bar?.remove();
    this.bar = null;
    this.live = live;
    this.link.clear();
    this.cursor.reset();
    this.visit.from = null;
    this.turns.clear();
    this.filter.counts.clear();
    this.filter.turn = 0;
    this.marks.clear();
    for (const exchange of this.events.exchanges) {
      this.started(exchange);
      for (const entry of exchange.entries) this.came(entry);
      for (let i = 0; i < exchange.rows; ++i) this.made(exchange.entries[i]);
    }
    this.events.watcher = this;
    this.toolbar.turn.value = '0';
    this.showPause();
    void this.filter.apply(this.events).then(() => this.filtered());
  }

  /** @param {Exchange} exchange */
  started(exchange) {
    dressExchange(exchange, this);
    this.turns.add(exchange.turn);
    exchange.element.hidden = this.filter.turn > 0 && exchange.turn !== this.filter.turn;
  }

  /** @param {Entry} entry */
  came(entry) {
    this.filter.count(entry);
    if (entry.breaches) this.marks.broke(entry);
  }

  /** @param {Entry} entry */
  broke(entry) {
    this.marks.broke(entry);
  }

  /** @param {Entry} entry */
  made(entry) {
    this.filter.hide(entry);
    this.marks.made(entry);
    if (!entry.row) return;
    this.cursor.rows.set(entry.row, entry);
    if (!this.cursor.stop && !entry.row.hidden) this.cursor.keepStop();
  }

  /** @param {Entry[]} entries */
  dropped(entries) {
    for (const entry of entries) this.filter.uncount(entry);
    this.cursor.keepStop();
  }

  filtered() {
    this.cursor.keepStop();
    this.showCounts();
  }

  showCounts() {
    const { filter, toolbar } = this;
    setText(toolbar.shown, filter.active ? I.shown(filter.shown, this.events.kept) : '');
    toolbar.showTurns(this.turns);
    this.showPause();
  }

  showPause() {
    const { pause } = this.toolbar;
    const { paused, late } = this.events;
    const waiting = late.reduce((sum, { rows, entries }) => sum + entries.length - rows, 0);
    pause.setAttribute('aria-pressed', String(paused));
    setText(pause, !paused ? I.pause : waiting ? I.resumeWith(waiting) : I.resume);
  }

  // --- what the user does

  /** @param {'text' | 'types' | 'turn'} what has changed */
  refilter(what) {
    const { filter, toolbar } = this;
    if (what === 'types') filter.without = new Set(toolbar.unchosen);
    if (what === 'turn') filter.turn = Number(toolbar.turn.value);
    if (what === 'text') {
      try {
        filter.setText(toolbar.search.value);
        toolbar.complain('');
      } catch (error) {
        toolbar.complain(I.badExpression(error instanceof Error ? error.message : String(error)));
        return;
      }
    }
    void filter.apply(this.events).then((whole) => {
      if (!whole) return;
      this.filtered();
      this.follow.update();
    });
  }

  pause() {
    this.events.pause(!this.events.paused);
    this.showPause();
    this.follow.update();
  }

  async replay() {
    if (!this.live || this.live.role.isLookingOn) return;
    const { ReplayBar } = await import('./replay_bar.js');
    const bar = await ReplayBar.start(this.all, this.live, this.notice);
    if (!bar) return this.notice(I.noReplay);
    this.update();
    this.bar = bar;
    this.list.before(bar.element);
    bar.update();
    bar.focus();
  }

  /** @param {Entry[]} entries */
  async copy(entries) {
    if (entries.length) await copy(await wireText(entries));
    this.announce(I.copied(entries.length));
  }

  /** A piece of an answer: what made it. @param {MouseEvent} event */
  clicked(event) {
    const { target } = event;
    if (!(target instanceof Element) || target.closest('a, button, summary, input, textarea, label')) return;
    if (!getSelection()?.isCollapsed || this.region.dataset.open !== 'yes') return;
    const found = this.link.pieceAt(event);
    const entries = found ? eventsOf(this.events, found.turn, found.piece) : [];
    this.cursor.light(entries);
    this.link.light(entries, false);
  }
}
