// Functions that run in the browser, to try the loop of calls and results at once. Here is what the
// API is told of them; what they do is in toy_run.js.

export const kToys = [
  {
    type: 'function',
    name: 'get_time',
    description: 'The time and date now.',
    parameters: {
      type: 'object',
      properties: { timezone: { type: 'string', description: 'IANA name, such as Europe/Lisbon; local if left out' } },
    },
  },
  {
    type: 'function',
    name: 'roll_dice',
    description: 'Rolls dice and returns each result and their sum.',
    parameters: {
      type: 'object',
      properties: {
        count: { type: 'integer', description: 'how many, 1 to 100; 1 if left out' },
        sides: { type: 'integer', description: '2 to 1000; 6 if left out' },
      },
    },
  },
  {
    type: 'function',
    name: 'calculate',
    description: 'Evaluates an arithmetic expression.',
    parameters: {
      type: 'object',
      properties: { expression: { type: 'string', description: 'numbers, + - * / % ^ and parentheses' } },
      required: ['expression'],
    },
  },
];

/** @param {string} name */
export const isToy = (name) => kToys.some((toy) => toy.name === name);
