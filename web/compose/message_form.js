// The form at the message box: what its button, its keys and its commands do with what is written.

import { perform } from '../ui/command.js';
import { byId } from '../ui/dom.js';
import { attempt } from '../ui/errors.js';
import { say } from '../ui/say.js';

export class MessageForm {
  /**
   * @param {import('../core/sender.js').Sender} sender
   * @param {import('./continuation.js').Continuation} continuation
   * @param {import('../core/connection.js').Connection} connection
   */
  constructor(sender, continuation, connection) {
    this.sender = sender;
    this.continuation = continuation;
    this.connection = connection;
    /** @type {import('./commands.js').Commands | null} once there was a slash */
    this.commands = null;
    const { composer } = sender;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      void perform('send');
    });
    composer.box.addEventListener('input', () => {
      composer.changed();
      if (this.commands || composer.text === '/') void attempt(async () => (await this.openCommands()).show());
    });
    composer.box.addEventListener('keydown', (event) => continuation.key(event));
    composer.box.addEventListener('keyup', (event) => continuation.key(event));
    composer.box.addEventListener('blur', () => continuation.release());
  }

  /** @param {string} mode */
  async send(mode) {
    const { sender, continuation } = this;
    const { composer, attach } = sender;
    if (attach.opening) await attach.opening;
    const { text } = composer;
    if ((!text.trim() && !attach.any) || this.connection.page === 'broken' || attach.tray?.isReading()) return;
    const command = text.trim();
    if (sender.live?.role.isLookingOn) return void sender.live.do([]);
    const plain = command === '/new' || command === '/reset';
    if (!plain && command[0] === '/' && ((await this.openCommands()).run(command) || composer.text !== text)) return;
    continuation.sent();
    say('');
    if (plain) {
      composer.set('');
      return void perform('new');
    }
    const safe = sender.submit(text, mode, 0, { attachments: attach.tray?.take() });
    composer.hold(safe, text);
    composer.box.focus();
    await safe;
  }

  async openCommands() {
    const { Commands } = await import('./commands.js');
    return (this.commands ??= new Commands(this.sender.composer));
  }
}
