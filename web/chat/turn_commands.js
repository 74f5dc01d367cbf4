// What can be done with a turn that is an input of the core and little else.

/**
 * @param {Pick<import('../core/sender.js').Sender, 'goOn' | 'input'>} sender
 */
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
    /** Goes on from a plan: approves it, or wants another one. */
    'answer-plan': {
      run: ({ turn = 0, text = '', config }) => sender.goOn(turn, { agent_config: config }, text),
    },
  };
  return all;
}
