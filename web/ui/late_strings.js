// Texts of the parts of the page that load when they are first needed; strings.js has the others.

import { translated } from './language.js';

export const W = translated('words', {
  close: 'Close',

  rewrite: {
    first: 'Save or cancel this edit first.',
    queued: 'Queued text',
    version: 'Text of the new version',
    save: 'Save',
    ask: 'Ask again',
    cancel: 'Cancel',
    sent: 'This message was sent while you edited it. Your version is in the message box.',
  },

  aside: (/** @type {number} */ count) => `${count} turns of another branch`,

  // What goes along with messages.
  active: {
    label: 'Goes along',
    instruction: 'Instruction',
    tools: (/** @type {number} */ count) => (count === 1 ? '1 tool' : `${count} tools`),
    format: 'Format',
    background: 'Background',
    unstored: 'Not stored',
  },

  list: {
    ask: (/** @type {string} */ title) => `Delete \u201c${title}\u201d? It cannot be brought back.`,
    askToo: 'Also delete its interactions at the service',
    deleted: (
      /** @type {string} */ title,
      /** @type {number} */ done,
      /** @type {number} */ failed,
      /** @type {string} */ why,
    ) =>
      `Deleted \u201c${title}\u201d${done < 0 ? '' : ` and ${done} of its interactions at the service`}.` +
      (failed ? ` ${failed} could not be deleted there. ${why}` : ''),
  },

  calls: {
    title: 'Function calls',
    args: (/** @type {string} */ name) => `Arguments of ${name}`,
    result: (/** @type {string} */ name) => `Result of ${name}`,
    hint: 'Text or JSON',
    empty: (/** @type {string} */ name) => `${name} has no result yet. Where there is none, say so: null, or an error.`,
    isError: 'This is an error',
    run: 'Run',
    runAll: 'Run all and send',
    send: 'Send results',
  },

  map: {
    title: 'Branches',
    hint: 'Every turn of this conversation. Choose one to go on from its branch.',
  },

  jobs: {
    title: 'Running',
    none: 'Nothing is under way.',
    of: (/** @type {string} */ conversation) => `In \u201c${conversation}\u201d`,
    show: 'Show',
    park: 'Detach',
    unpark: 'Resume',
    cancel: 'Cancel',
    titles: 'What it thinks about',
    stuck: 'No progress for an hour. It may be stuck: cancel it and try again.',
  },

  notify: {
    button: 'Notify me when one is done',
    on: 'You are notified when a background run is done.',
    ask: '',
    off: "When a background run is done, the tab's title says so.",
    over: (/** @type {string} */ state) => `Parley: background run over (${state.toLowerCase()})`,
  },

  plan: {
    approve: 'Approve the plan',
    approval: 'Looks good. Go ahead.',
    what: 'What to change',
    change: 'Change the plan',
  },
});
