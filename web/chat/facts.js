// The facts in the line below a turn: which model answered, what it took, the id to copy.

import { actionButton, copyOf, el, setText } from '../ui/dom.js';
import { shortId } from '../ui/format.js';
import { wordOf } from '../ui/outside.js';
import { once } from '../ui/once.js';
import { S } from '../ui/strings.js';

const blankId = actionButton('copy', '', { class: 'id' });

const loadNumbers = once(() => import('../numbers/turn_numbers.js'));

export class Facts {
  /**
   * @param {import('./turn.js').Turn} turn
   * @param {HTMLElement} end of its line, which stays behind them
   */
  constructor(turn, end) {
    this.turn = turn;
    this.end = end;
    this.counting = false; // the numbers are about to be shown
    /** @type {Map<string, HTMLElement>} by name */
    this.all = new Map();
  }

  show() {
    const { model, over, interaction } = this.turn;
    const { usage } = interaction ?? {};
    const id = wordOf(interaction?.id);
    const served = wordOf(interaction?.model ?? interaction?.agent);
    this.put('served', model && served && served !== model ? `${model} → ${served}` : served);
    if ((usage || over) && !this.counting) this.count();
    if (id && this.all.get('id')?.dataset.text !== id) this.putId(id);
  }

  count() {
    this.counting = true;
    loadNumbers().then(
      ({ showNumbers }) => {
        this.counting = false;
        showNumbers(this.turn);
      },
      () => (this.counting = false),
    );
  }

  /** @param {string} id of the interaction */
  putId(id) {
    this.all.get('id')?.remove();
    const button = copyOf(blankId);
    button.textContent = shortId(id);
    button.title = `${S.copyId}: ${id}`;
    button.dataset.text = id;
    this.all.set('id', button);
    this.end.before(button);
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  put(name, text) {
    let fact = this.all.get(name);
    if (!fact) {
      fact = el('span', { class: name });
      this.all.set(name, fact);
      (this.all.get('id') ?? this.end).before(fact);
    }
    setText(fact, text);
    return fact;
  }

  clear() {
    for (const fact of this.all.values()) fact.remove();
    this.all.clear();
  }
}
