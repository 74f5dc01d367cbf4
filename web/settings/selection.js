// What goes along with the messages of the conversation that is shown: the model, and what was
// chosen in the Settings dialog.

import { parseJson } from '../ui/format.js';
import { choiceOf, isAgent, keepNew, newChoice, settingsFor } from './settings.js';

/** @typedef {import('../conversation/live.js').Live} Live */

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
   * @param {Live | null} live
   * @param {import('./settings.js').Choice} [choice]
   */
  settings(live, choice = this.choice) {
    return settingsFor(this.models.model, choice, live?.view.environment);
  }

  /**
   * @param {Live | null} live
   * @param {import('./settings.js').Choice} choice
   */
  keep(live, choice) {
    this.choice = choice;
    if (live?.page.library.records.has(live.id)) void live.page.library.update(live.id, { choice });
    else keepNew(choice);
  }

  /** A conversation that is opened again goes on as it was. @param {Live} live */
  goOn(live) {
    this.question?.remove();
    const settings = parseJson(live.lastSettings);
    const of = settings ? choiceOf(settings) : { id: '', choice: newChoice() };
    const record = live.page.library.records.get(live.id);
    if (record?.theirs && !isPlain(of)) {
      this.choice = record.choice ?? newChoice();
      if (record.theirs === 'ask') void this.ask(live, settings, of);
      return;
    }
    this.choice = record?.choice ?? of.choice;
    if (of.id) this.models.input.value = of.id;
  }

  /**
   * Whether settings that came in a file may be used; as long as nobody says so, they are not.
   * @param {Live} live
   * @param {Record<string, any>} settings
   * @param {{id: string, choice: import('./settings.js').Choice}} of
   */
  async ask(live, settings, of) {
    const { askSettings } = await import('./question.js');
    if (live !== live.page.shown || live.page.library.records.get(live.id)?.theirs !== 'ask') return;
    this.question = askSettings(settings, (use) => {
      if (use) {
        this.choice = of.choice;
        this.models.input.value = of.id;
      }
      this.decide(live, use ? '' : 'no');
    });
  }

  /**
   * What goes along now goes along from now on.
   * @param {Live} live
   * @param {'' | 'no'} [theirs]
   */
  decide(live, theirs = '') {
    if (!live.page.library.records.get(live.id)?.theirs) return;
    this.question?.remove();
    void live.page.library.update(live.id, { theirs, choice: this.choice });
  }

  /**
   * What follows a command.
   * @param {Live | null} live
   * @param {string} name
   * @param {string} text
   */
  set(live, name, text) {
    if (name === 'model') this.models.choose(text);
    else this.keep(live, { ...this.choice, members: { ...this.choice.members, system_instruction: text } });
  }
}

/** A model, and nothing else. @param {{id: string, choice: import('./settings.js').Choice}} of */
const isPlain = ({ id, choice: { members, extra } }) =>
  !isAgent(id) && !Object.keys(members).length && !Object.keys(extra).length;
