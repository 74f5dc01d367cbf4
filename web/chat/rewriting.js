// A message that is being rewritten, and what becomes of it. A queued one does not go out meanwhile:
// the core holds it back. What is written outlasts a reload of this tab.

import { submitMode } from '../compose/composer.js';
import { Editor } from './editor.js';
import { parseJson } from '../ui/format.js';
import { isComposing } from '../ui/keyboard.js';
import { say } from '../ui/say.js';
import { W } from '../ui/late_strings.js';
import { draftOf, keepDraft } from './editing.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

export class Rewriting {
  /** @param {import('../core/sender.js').Sender} sender */
  constructor(sender) {
    this.sender = sender;
    /** @type {Editor | null} */
    this.editor = null;
  }

  /** @param {number} id of a turn */
  open(id) {
    const { editor, sender } = this;
    const isOpen = editor?.turn.id === id;
    if (editor && (isOpen || editor.isChanged)) {
      if (!isOpen) say(W.rewrite.first);
      return editor.box.focus();
    }
    const turn = sender.turn(id);
    if (editor) this.giveUp();
    if (turn) this.begin(turn);
  }

  /**
   * @param {import('./turn.js').Turn} turn
   * @param {string} [text]
   */
  begin(turn, text) {
    this.editor = new Editor(turn, text);
    if (this.editor.queued) void this.sender.input('hold_turn', { id: turn.id, arg: 1 });
    this.editor.box.addEventListener('input', () => this.keep());
    this.keep();
  }

  /** Another conversation is shown: this one stays as it is until it is opened again. */
  leave() {
    this.editor?.close();
    this.editor = null;
  }

  /** What was being written when this conversation was left goes on. @param {Conversation} live that is shown */
  takeUp(live) {
    const { id, text, queued } = parseJson(draftOf(live.id)) ?? {};
    const turn = this.editor || live !== this.sender.live ? undefined : live.view.turns.get(id);
    if (!turn) return;
    if (queued && turn.state !== 'queued') this.giveBack(text, turn.message);
    else this.begin(turn, text);
  }

  /** As it was. */
  giveUp() {
    const { editor, sender } = this;
    this.end();
    if (editor?.queued) void sender.input('hold_turn', { id: editor.turn.id, arg: 0 });
  }

  /** Back to the message box. */
  close() {
    this.giveUp();
    this.sender.composer.box.focus();
  }

  save() {
    const { editor, sender } = this;
    if (!editor?.text.trim()) return editor?.box.focus();
    const { text, queued, turn } = editor;
    this.end();
    sender.composer.box.focus();
    if (queued) void sender.input('edit', { id: turn.id, text });
    else void sender.submit(text, 'queued', turn.id);
  }

  /** It went out all the same, by the will of another tab, or is deleted. */
  leaveSent() {
    const { editor, sender } = this;
    if (!editor?.queued || sender.live?.view.queue.includes(editor.turn.id)) return;
    this.end();
    if (sender.turn(editor.turn.id)) this.giveBack(editor.text, editor.original);
  }

  /**
   * @param {string} text
   * @param {string} sent in place of it
   */
  giveBack(text, sent) {
    keepDraft(this.sender.live?.id, '');
    if (text === sent) return;
    this.sender.composer.give(text);
    say(W.rewrite.sent);
  }

  end() {
    this.leave();
    keepDraft(this.sender.live?.id, '');
  }

  keep() {
    const { editor, sender } = this;
    if (!editor) return;
    const { text, queued, turn } = editor;
    keepDraft(sender.live?.id, JSON.stringify({ id: turn.id, text, queued }));
  }

  /**
   * @param {KeyboardEvent} event of the editor's box
   * @returns {boolean} whether it was meant for the editor
   */
  key(event) {
    if (submitMode(event) === 'queued') this.save();
    else if (event.key === 'Escape' && !isComposing(event)) this.close();
    else return false;
    return true;
  }
}
