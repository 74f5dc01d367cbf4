// Texts of the Settings dialog.

import { translated } from '../ui/language.js';

export const T = translated('settings', {
  title: 'Settings',
  when: 'They go along with what you write in this conversation from now on. Queued messages keep theirs.',
  byDefault: 'default',
  keep: 'Use for new conversations',
  kept: 'New conversations begin with these settings.',
  back: 'Back to the defaults',
  isBack: 'As new conversations begin.',

  foreignTitle: 'Settings of the file',
  foreign: (/** @type {string} */ names) =>
    `This conversation came from a file, with settings that somebody else has chosen (${names}). Your next message ` +
    'goes with yours.',
  useTheirs: 'Use its settings',
  useMine: 'Use mine',

  conversation: 'Conversation',
  system: { label: 'System instruction', note: 'Sent again with every message: the service does not remember it.' },
  store: { label: 'Store answers at the service' },
  storeCost:
    'Without that, answers have no id there: nothing can be chained, run in the background or be resumed by ' +
    'id. The whole history is sent again with each message, and is billed each time.',
  background: {
    label: 'Run in the background',
    note: 'It goes on there also when nobody is connected. Stop cancels it.',
  },
  tier: { label: 'Service tier', note: 'flex is cheaper and may wait, priority costs more.' },

  thinking: 'Thinking',
  summaries: { label: 'Summaries of thoughts' },
  level: { label: 'Thinking level', note: 'Not every model knows every level; the service says so.' },

  tools: 'Tools',
  toys: {
    label: 'Toy functions: clock, dice, calculator',
    note: 'They run in this page; you see each call and its result before it goes back.',
  },
  search: { label: 'Google Search' },
  code: { label: 'Code execution' },
  url: { label: 'URL context' },
  maps: { label: 'Google Maps' },
  latitude: { label: 'Latitude' },
  longitude: { label: 'Longitude' },
  files: { label: 'File search' },
  stores: { label: 'Names of file search stores', note: 'One a line.' },
  mcp: { label: 'Remote MCP server', note: 'The service itself connects to it.' },
  mcpUrl: { label: 'Address of the MCP server' },
  mcpName: { label: 'Name of the MCP server', note: 'Lower-case letters and digits.' },
  mcpHeaders: {
    label: 'Headers for the MCP server (JSON)',
    note: 'Such as {"Authorization": "Bearer …"}. They are kept in this browser and in the event log.',
  },
  functions: {
    label: 'Functions (JSON)',
    note:
      'A list of objects with name, description and parameters (a JSON schema). You answer the calls in the ' +
      'conversation.',
  },
  choice: { label: 'Function calls', note: 'any: it must call one; none: it may not.' },

  output: 'Answer',
  format: { label: 'Format' },
  formats: /** @type {Record<string, string>} */ ({
    '': 'Text',
    json: 'JSON',
    image: 'Image',
    both: 'Text and images',
    audio: 'Speech',
    other: 'as in the request below',
  }),
  schema: { label: 'JSON schema of the answer' },
  ratio: { label: 'Aspect ratio' },
  size: { label: 'Image size' },
  sound: { label: 'Sound format' },
  voice: { label: 'Voice', note: 'Such as Kore or Puck.' },
  most: { label: 'Most tokens', note: 'Thinking counts, too. What is longer ends early and can be continued.' },
  seed: { label: 'Seed' },
  stop: { label: 'Stop sequences', note: 'One a line. The answer ends before the first of them.' },

  sampling: 'Sampling (deprecated)',
  samplingNote: 'Deprecated since July 2026: new models ignore them. Use the thinking level and clear words instead.',
  temperature: { label: 'Temperature' },
  topP: { label: 'Top P' },
  topK: { label: 'Top K' },

  agents: 'Agents',
  planning: { label: 'Plan first, and ask before it starts', note: 'Deep research.' },
  visuals: { label: 'Charts and images in reports', note: 'Deep research.' },
  budget: { label: 'Most tokens of an agent', note: 'Antigravity.' },
  sandbox: {
    label: 'Sandbox',
    note: 'Antigravity: the id of one to go on in. Empty: that of the turn before, or a fresh one.',
  },

  request: 'Request',
  extra: {
    label: 'More members (JSON)',
    note: 'Merged into the request last. null takes a member away.',
  },
  preview: 'The request as it would go out now',

  page: 'This page',
  theme: { label: 'Colours' },
  themes: { '': 'system', light: 'light', dark: 'dark' },
  language: { label: 'Language', note: 'The page loads anew. Nothing is lost.' },
  languages: { '': 'browser', en: 'English', de: 'Deutsch' },
  keys: { label: 'Shortcuts of a single key', note: 'Such as ? for the list of shortcuts.' },

  notJson: (/** @type {string} */ why) => `Not JSON yet, so what was here before holds. ${why}`,
  notObject: 'This must be a JSON object: { … }.',
  notFunctions: 'This must be a list of objects, each with a name: [{"name": "…"}].',
  own: (/** @type {string} */ name) => `${name} is for Parley to set.`,
});
