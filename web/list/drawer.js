// The list of conversations at the left, and what can be done with each.

import { perform } from '../ui/command.js';
import { actionButton, byId, el, setText } from '../ui/dom.js';
import { remember } from '../keep/storage.js';
import { W } from '../ui/late_strings.js';
import { isOverlay, openDrawer } from './open.js';

const kSearchMs = 150; // after the last key

export class Drawer {
  /**
   * @param {import('../conversation/conversations.js').Conversations} all
   * @param {(text: string) => void} notice
   */
  constructor(all, notice) {
    this.all = all;
    this.notice = notice;
    this.list = byId('conversations');
    this.search = /** @type {HTMLInputElement} */ (byId('search'));
    this.file = /** @type {HTMLInputElement} */ (byId('file'));
    /** @type {Map<string, HTMLElement>} */
    this.items = new Map();
    /** @type {Set<string> | null} what the search found; null: there is none */
    this.found = null;
    this.opened = ''; // the item whose actions are open
    this.renaming = ''; // the one whose title is being written
    /** @type {Timer} */
    this.timer = 0;
    this.search.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), kSearchMs);
    });
    this.file.addEventListener('change', () => perform('import-files'));
    this.render();
  }

  async find() {
    const query = this.search.value.trim();
    this.found = query ? await this.all.library.search(query) : null;
    this.render();
  }

  // --- the list

  render() {
    const shown = this.all.library.sorted().filter(({ id }) => !this.found || this.found.has(id));
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, item] of this.items) {
      if (ids.has(id)) continue;
      item.remove();
      this.items.delete(id);
    }
    shown.forEach((record, at) => {
      const item = this.items.get(record.id) ?? this.item(record.id);
      this.update(item, record);
      // A box that moves loses the focus.
      if (!this.renaming && this.list.children[at] !== item)
        this.list.insertBefore(item, this.list.children[at] ?? null);
    });
    byId('no-conversations').hidden = shown.length > 0;
    setText(byId('no-conversations'), this.found ? W.list.notFound : W.list.none);
  }

  /** @param {string} id */
  item(id) {
    const of = { 'data-conversation': id };
    const item = el(
      'li',
      of,
      actionButton('open-conversation', '', { class: 'open', ...of }),
      el('span', { class: 'mark' }),
      actionButton('more', '\u22ef', { class: 'quiet more', 'aria-expanded': 'false', ...of }),
    );
    this.items.set(id, item);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {import('../keep/library.js').Record} record
   */
  update(item, record) {
    const [open, mark, more] = ['.open', '.mark', '.more'].map(
      (selector) => /** @type {HTMLElement} */ (item.querySelector(selector)),
    );
    const title = record.title || W.list.untitled;
    const current = record.id === this.all.shown?.id;
    setText(open, title);
    open.setAttribute('title', title);
    if (current) open.setAttribute('aria-current', 'page');
    else open.removeAttribute('aria-current');
    const running = this.all.lives.get(record.id)?.busy ?? record.busy;
    const state = running ? 'running' : record.unread ? 'unread' : record.pinned ? 'pinned' : '';
    item.dataset.mark = state;
    setText(mark, state ? W.list.marks[/** @type {keyof typeof W.list.marks} */ (state)] : '');
    const actions = item.querySelector('.row-actions');
    const wanted = this.opened === record.id;
    more.setAttribute('aria-label', W.list.more(title));
    more.setAttribute('aria-expanded', String(wanted));
    if (!wanted) actions?.remove();
    else if (!actions) item.append(this.actions(record));
    else setText(/** @type {Element} */ (actions.children[1]), record.pinned ? W.list.unpin : W.list.pin);
  }

  /** @param {import('../keep/library.js').Record} record */
  actions({ id, pinned }) {
    const of = { 'data-conversation': id };
    return el(
      'div',
      { class: 'row-actions' },
      actionButton('rename', W.list.rename, of),
      actionButton('pin', pinned ? W.list.unpin : W.list.pin, of),
      actionButton('export', W.list.export, of),
      actionButton('delete-conversation', W.list.delete, of),
    );
  }

  // --- what can be done

  /** @param {string} id */
  open(id) {
    this.all.open(id);
    if (isOverlay()) this.toggle();
  }

  /** What can be done with it. @param {string} id */
  unfold(id) {
    this.opened = this.opened === id ? '' : id;
    this.render();
  }

  /** @param {string} id */
  pin(id) {
    return this.all.library.update(id, { pinned: !this.all.library.records.get(id)?.pinned });
  }

  toggle() {
    const app = byId('app');
    const open = app.dataset.drawer !== 'yes';
    const isInside = byId('drawer').contains(document.activeElement);
    openDrawer(app, open);
    if (!isOverlay()) remember('drawer', open ? '' : 'no');
    if (open && isOverlay()) this.search.focus();
    if (!open && isInside) byId('toggle-drawer').focus();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was meant for the list
   */
  key({ key, target }) {
    if (key !== 'Escape' || byId('app').dataset.drawer !== 'yes') return false;
    const inside = target instanceof Element && target.closest('#drawer');
    if (!inside && !isOverlay()) return false;
    if (target === this.search && this.search.value) {
      this.search.value = '';
      void this.find();
    } else if (this.opened) {
      this.opened = '';
      this.render();
    } else if (isOverlay()) {
      this.toggle();
    } else {
      return false;
    }
    return true;
  }

  // --- what is loaded when it comes to that

  /** @param {string} id */
  async rename(id) {
    (await import('./keeping.js')).rename(this, id);
  }

  /** @param {string} id */
  async export(id) {
    const { saveFile } = await import('../keep/transfer.js');
    await saveFile(this.all.library.records.get(id)?.title ?? '', 'conversation', await this.all.entriesOf(id));
  }

  async import() {
    const files = [...(this.file.files ?? [])];
    this.file.value = '';
    const { takeFiles } = await import('../keep/transfer.js');
    await takeFiles(this.all, files, this.notice);
  }

  /** @param {string} id */
  async ask(id) {
    (await import('./keeping.js')).askToDelete(this.all, id);
  }

  /**
   * @param {string} id
   * @param {boolean} too at the service as well
   */
  async delete(id, too) {
    await (await import('./keeping.js')).deleteConversation(this.all, id, too, this.notice);
  }
}

/**
 * What can be done with the list.
 * @param {Drawer} drawer
 */
export function drawerCommands(drawer) {
  /** @satisfies {Record<string, import('../ui/command.js').Command>} */
  const all = {
    'import-files': { run: () => drawer.import() },
    'open-conversation': { run: ({ conversation = '' }) => drawer.open(conversation) },
    more: { run: ({ conversation = '' }) => drawer.unfold(conversation) },
    rename: { run: ({ conversation = '' }) => drawer.rename(conversation) },
    pin: { run: ({ conversation = '' }) => drawer.pin(conversation) },
    export: { run: ({ conversation = '' }) => drawer.export(conversation) },
    'delete-conversation': { run: ({ conversation = '' }) => drawer.ask(conversation) },
    'delete-surely': { run: ({ conversation = '', too = false }) => drawer.delete(conversation, too) },
  };
  return all;
}
