// Which message is being rewritten, if any, and what becomes of it.

import { submitMode } from '../compose/composer.js';
import { Editor } from './editor.js';
import { say } from '../ui/say.js';
import { S } from '../ui/strings.js';

export class Editing {
  /** @param {import('../core/sender.js').Sender} sender */
  constructor(sender) {
    this.sender = sender;
    /** @type {Editor | null} */
    this.editor = null;
  }

  /** @param {number} id of a turn */
  open(id) {
    const turn = this.sender.turn(id);
    this.leave();
    this.editor = turn ? new Editor(turn) : null;
  }

  leave() {
    this.editor?.close();
    this.editor = null;
  }

  /** Back to the message box. */
  close() {
    this.leave();
    this.sender.composer.box.focus();
  }

  save() {
    const { editor, sender } = this;
    this.close();
    if (!editor?.text.trim()) return;
    const { text, queued, turn } = editor;
    if (queued) sender.input('edit', { id: turn.id, text });
    else void sender.submit(text, 'queued', turn.id);
  }

  /** A queued message may go out while it is being edited: what was written then is kept. */
  leaveSent() {
    const { editor, sender } = this;
    if (!editor?.queued || sender.live?.view.queue.includes(editor.turn.id)) return;
    this.leave();
    if (editor.text === editor.original) return;
    sender.composer.give(editor.text);
    say(S.error.sent);
  }

  /** The last queued message. */
  get last() {
    return this.sender.turn(this.sender.live?.view.queue.at(-1) ?? 0);
  }

  get canTakeBack() {
    return !!this.last && !this.sender.composer.text && !this.editor;
  }

  /** The last queued message goes back into the empty box. */
  takeBack() {
    const { last, sender } = this;
    if (!last) return;
    sender.composer.give(last.message);
    sender.input('remove', { id: last.id });
  }

  /**
   * @param {KeyboardEvent} event of the editor's box
   * @returns {boolean} whether it was meant for the editor
   */
  key(event) {
    if (submitMode(event) === 'queued') this.save();
    else if (event.key === 'Escape') this.close();
    else return false;
    return true;
  }
}
