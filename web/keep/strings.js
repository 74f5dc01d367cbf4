// Texts about files of conversations.

import { translated } from '../ui/language.js';

export const F = translated('files', {
  problems: /** @type {Record<import('./archive.js').Problem['kind'], (line: number, about: string) => string>} */ ({
    bad_line: (line) => `Line ${line} is damaged and was left out.`,
    bad_data: (line) => `The event at line ${line} holds no JSON object.`,
    version: (line, version) => `Line ${line}: version ${version} of the format is not known here.`,
    too_many: (line) => `It holds more than fits: what comes from line ${line} on was left out.`,
    foreign: (line) => `Line ${line}: this is not the head of a Parley conversation, nor is it an event stream.`,
  }),
  more: (/** @type {number} */ count) => `There are ${count} more problems like these.`,
  nothing: 'Nothing could be read from it.',
  noFork: 'This turn is not over yet.',
});
