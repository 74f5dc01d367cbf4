// What goes along with the messages of the conversation that is shown: the model, and what was
// chosen in the Settings dialog.

import { parseJson } from '../ui/format.js';
import { choiceOf, keepNew, newChoice, settingsFor } from './settings.js';

/** @typedef {import('../conversation/conversation.js').Conversation} Conversation */

export class Selection {
  /** @param {import('../compose/models.js').ModelChooser} models */
  constructor(models) {
    this.models = models;
    this.choice = newChoice();
    /** @type {HTMLElement | null} about the settings of a file */
    this.question = null;
  }

  /**
   * The settings of its next message.
   * @param {Conversation | null} live
   * @param {import('./settings.js').Choice} [choice]
   */
  settings(live, choice = this.choice) {
    return settingsFor(this.models.model, choice, live?.view.environment);
  }

  /**
   * @param {Conversation | null} live
   * @param {import('./settings.js').Choice} choice
   */
  keep(live, choice) {
    this.choice = choice;
    if (live?.all.library.records.has(live.id)) void live.all.library.update(live.id, { choice });
    else keepNew(choice);
  }

  /** A conversation that is opened again goes on as it was. @param {Conversation} live */
  goOn(live) {
    this.question?.remove();
    const record = live.all.library.records.get(live.id);
    if (record?.theirs) {
      this.choice = record.choice ?? newChoice();
      void import('./question.js').then(({ askSettings }) => askSettings(this, live));
      return;
    }
    const settings = parseJson(live.lastSettings);
    const of = settings ? choiceOf(settings) : { id: '', choice: newChoice() };
    this.choice = record?.choice ?? of.choice;
    if (of.id) this.models.input.value = of.id;
  }

  /**
   * What goes along now goes along from now on.
   * @param {Conversation} live
   * @param {'' | 'no'} [theirs]
   */
  decide(live, theirs = '') {
    if (!live.all.library.records.get(live.id)?.theirs) return;
    this.question?.remove();
    void live.all.library.update(live.id, { theirs, choice: this.choice });
  }

  /**
   * What follows a command.
   * @param {Conversation | null} live
   * @param {string} name
   * @param {string} text
   */
  set(live, name, text) {
    if (name === 'model') this.models.choose(text);
    else this.keep(live, { ...this.choice, members: { ...this.choice.members, system_instruction: text } });
  }
}
