// Who is signed in, where Parley has users: shown below the list of conversations, with the way out
// and the way in for another device.

import { getJson } from '../core/api.js';
import { kUser, rememberUser } from '../keep/storage.js';
import { register } from '../ui/command.js';
import { actionButton, byId, el } from '../ui/dom.js';
import { openPanel } from '../ui/panel.js';
import { adopt } from '../ui/sheet.js';
import sessionCss from './session.css';
import { A } from './strings.js';

const kSvg = 'http://www.w3.org/2000/svg';

/** Nobody is. What was written is kept, for when he comes back. */
export function signedOut() {
  rememberUser('');
  location.replace('sign_in.html');
}

/**
 * @param {import('../core/api.js').Config} config without a user: Parley has none
 * @returns {boolean} false: this page shows what is somebody else's; it is loaded again
 */
export function signedIn({ user, operator = false }) {
  if ((user ?? '') !== kUser && rememberUser(user ?? '')) {
    location.reload();
    return false;
  }
  if (user !== undefined && !document.getElementById('account')) showAccount(user, operator);
  return true;
}

/**
 * @param {string} user
 * @param {boolean} operator may see what all use
 */
function showAccount(user, operator) {
  adopt(sessionCss);
  register(sessionCommands());
  byId('drawer').append(
    el(
      'footer',
      { id: 'account', class: 'account' },
      el('span', {}, A.as(user)),
      actionButton('invite', A.invite),
      ...(operator ? [actionButton('usage', A.usage.open)] : []),
      actionButton('sign-out', A.out),
    ),
  );
}

export function sessionCommands() {
  /** @satisfies {Record<string, import('../ui/command.js').Command>} */
  const all = {
    'sign-out': {
      run: async () => {
        await getJson('/parley/session', 'DELETE');
        signedOut();
      },
    },
    invite: { run: openInvitation },
    usage: { run: async () => (await import('./usage.js')).openUsage() },
  };
  return all;
}

async function openInvitation() {
  const { link, qr, seconds } = await getJson('/parley/session/invite', 'POST');
  openPanel(
    A.inviteTitle,
    el('p', {}, A.inviteText(seconds / 60)),
    drawCode(qr),
    el('p', { class: 'link' }, el('code', {}, link)),
    actionButton('copy', A.copy, { 'data-text': link }),
  );
}

/** @param {string[]} rows of '1' for dark */
function drawCode(rows) {
  const quiet = 4; // ISO/IEC 18004, 6.3.8
  const size = rows.length + 2 * quiet;
  const svg = document.createElementNS(kSvg, 'svg');
  const dark = document.createElementNS(kSvg, 'path');
  const modules = rows.flatMap((row, y) =>
    [...row].flatMap((module, x) => (module === '1' ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])),
  );
  dark.setAttribute('d', modules.join(''));
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', A.code);
  svg.setAttribute('class', 'qr-code');
  svg.append(dark);
  return svg;
}
