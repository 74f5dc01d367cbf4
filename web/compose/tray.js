// Files that will go along with the next message: read, checked and shown above the box.

import { byId, el } from '../ui/dom.js';
import { attemptOn } from '../ui/errors.js';
import { size } from '../ui/format.js';
import { card } from './attached.js';
import { expectedWeight, readAttachment, weight } from './attachment.js';
import { KeptFiles } from './kept_files.js';
import { T } from './strings.js';

/** @typedef {import('./attachment.js').Attachment} Attachment */

const kRoom = 64 * 1024; // for the rest of the request

export class Tray {
  /**
   * @param {HTMLElement} box
   * @param {(text: string) => void} say
   * @param {(text: string) => void} announce
   */
  constructor(box, say, announce) {
    this.say = say;
    this.announce = announce;
    this.most = Infinity; // bytes of a request
    this.kept = new KeptFiles((error) => say(T.notKept(error.message)));
    this.draft = ''; // to which conversation the files belong
    /** @type {Map<string, Attachment[]>} by conversation */
    this.all = new Map();
    this.reading = 0;
    this.list = el('ul', { class: 'attachments', role: 'list', 'aria-label': T.attached, hidden: true });
    this.input = el('input', { type: 'file', multiple: true, hidden: true, 'aria-label': T.attached });
    attemptOn(this.input, 'change', async () => {
      const files = [...(this.input.files ?? [])];
      this.input.value = '';
      await this.add(files);
    });
    box.before(this.list);
    box.after(this.input);
  }

  /** @returns {Attachment[]} */
  get attachments() {
    return this.all.get(this.draft) ?? [];
  }

  /** @returns {boolean} and says so */
  isReading() {
    if (this.reading) this.say(T.wait);
    return this.reading > 0;
  }

  choose() {
    this.input.click();
  }

  /**
   * Each conversation has its own.
   * @param {string} draft
   */
  async use(draft) {
    this.draft = draft;
    if (!this.all.has(draft)) {
      this.all.set(draft, []);
      const kept = await this.kept.get(draft);
      this.all.get(draft)?.unshift(...kept);
    }
    this.show();
  }

  /** What is there belongs to this conversation, which was new until now. @param {string} draft */
  name(draft) {
    if (this.draft === draft) return;
    this.all.set(draft, this.attachments);
    this.all.delete(this.draft);
    this.kept.put(this.draft, []);
    this.draft = draft;
  }

  /** @param {string} draft that is no more */
  forget(draft) {
    this.all.delete(draft);
    this.kept.put(draft, []);
  }

  /** They go out with a message. @returns {Attachment[] | undefined} */
  take() {
    const { attachments } = this;
    this.put([]);
    return attachments.length ? attachments : undefined;
  }

  /** @param {Attachment[]} attachments */
  put(attachments) {
    this.all.set(this.draft, attachments);
    this.kept.put(this.draft, attachments);
    this.show();
  }

  /** @param {File[]} files */
  async add(files) {
    this.say('');
    for (const file of files) await this.addOne(file);
  }

  /** @param {File} file */
  async addOne(file) {
    const { name } = file;
    const { draft } = this;
    const before = this.attachments.reduce((sum, each) => sum + weight(each), 0);
    const room = this.most - kRoom - before;
    if (!file.size) return this.say(T.empty(name));
    if (expectedWeight(file) > room) {
      return this.say(T.tooLarge(name, size(file.size), size(Math.floor(((this.most - kRoom) * 3) / 4))));
    }
    const bar = el('progress', { 'aria-label': T.reading(name), max: 1, value: 0 });
    const waiting = el('li', { class: 'attached' }, el('span', { class: 'name' }, name), bar);
    this.list.append(waiting);
    this.list.hidden = false;
    ++this.reading;
    try {
      const attachment = await readAttachment(file, (part) => (bar.value = part));
      if (!attachment) return this.say(T.unknownKind(name));
      const all = [...(this.all.get(draft) ?? []), attachment];
      this.all.set(draft, all);
      this.kept.put(draft, all);
      this.announce(T.added(name));
    } catch (error) {
      this.say(T.unreadable(name, error instanceof Error ? error.message : String(error)));
    } finally {
      --this.reading;
      waiting.remove();
      this.show();
    }
  }

  show() {
    const { attachments } = this;
    for (const item of this.list.querySelectorAll('li:not(:has(progress))')) item.remove();
    this.list.prepend(
      ...attachments.map((attachment) => {
        const remove = el('button', { type: 'button', class: 'quiet', 'aria-label': T.remove(attachment.name) }, '×');
        attemptOn(remove, 'click', () => this.remove(attachment));
        return card(attachment, remove);
      }),
    );
    this.list.hidden = !this.list.children.length;
  }

  /** @param {Attachment} attachment */
  remove(attachment) {
    this.put(this.attachments.filter((each) => each !== attachment));
    this.announce(T.removed(attachment.name));
    byId('message').focus();
  }
}
