// Says that a background run is over to someone who looks elsewhere: by a notification, where it was
// allowed, and in the title of the tab.

import { S } from '../ui/strings.js';
import { shorten } from '../ui/format.js';
import { W } from '../ui/late_strings.js';
import { addUnseen } from '../ui/title.js';

/** @returns {'on' | 'ask' | 'off'} */
export function canNotify() {
  if (!('Notification' in window) || !isSecureContext || Notification.permission === 'denied') return 'off';
  return Notification.permission === 'granted' ? 'on' : 'ask';
}

export async function wantNotifications() {
  await Notification.requestPermission();
}

/**
 * @param {import('../chat/turn.js').Turn} turn
 * @param {() => void} show its conversation
 */
export function notify(turn, show) {
  if (!document.hidden) return;
  addUnseen();
  if (canNotify() !== 'on') return;
  const state = S.states[/** @type {keyof typeof S.states} */ (turn.state)];
  try {
    const notification = new Notification(W.notify.over(state), { body: shorten(turn.message, 120) });
    notification.onclick = () => {
      focus();
      show();
      turn.element.scrollIntoView({ block: 'center' });
    };
  } catch {
    // Phones want a service worker for it: the title has to do.
  }
}
