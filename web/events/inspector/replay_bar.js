// How a replay is played: at its own pace, faster, or event by event.

import { actionButton, el, setText } from '../../ui/dom.js';
import { Replay } from '../../conversation/replay.js';
import { openArchive } from '../../keep/archive.js';
import { I } from './strings.js';

export class ReplayBar {
  /**
   * Shows a conversation again from its beginning.
   * @param {import('../../conversation/conversations.js').Conversations} all
   * @param {import('../../conversation/conversation.js').Conversation} live
   * @param {(text: string) => void} notice
   * @returns {Promise<ReplayBar | null>} null: it is empty
   */
  static async start(all, live, notice) {
    const entries = await all.entriesOf(live.id);
    if (!entries.length) return null;
    const index = (await openArchive()).index(entries);
    const replay = await Replay.start(all, live.id, entries, index, () => notice(I.replayOnly));
    all.show(replay.conversation);
    return new ReplayBar(all, replay);
  }

  /**
   * @param {import('../../conversation/conversations.js').Conversations} all
   * @param {Replay} replay
   */
  constructor(all, replay) {
    this.all = all;
    this.replay = replay;
    this.count = el('span', { class: 'shown' });
    this.play = actionButton('play-replay', I.play);
    this.step = actionButton('step-replay', I.step);
    this.speed = el(
      'select',
      { 'aria-label': I.speed },
      ...Object.entries(I.speeds).map(([value, label]) => el('option', { value }, label)),
    );
    this.element = el(
      'div',
      { class: 'replay', role: 'group', 'aria-label': I.replayBar },
      this.count,
      this.play,
      this.step,
      this.speed,
      actionButton('end-replay', I.endReplay),
    );
    this.speed.addEventListener('change', () => {
      replay.speed = Number(this.speed.value);
      if (replay.playing) replay.play(true);
    });
  }

  update() {
    const { replay } = this;
    setText(this.count, I.replayAt(replay.come, replay.events));
    setText(this.play, replay.playing ? I.hold : I.play);
    this.play.disabled = this.step.disabled = replay.over;
  }

  focus() {
    this.play.focus();
  }

  /** Back to the conversation itself. */
  end() {
    this.replay.play(false);
    this.all.open(this.replay.of);
  }

  remove() {
    this.replay.play(false);
    this.element.remove();
  }
}
