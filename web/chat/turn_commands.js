// What can be done with a turn that is an input of the core and nothing else.

/**
 * @param {(kind: string, input: {id?: number, arg?: number, text?: string}) => unknown} input
 */
export function turnCommands(input) {
  const of = (/** @type {string} */ kind, arg = 0) => ({
    run: ({ turn = 0, text = '' }) => input(kind, { id: turn, arg, text }),
  });
  /** @satisfies {Record<string, import('../ui/command.js').Command>} */
  const all = {
    park: of('park'),
    unpark: of('unpark'),
    'stop-turn': of('stop'),
    retry: of('retry'),
    skip: of('skip'),
    continue: of('continue'),
    consent: of('consent', 1),
    refuse: of('consent', 0),
    'send-now': of('send_now'),
    remove: of('remove'),
    select: of('select'),
    'give-results': of('function_results'),
    move: {
      run: ({ turn = 0, button }) => {
        if (button?.ariaDisabled === 'true') return undefined;
        return input('move', { id: turn, arg: Number(button?.dataset.place) });
      },
    },
    /** Goes on from a plan: with settings that approve it, or that want another one. */
    'answer-plan': {
      run: ({ turn = 0, text = '', settings = '', waits = false }) => {
        const all = [input('settings', { text: settings })];
        if (waits) all.push(input('continue', { id: turn, arg: 1, text }));
        else all.push(input('select', { id: turn }), input('submit', { text }));
        return Promise.all(all);
      },
    },
  };
  return all;
}
