// What can be done with a turn that is there. Loaded once a message can be accepted; commands.js has the others.

import { announce } from '../ui/say.js';
import { S } from '../ui/strings.js';

/** @param {import('../core/sender.js').Sender} sender */
export function turnCommands(sender) {
  const of = (/** @type {string} */ kind, arg = 0) => ({
    run: ({ turn = 0, text = '' }) => sender.input(kind, { id: turn, arg, text }),
  });
  /** @satisfies {Record<string, import('../ui/command.js').Command>} */
  const all = {
    park: of('park'),
    unpark: of('unpark'),
    'stop-turn': of('stop'),
    skip: of('skip'),
    continue: of('continue'),
    consent: of('consent', 1),
    refuse: of('consent', 0),
    'send-now': of('send_now'),
    'let-go': of('hold_turn'),
    remove: of('remove'),
    /** The branch through this turn becomes the one in use. */
    select: of('select', 1),
    'give-results': of('function_results'),
    move: {
      run: ({ turn = 0, button }) => {
        if (button?.ariaDisabled === 'true') return undefined;
        return sender.input('move', { id: turn, arg: Number(button?.dataset.place) });
      },
    },
    'cancel-retry': {
      run: ({ turn = 0 }) => {
        void sender.input('stop', { id: turn });
        sender.turn(turn)?.element.querySelector('button')?.focus();
      },
    },
    again: { run: ({ turn = 0 }) => sender.submit(sender.turn(turn)?.message ?? '', 'queued', turn) },
    fork: {
      run: async ({ turn = 0 }) => {
        const { fork } = await import('../keep/fork.js');
        if (!sender.live) return;
        await fork(sender.live, turn);
        announce(S.announce.forked);
        sender.composer.box.focus();
      },
    },
    version: {
      run: ({ turn = 0, button }) => {
        if (!turn || button?.ariaDisabled === 'true') return;
        const forward = button?.nextElementSibling === null;
        void sender.input('select', { id: turn, arg: 1 }); // the branch through it becomes the one in use
        const selected = sender.turn(turn);
        selected?.mark?.[forward ? 'after' : 'before'].focus();
        selected?.element.scrollIntoView({ block: 'nearest' });
      },
    },
    aside: { run: async ({ button }) => button && (await import('./aside.js')).toggleAside(button) },
    fold: { run: ({ turn = 0 }) => sender.turn(turn)?.mark?.toggle() },
    'open-turn': {
      run: async ({ conversation = '', turn = 0 }) => {
        const { all } = sender.live ?? {};
        if (!all?.lives.has(conversation) && !all?.library.records.has(conversation)) return; // deleted meanwhile
        await all.open(conversation).ready;
        const { element } = all.lives.get(conversation)?.view.turns.get(turn) ?? {};
        element?.scrollIntoView({ block: 'center' });
        element?.focus();
      },
    },
    'stop-run': {
      run: ({ conversation = '', turn }) => sender.live?.all.lives.get(conversation)?.do([{ kind: 'stop', id: turn }]),
    },
    /** Goes on from a plan as it was asked for: approves it, or wants another one. */
    'answer-plan': {
      run: ({ turn = 0, text = '', config }) => {
        const { live, selection } = sender;
        const { attachments, ...settings } = sender.turn(turn)?.settings ?? {};
        if (!live) return undefined;
        selection.decide(live);
        return sender.actWith(
          live,
          selection.areTheirs(live) ? selection.settings() : { ...settings, agent_config: config },
          { kind: 'select', id: turn },
          { kind: 'submit', text },
        );
      },
    },
  };
  return all;
}
