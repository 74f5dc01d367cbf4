// Texts about who is signed in.

import { translated } from '../ui/language.js';

export const A = translated('session', {
  title: 'Sign in to Parley',
  intro: 'This Parley is for those who were invited. Open the link that you were given, or paste your token here.',
  token: 'Access token',
  enter: 'Sign in',
  wait: 'Signing in\u2026',
  unreachable: 'Parley cannot be reached. Is it running?',
  as: (/** @type {string} */ user) => (user ? `Signed in as ${user}` : 'Signed in'),
  out: 'Sign out',
  invite: 'Add a device',
  inviteTitle: 'Another device of yours',
  inviteText: (/** @type {number} */ minutes) =>
    `Open this link on it, or let it read the code. It is good once, for ${minutes} minutes, and lets in who has it ` +
    'with all that you may do.',
  copy: 'Copy link',
  code: 'QR code of the link',
  usage: {
    open: 'Usage',
    title: 'Who used what',
    user: 'User',
    today: 'Today',
    month: '30 days',
    tokens: 'Tokens',
    none: 'Nobody has asked anything yet.',
  },
});
