// Gives the conversation that is shown what the user wants: messages, and all else that is an input
// of the core. Messages that come before the core is there wait here.

import { noticeOfKeeping } from '../ui/say.js';
import { keepNew } from '../settings/settings.js';

const kSafeMs = 5000; // for another tab to answer

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

export class Sender {
  /**
   * @param {import('../compose/composer.js').Composer} composer
   * @param {import('../compose/attach.js').Attach} attach
   * @param {import('../settings/selection.js').Selection} selection
   * @param {import('../ui/scroll.js').Follower} follow the end of the log
   * @param {import('./pump.js').Pump} pump
   */
  constructor(composer, attach, selection, follow, pump) {
    this.composer = composer;
    this.attach = attach;
    this.selection = selection;
    this.follow = follow;
    this.pump = pump;
    /** @type {Conversation | null} the conversation that is shown, once the core is there */
    this.live = null;
    /** @type {(() => void)[]} messages from before that */
    this.early = [];
    this.tips = false; // are there
    selection.models.changed = () => selection.keepModel(this.live);
  }

  /** @param {number} id */
  turn(id) {
    return this.live?.view.turns.get(id);
  }

  /**
   * @param {Conversation} live
   * @param {import('../conversation/role.js').Input[]} inputs
   */
  act(live, inputs) {
    const safe = live.do(inputs);
    const late = setTimeout(() => live.owner || noticeOfKeeping((texts) => [texts.elsewhere]), kSafeMs);
    const over = () => clearTimeout(late);
    safe.then(over, over); // what went wrong is said by who wanted it
    this.pump.run();
    return safe;
  }

  /**
   * The one way on which settings go to the core.
   * @param {Conversation} live
   * @param {Record<string, any>} settings
   * @param {...import('../conversation/role.js').Input} inputs that they are for
   */
  actWith(live, settings, ...inputs) {
    const text = JSON.stringify(settings);
    return this.act(live, live.settings === text ? inputs : [{ kind: 'settings', text }, ...inputs]);
  }

  /**
   * @param {string} kind
   * @param {Omit<import('../conversation/role.js').Input, 'kind'>} [input]
   */
  async input(kind, input) {
    if (this.live) await this.act(this.live, [{ kind, ...input }]);
  }

  /**
   * @param {string} text
   * @param {string} mode
   * @param {number} [beside] turn of which it is another version
   * @param {Record<string, any>} [more] goes along with this message only
   * @returns {Promise<void>} it is safe: a reload does not lose it
   */
  submit(text, mode, beside = 0, more = { attachments: this.turn(beside)?.settings.attachments }) {
    const { live, selection } = this;
    const submit = () => this.submit(text, mode, beside, more);
    if (!live) return new Promise((safe, failed) => this.early.push(() => submit().then(safe, failed)));
    if (live.role.isLookingOn) return live.do([]);
    if (!live.loaded) return this.whenLoaded(live, submit);
    this.adopt(live);
    selection.models.want();
    selection.decide(live);
    const safe = this.actWith(
      live,
      { ...selection.settings(), ...more },
      { kind: 'submit', id: beside, arg: live.all.core.protocol.submit_mode[mode], text },
    );
    this.follow.jump();
    return safe;
  }

  /**
   * What goes along with the messages of a conversation is known when it is loaded.
   * @param {Conversation} live
   * @param {() => Promise<void>} work
   */
  async whenLoaded(live, work) {
    await live.ready;
    if (live.id === this.live?.id && this.live.loaded) return work();
    throw new Error((await import('../ui/late_strings.js')).W.keeping.left);
  }

  /** Again, with the model that is chosen now. @param {number} id of a turn @returns {Promise<void>} */
  retry(id) {
    const { live } = this;
    if (live && !live.loaded) return this.whenLoaded(live, () => this.retry(id));
    const settings = live && this.selection.again(live, this.turn(id)?.settings ?? {});
    return settings ? this.actWith(live, settings, { kind: 'retry', id, arg: 1 }) : this.input('retry', { id });
  }

  /** The core is there. */
  sendEarly() {
    for (const submit of this.early.splice(0)) submit();
  }

  /** A conversation begins to exist with its first message. @param {Conversation} live */
  adopt(live) {
    const { library } = live.all;
    if (library.records.has(live.id)) return;
    history.replaceState(null, '', `#c=${live.id}`);
    void library.update(live.id, {
      updated: Date.now(),
      choice: this.selection.choice,
      model: this.selection.models.model,
    });
    void this.showTips();
    keepNew(null);
    this.composer.name(live.id);
    this.attach.tray?.name(live.id);
  }

  async showTips() {
    if (this.tips) return;
    this.tips = true;
    const { installTips } = await import('../compose/tips.js');
    installTips(() => this.live?.view);
  }
}
