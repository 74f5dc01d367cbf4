// Texts of the parts of the page that load when they are first needed; strings.js has the others.

import { translated } from './language.js';

export const W = translated('late', {
  close: 'Close',
  otherVersionNow: 'Parts of this page are of different versions. They are loaded again…',
  otherVersion: 'Parts of this page are of different versions. Reload it; what you wrote is kept.',

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

  error: {
    none: 'No answer',
    raw: 'What came back',
    busyFor: (/** @type {string} */ time) => `Too many requests for now. Retry in ${time}, or choose another model.`,
    // By words of the core (wasm/answer/error_decoder.h).
    advice: {
      key: 'The API key was not accepted. Give parley a valid GEMINI_API_KEY and start it again.',
      model: 'This model or conversation is not known there. Choose another model, or start a new conversation.',
      busy: 'Too many requests for now. Wait a moment and retry, or choose another model.',
      daily: "Today's quota is used up. Choose another model, or come back when it is renewed.",
      server: 'The service has trouble. A retry often helps.',
      request: 'The request was refused as it was. Change the model or the message, then retry.',
    },
  },

  keeping: {
    refused: (/** @type {string} */ why) =>
      `This browser does not let the page keep conversations (${why}). They last until it is closed.`,
    full:
      'The disk space for this page is used up: what comes now lasts until the page is closed. Delete ' +
      'conversations to make room.',
    damaged: (/** @type {string} */ title) =>
      `Part of \u201c${title}\u201d is damaged and left out. Nothing in it goes on by itself.`,
    elsewhere: 'The tab in which this conversation runs does not answer. What you wrote is kept.',
    left: 'the conversation was left before it was loaded. What you wrote is in its message box.',
    newer: 'A newer version of this page is open in another tab. This one has to be reloaded.',
    older: 'An older version of this page is open in another tab. Reload that one.',
    reload: 'Reload',
    unknown: 'That conversation is not kept in this browser.',
  },

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
    none: 'Conversations are listed here from their first message on.',
    notFound: 'No conversation has these words.',
    untitled: 'Untitled',
    marks: { running: 'Running', unread: 'New answer', pinned: 'Pinned' },
    more: (/** @type {string} */ title) => `Options of \u201c${title}\u201d`,
    rename: 'Rename',
    title: 'Title',
    pin: 'Pin',
    unpin: 'Unpin',
    export: 'Export',
    delete: 'Delete',
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
