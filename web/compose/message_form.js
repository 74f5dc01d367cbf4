// The form at the message box: what its button, its keys and its commands do with what is written.

import { submitMode } from './composer.js';
import { byId } from '../ui/dom.js';
import { notice, say } from '../ui/say.js';

export class MessageForm {
  /**
   * @param {import('../core/sender.js').Sender} sender
   * @param {import('../chat/editing.js').Editing} editing
   * @param {import('./continuation.js').Continuation} next
   * @param {import('../core/connection.js').Connection} connection
   * @param {(action: string) => void} perform one of actions.js
   */
  constructor(sender, editing, next, connection, perform) {
    this.sender = sender;
    this.editing = editing;
    this.next = next;
    this.connection = connection;
    this.perform = perform;
    /** @type {import('./commands.js').Commands | null} once there was a slash */
    this.commands = null;
    const { composer } = sender;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send(next.mode);
    });
    composer.box.addEventListener('input', async () => {
      composer.changed();
      if (this.commands || composer.text === '/') (await this.openCommands()).show();
    });
    composer.box.addEventListener('keyup', (event) => next.key(event));
    composer.box.addEventListener('blur', () => next.release());
  }

  /** @param {string} mode */
  async send(mode) {
    const { sender, next } = this;
    const { composer, attach } = sender;
    if (attach.opening) await attach.opening;
    const { text } = composer;
    if ((!text.trim() && !attach.any) || this.connection.page === 'broken' || attach.tray?.isReading()) return;
    const command = text.trim();
    if (sender.live?.reads) return void sender.live.do([]);
    const plain = command === '/new' || command === '/reset';
    if (!plain && command[0] === '/' && ((await this.openCommands()).run(command) || composer.text !== text)) return;
    next.sent();
    say('');
    if (plain) {
      composer.set('');
      return this.perform('new');
    }
    composer.hold(sender.submit(text, mode, 0, { attachments: attach.tray?.take() }), text);
    composer.box.focus();
  }

  async openCommands() {
    const [{ Commands }, { T }] = await Promise.all([import('./commands.js'), import('./strings.js')]);
    const { sender } = this;
    const set = (/** @type {string} */ name, /** @type {string} */ text) => {
      sender.chosen.set(sender.live, name, text);
      notice(name === 'model' ? T.modelIs(text) : T.systemIs);
    };
    return (this.commands ??= new Commands(sender.composer, this.perform, set, notice));
  }

  /**
   * @param {KeyboardEvent} event of the box
   * @returns {boolean} whether it did something
   */
  key(event) {
    const mode = submitMode(event);
    this.next.key(event);
    if (mode) void this.send(mode);
    return !!mode || (event.key === 'ArrowUp' && this.editing.takeBack());
  }
}
