// Every text of the page, in one place so that it can be translated.

import { translated } from './language.js';

export const S = translated('page', {
  states: {
    queued: 'Queued',
    sending: 'Connecting',
    streaming: 'Answering',
    thinking: 'Thinking',
    done: 'Done',
    failed: 'Failed',
    stopped: 'Stopped',
    waiting: 'Waiting for you',
  },
  sending: (/** @type {string} */ size) => `Sending ${size}`,
  // How the connection of one turn stands, by words of namespace reason.
  lines: /** @type {Record<string, string>} */ ({
    reconnecting: 'Reconnecting',
    polling: 'Asking for the result',
    parked: 'Runs on unread',
  }),
  branch: {
    parallel: 'Beside the branch in use',
    other: 'Other branch',
    unfold: 'Show all',
    fold: 'Show less',
    versions: 'Versions of this turn',
    before: 'Version before',
    after: 'Version after',
  },
  connection: {
    starting: 'Starting',
    idle: 'Ready',
    connected: 'Connected',
    reconnecting: 'Reconnecting',
    polling: 'Asking for the result',
    offline: 'Proxy not reachable, trying again',
    unreachable: 'Proxy not reachable, trying again',
    broken: 'Page could not start',
  },
  announce: {
    answering: 'Answering…',
    finished: (/** @type {string} */ text) => `Answer finished. ${text}`,
    failed: (/** @type {string} */ message) => `The answer failed. ${message}`,
    stopped: 'Answer stopped',
    queued: (/** @type {number} */ place) => `Queued, number ${place}`,
    copied: 'Copied',
    notCopied: 'the browser did not let it be copied',
    fresh: 'New conversation',
    forked: 'A new conversation that goes on from this turn',
  },

  turn: (/** @type {number} */ number) => `Turn ${number}`,
  you: 'You',
  parley: 'Answer',
  thoughts: 'Thoughts',
  edit: 'Edit',
  remove: 'Delete',
  sendNow: 'Send now',
  retry: 'Retry',
  retryWith: (/** @type {string} */ model) => `Retry with ${model}`,
  skip: 'Skip',
  copy: 'Copy',
  copyId: 'Copy interaction id',
  moveUp: 'Move up',
  moveDown: 'Move down',
  rewrite: 'Edit message',
  again: 'Regenerate',
  fork: 'Fork',
  forkTitle: 'Go on from here in a conversation of its own',
  toEvents: 'Events',
  place: (/** @type {number} */ place, /** @type {number} */ parent, /** @type {string} */ id) =>
    (place === 1 ? 'Next' : `Number ${place}`) +
    (parent ? `, to continue turn ${parent}` : '') +
    (id ? ` \u00b7 ${id}` : ''),
  continuation: (
    /** @type {number} */ waits,
    /** @type {number} */ stops,
    /** @type {number} */ parent,
    /** @type {string} */ id,
  ) => {
    if (waits) return `Waits for turn ${waits}, then continues it`;
    const from = parent ? `turn ${parent}${id ? ` \u00b7 ${id}` : ''}` : '';
    if (stops) return from ? `Stops turn ${stops} and continues ${from}` : `Stops turn ${stops} and begins anew`;
    return from ? `Continues ${from}` : 'Begins anew';
  },
  waitsForProxy: 'The proxy is out of reach. What you send waits in line, and goes out when it is back.',
  follows: (/** @type {number} */ number) => `continues turn ${number}`,
  begins: 'starts the chain',
  followsId: (/** @type {string} */ id) => `previous_interaction_id: ${id}`,
  retryNow: 'Retry now',
  cancelRetry: 'Cancel retry',
  retryIn: (/** @type {number} */ seconds) => `Next try in ${seconds} s`,
  held: 'Held back while it is edited',
  letGo: 'Let it go',
  paused: 'Paused: the turn above needs you first. Then these go out.',

  noMessage: 'Nothing more was said.',

  events: {
    count: (/** @type {number} */ count) => (count === 1 ? '1 event' : `${count} events`),
    empty: 'Every event of the stream appears here as it arrives.',
    request: 'Request',
    waiting: 'waiting for the answer',
    attempt: (/** @type {number} */ number) => `attempt ${number}`,
    firstByte: (/** @type {string} */ time) => `first byte ${time}`,
    older: (/** @type {number} */ count) => `${count} older events are in the journal.`,
    hide: 'Hide events',
    show: 'Show events',
    none: 'none yet',
  },

  demo: {
    badge: 'Demo',
    hint: 'Demo mode: scripted answers, no key used',
    title: 'You are in demo mode',
    text:
      'Answers are scripted by a stand-in for the Interactions API, built into parley. Everything between is ' +
      'real. For Gemini itself, start parley with GEMINI_API_KEY set.',
  },
  live: {
    title: 'Talk to the Interactions API',
    text: 'Send a message at any moment, also while an answer streams, and watch every event that comes back.',
  },

  // Words of namespace reason (wasm/io.h).
  reasons: /** @type {Record<string, string>} */ ({
    function_results: 'It called functions and waits for their results.',
    continue: 'It ended early and can go on.',
    consent: 'The service no longer knows the turn before. Send the conversation so far along from here instead?',
    stopping: 'Stopping…',
    upstream_closed: 'Stopped. The connection to the service was closed.',
    upstream_over: 'Stopped. Nothing was running there any more.',
    cancelled: 'Stopped. The service confirmed it.',
    still_running: 'Stopped here, but it runs on at the service and is billed.',
    upstream_unknown: 'Stopped here. What became of it at the service could not be learned.',
    rebuilt: 'Sent with the conversation so far, as agreed before.',
  }),
  goOn: 'Continue',
  rebuild: 'Send it along',
  dontRebuild: 'No',

  queued: 'Queued messages',
  list: {
    show: 'Show conversations',
    hide: 'Hide conversations',
  },
  notLoaded: (/** @type {string} */ why) => `This part of the page could not be loaded (${why}). Reload the page.`,
  failed: (/** @type {string} */ why) => `That did not work: ${why}`,
  coreFailed: (/** @type {string} */ why) =>
    `The page could not start its WebAssembly core: ${why}. Reload the page; what you wrote is kept.`,
});
