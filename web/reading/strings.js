// Texts of the parts that show answers.

import { translated } from '../language.js';

export const R = translated('reading', {
  table: 'Table',
  code: 'Code',
  codeIn: (/** @type {string} */ language) => `Code, ${language}`,
  copyCode: 'Copy',
  wrap: 'Wrap',
  saveCode: 'Save',
  copyAnswer: 'Copy answer',
  raw: 'Raw',
  rawTitle: 'The text exactly as it came',
  done: 'done',
  toDo: 'to do',
  openImage: (/** @type {string} */ host) => `Open image from ${host}`,
});
