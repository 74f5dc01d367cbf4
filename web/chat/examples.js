// What the empty page offers to try: each example sends messages as a user could.

import { actionButton, el } from '../ui/dom.js';
import { translated } from '../ui/language.js';
import { kToys } from './toys.js';

export const T = translated('examples', {
  stream: { title: 'Watch an answer arrive', shows: 'Thoughts first, then text. Each event stands in the log.' },
  queue: {
    title: 'Send three at once',
    shows: 'They wait in line, and each continues the one before. Edit or move them.',
  },
  parallel: { title: 'Ask in parallel', shows: 'Three branches of one conversation, answered at the same time.' },
  stop: { title: 'Stop in mid-sentence', shows: 'A long answer: press Stop, or Esc. What has arrived stays.' },
  call: {
    title: 'Answer a function call',
    shows: 'It rolls dice and reads a clock: you give the results, or let them run.',
  },
  background: { title: 'Run in the background', shows: 'It goes on without you: leave, reload, come back.' },
  error: { title: 'Run into a limit', shows: 'An error that passes: see the countdown; the queue waits for it.' },
  noModel: { title: 'Run into an error', shows: 'A model that does not exist: what came back, and how to go on.' },
  lost: { title: 'Lose an answer half-way', shows: 'The stream ends in an error: retry it, or skip it.' },
});

/** @typedef {{text: string, mode?: string, more?: Record<string, any>}} Message */

const kBackground = { background: true, store: true };
const kDice = { tools: kToys };

/** @type {Record<string, {demo?: Message[], live?: Message[]}>} */
const kExamples = {
  stream: {
    demo: [{ text: 'demo:thoughts 2 Why do lighthouses blink?' }],
    live: [
      {
        text: 'Why do lighthouses blink? Answer in two paragraphs.',
        more: { generation_config: { thinking_summaries: 'auto' } },
      },
    ],
  },
  queue: both('My name is Ada.', 'What is my name?', 'What did I say first?'),
  parallel: {
    demo: ['sea', 'desert', 'sky'].map((what) => ({ text: `demo:long 60 Describe the ${what}.`, mode: 'parallel' })),
    live: ['sea', 'desert', 'sky'].map((what) => ({
      text: `Describe the ${what} in one paragraph.`,
      mode: 'parallel',
    })),
  },
  stop: {
    demo: [{ text: 'demo:long 600 Go on until I stop you.' }],
    live: [{ text: 'Count from one to five hundred, in words.' }],
  },
  call: both({ text: 'Roll a die, and tell me what time it is.', more: kDice }),
  background: {
    demo: [{ text: 'demo:thoughts 4 demo:slow 100 Compare three kinds of lighthouses.', more: kBackground }],
    live: [{ text: 'Compare three kinds of lighthouses in a table.', more: kBackground }],
  },
  error: { demo: [{ text: 'demo:429 5 once Are you busy?' }, { text: 'And what comes after that?' }] },
  noModel: { live: [{ text: 'Is anybody there?', more: { model: 'no-such-model' } }] },
  lost: { demo: [{ text: 'demo:error once Tell me something long.' }, { text: 'Still there?' }] },
};

/** The same in the demo and for real. @param {...(string | Message)} all */
function both(...all) {
  const messages = all.map((each) => (typeof each === 'string' ? { text: each } : each));
  return { demo: messages, live: messages };
}

/**
 * @param {HTMLElement} place
 * @param {boolean} demo
 */
export function showExamples(place, demo) {
  const texts = /** @type {Record<string, {title: string, shows: string}>} */ (T);
  const buttons = Object.entries(kExamples).flatMap(([name, { [demo ? 'demo' : 'live']: messages }]) => {
    if (!messages) return [];
    const { title, shows } = texts[name];
    const button = actionButton('example', '', { 'data-messages': JSON.stringify(messages) });
    button.append(el('strong', {}, title), el('span', {}, shows));
    return [el('li', {}, button)];
  });
  place.replaceChildren(...buttons);
}
