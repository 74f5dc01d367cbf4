// Says that a background run is over to someone who looks elsewhere: by a notification, where it was
// allowed, and in the title of the tab.

import { perform } from '../ui/command.js';
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
 * @param {string} conversation
 * @param {import('../chat/turn.js').Turn} turn
 */
export function notify(conversation, turn) {
  if (!document.hidden) return;
  addUnseen();
  if (canNotify() !== 'on') return;
  const state = S.states[/** @type {keyof typeof S.states} */ (turn.state)];
  try {
    const notification = new Notification(W.notify.over(state), { body: shorten(turn.message, 120) });
    notification.onclick = () => {
      focus();
      // By their names: the conversation is let go of when it is over, and comes anew.
      void perform('open-turn', { conversation, turn: turn.id });
    };
  } catch {
    // Phones want a service worker for it: the title has to do.
  }
}
