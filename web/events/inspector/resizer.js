// The edge of the event list, by which it is made wider; on a phone, where it lies below, higher.

import { isAt } from '../../ui/breakpoints.js';
import { el } from '../../ui/dom.js';
import { remember } from '../../keep/storage.js';
import { I } from './strings.js';

const kStep = 24; // pixels a key press
const kLeast = 200;
const kRoom = 320; // pixels that are left to the conversation

/**
 * @param {HTMLElement} app
 * @param {HTMLElement} region
 */
export function resizer(app, region) {
  const edge = el('div', { class: 'edge', role: 'separator', tabindex: 0, 'aria-label': I.resize });
  const below = () => isAt('narrow');
  const now = () => (below() ? region.offsetHeight : region.offsetWidth);
  const most = () => Math.max(kLeast, below() ? app.offsetHeight * 0.75 : app.offsetWidth - kRoom);

  const show = () => {
    edge.setAttribute('aria-orientation', below() ? 'horizontal' : 'vertical');
    edge.setAttribute('aria-valuemin', String(kLeast));
    edge.setAttribute('aria-valuemax', String(Math.round(most())));
    edge.setAttribute('aria-valuenow', String(now()));
  };
  const set = (/** @type {number} */ pixels) => {
    const size = `${Math.round(Math.min(most(), Math.max(kLeast, pixels)))}px`;
    const name = below() ? 'events-height' : 'events-width';
    app.style.setProperty(`--${name}`, size);
    remember(name, size);
  };

  edge.addEventListener('pointerdown', (down) => {
    if (down.button) return;
    const before = now();
    edge.setPointerCapture(down.pointerId);
    const moved = (/** @type {PointerEvent} */ move) => {
      const toStart = below() ? down.clientY - move.clientY : down.clientX - move.clientX;
      const sign = !below() && getComputedStyle(region).direction === 'rtl' ? -1 : 1;
      set(before + sign * toStart);
    };
    edge.addEventListener('pointermove', moved);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', moved), { once: true });
    down.preventDefault();
    edge.focus();
  });
  edge.addEventListener('keydown', (event) => {
    const grow = below() ? 'ArrowUp' : 'ArrowLeft';
    const shrink = below() ? 'ArrowDown' : 'ArrowRight';
    if (event.key === grow) set(now() + kStep);
    else if (event.key === shrink) set(now() - kStep);
    else if (event.key === 'Home') set(kLeast);
    else if (event.key === 'End') set(most());
    else return;
    event.preventDefault();
  });
  new ResizeObserver(show).observe(region); // when its size is known, without having it computed
  return edge;
}
