// The page's clock: takes what the cores have done, as often as there may be something.

const kHiddenMs = 250; // between rounds where there are no animation frames
const kIdleMs = 1000;
const kSleptMs = 20000; // without a tick: the machine slept

export class Pump {
  constructor() {
    /** @type {import('../conversation/conversations.js').Conversations | null} once the core is there */
    this.all = null;
    this.frame = 0;
    /** @type {Timer} */
    this.timer = 0;
    this.ticked = Date.now();
  }

  /** Takes what there is now; asks for the next round. */
  run() {
    const busy = this.all?.pump() ?? false;
    const now = Date.now();
    if (now - this.ticked >= kIdleMs) {
      // Hidden tabs tick seldom, so that only a tab in sight can tell that the machine slept.
      if (now - this.ticked >= kSleptMs && !document.hidden) this.all?.online();
      this.ticked = now;
      this.all?.tick(now);
    }
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (busy && !document.hidden) this.frame = requestAnimationFrame(() => this.run());
    else this.timer = setTimeout(() => this.run(), busy ? kHiddenMs : kIdleMs);
  }
}
