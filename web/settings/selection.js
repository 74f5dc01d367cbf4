// What goes along with the messages of the conversation that is shown: the model, and what was
// chosen in the Settings dialog. Both stay chosen there, whatever else is chosen elsewhere.

import { parseJson } from '../ui/format.js';
import { choiceOf, keepNew, newChoice, settingsFor } from './settings.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

export class Selection {
  /** @param {import('../compose/models.js').ModelChooser} models */
  constructor(models) {
    this.models = models;
    this.choice = newChoice();
    /** Something else is chosen. */
    this.changed = () => {};
    /** @type {HTMLElement | null} about the settings of a file */
    this.question = null;
  }

  /** The settings of the next message. @param {import('./settings.js').Choice} [choice] */
  settings(choice = this.choice) {
    return settingsFor(this.models.model, choice);
  }

  /**
   * A file brought settings, and the reader has not said that they may be used.
   * @param {Conversation} live
   */
  areTheirs(live) {
    return !!live.all.library.records.get(live.id)?.theirs;
  }

  /**
   * Those of a message that is sent again: as they were, but for the model. Those of a file are not used
   * where the reader has not said so.
   * @param {Conversation} live
   * @param {Record<string, any>} settings
   * @returns {Record<string, any> | null} null: as they were
   */
  again(live, { attachments, ...settings }) {
    const { model } = this.models;
    if (this.areTheirs(live)) return { ...this.settings(), attachments };
    const { id, choice } = choiceOf(settings);
    if (id === model.replace(/^agents\//, '')) return null;
    return { ...settingsFor(model, choice), attachments };
  }

  /**
   * @param {Conversation | null} live
   * @param {import('./settings.js').Choice} choice
   */
  keep(live, choice) {
    this.choice = choice;
    if (live?.all.library.records.has(live.id)) void live.all.library.update(live.id, { choice });
    else keepNew(choice);
    this.changed();
  }

  /** @param {Conversation | null} live */
  keepModel(live) {
    const { model } = this.models;
    if (live?.all.library.records.has(live.id)) void live.all.library.update(live.id, { model });
    this.changed();
  }

  /** A conversation that is opened again goes on as it was, as far as that is known. @param {Conversation} live */
  goOn(live) {
    this.question?.remove();
    const record = live.all.library.records.get(live.id);
    const settings = record?.theirs ? null : parseJson(live.lastSettings);
    const of = settings ? choiceOf(settings) : { id: '', choice: newChoice() };
    this.choice = record?.choice ?? of.choice;
    this.models.use(record?.model ?? of.id);
    if (record?.theirs && live.loaded) void import('./question.js').then(({ askSettings }) => askSettings(this, live));
    this.changed();
  }

  /**
   * What goes along now goes along from now on.
   * @param {Conversation} live
   * @param {'' | 'no'} [theirs]
   */
  decide(live, theirs = 'no') {
    if (!this.areTheirs(live)) return;
    this.question?.remove();
    void live.all.library.update(live.id, { theirs, choice: this.choice, model: this.models.model });
  }

  /**
   * @param {Conversation | null} live
   * @param {string} text the system instruction
   */
  instruct(live, text) {
    this.keep(live, { ...this.choice, members: { ...this.choice.members, system_instruction: text } });
  }
}
