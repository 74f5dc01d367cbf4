// What the empty page offers to try. Those of the demo use switches of the demo upstream.

/** @type {{title: string, shows: string, messages: string[], only?: 'demo' | 'live'}[]} */
export const kExamples = [
  {
    title: 'Watch an answer arrive',
    shows: 'Thoughts first, then text. Each event stands in the log.',
    messages: ['demo:thoughts 2 Why do lighthouses blink?'],
    only: 'demo',
  },
  {
    title: 'Watch an answer arrive',
    shows: 'Each event stands in the log.',
    messages: ['Why do lighthouses blink? Answer in two paragraphs.'],
    only: 'live',
  },
  {
    title: 'Send three at once',
    shows: 'They wait in line, and each continues the one before.',
    messages: ['My name is Ada.', 'What is my name?', 'What did I say first?'],
  },
  {
    title: 'Stop in mid-sentence',
    shows: 'A long answer: press Stop, or Esc. What has arrived stays.',
    messages: ['demo:long 600 Go on until I stop you.'],
    only: 'demo',
  },
  {
    title: 'Stop in mid-sentence',
    shows: 'A long answer: press Stop, or Esc. What has arrived stays.',
    messages: ['Count from one to five hundred, in words.'],
    only: 'live',
  },
  {
    title: 'Run into a limit',
    shows: 'An error 429 that passes; the queue waits for it.',
    messages: ['demo:429 5 once Are you busy?', 'And what comes after that?'],
    only: 'demo',
  },
  {
    title: 'Lose an answer half-way',
    shows: 'The stream ends in an error: retry it, or skip it.',
    messages: ['demo:error Tell me something long.', 'Still there?'],
    only: 'demo',
  },
  {
    title: 'See tools and an image',
    shows: 'A search with its steps, and a picture in the answer.',
    messages: ['demo:search What is new in Lisbon?', 'demo:image Draw it.'],
    only: 'demo',
  },
];
