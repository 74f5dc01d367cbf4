// Texts of attachments, commands and the list of shortcuts.

import { translated } from '../ui/language.js';

export const T = translated('writing', {
  attached: 'Attached files',
  remove: (/** @type {string} */ name) => `Remove ${name}`,
  reading: (/** @type {string} */ name) => `Reading ${name}`,
  wait: 'A file is still being read. Send again in a moment.',
  tooLarge: (/** @type {string} */ name, /** @type {string} */ size, /** @type {string} */ most) =>
    `${name} is too large (${size}): everything attached to a message may have ${most} together.`,
  unknownKind: (/** @type {string} */ name) =>
    `${name} is of a kind that cannot be sent. Images, PDF, audio, video, office documents and text files can.`,
  unreadable: (/** @type {string} */ name, /** @type {string} */ why) => `${name} could not be read (${why}).`,
  notKept: (/** @type {string} */ why) =>
    `This browser does not let the page keep attached files (${why}). They last until it is closed or loaded again.`,
  empty: (/** @type {string} */ name) => `${name} is empty.`,
  added: (/** @type {string} */ name) => `${name} attached`,
  removed: (/** @type {string} */ name) => `${name} removed`,
  drop: 'Drop files to attach them',

  models: {
    asking: 'Reading the list…',
    failed: (/** @type {string} */ why) => `The list could not be read (${why}). Type a model id.`,
    none: 'No such model in the list; it is used as typed.',
  },

  commands: 'Commands',
  about: {
    new: 'Begin a new conversation',
    attach: 'Attach files',
    settings: 'Model settings, colours, language',
    model: 'Use another model: /model gemini-3.8-flash',
    system: 'Set the system instruction: /system Be brief.',
    stop: 'Stop the answer',
    map: 'Show the branches',
    jobs: 'Show what is running',
    events: 'Show or hide the events',
    help: 'List the shortcuts',
  },
  unknown: (/** @type {string} */ name) => `There is no command /${name}. Send it once more to send it as a message.`,
  takes: (/** @type {string} */ name) => `/${name} needs what it is to be: write it behind.`,
  takesNothing: (/** @type {string} */ name) =>
    `/${name} takes nothing behind it. Send it once more to send it as a message.`,
  modelIs: (/** @type {string} */ id) => `Model: ${id}`,
  systemIs: 'The system instruction goes along from now on.',

  tips: {
    streaming: 'Write on while it answers: Enter puts your message in line, Ctrl+Enter asks beside it.',
    queued: 'What waits in line can be edited, moved, deleted, or sent now.',
    done: 'Edit message asks again in other words, as a branch; the answer before stays.',
  },
  hideTip: 'Hide this hint',

  shortcuts: 'Keyboard shortcuts',
  keyNames: { Mod: 'Ctrl', Shift: 'Shift', Enter: 'Enter', Escape: 'Esc', Home: 'Home', End: 'End' },
  places: {
    box: 'In the message box',
    events: 'In the events',
    anywhere: 'Anywhere',
  },
  keys: {
    'send-queued': 'Send; while an answer streams: queue',
    'send-parallel': 'Send in parallel, as a branch',
    'send-interrupt': 'Stop what runs and send',
    'new-line': 'New line',
    'take-back': 'In the empty box: take the last queued message back',
    'open-menu': 'At the beginning: commands',
    'move-to-event': 'Next event, the one before; what it made lights up',
    'open-event': 'Open or close the event',
    'walk-events': 'At an event: the next, the one before; open, close; the first, the last',
    'filter-events': 'Filter',
    'leave-events': 'Close; back to the turn',
    stop: 'Close what is open, else stop the answer',
    panes: 'Next part of the page',
    keys: 'This list',
  },
  off: 'Shortcuts of a single key can be switched off in the settings.',
});
