// What the empty page offers to try. Demo-only ones use switches of the demo upstream.

/** @type {{title: string, shows: string, messages: string[], demoOnly?: boolean}[]} */
export const kExamples = [
  {
    title: 'Watch an answer arrive',
    shows: 'One message; every event beside it.',
    messages: ['Tell me a short story about a lighthouse keeper.'],
  },
  {
    title: 'Send three at once',
    shows: 'They queue, and each continues the one before.',
    messages: ['My name is Ada.', 'What is my name?', 'Spell it backwards.'],
  },
];
