// Keeps a scroller at its end while the reader is there, and leaves it alone when not.

const kSlack = 48; // pixels from the end that still count as there

export class Follower {
  /**
   * @param {HTMLElement} scroller
   * @param {(following: boolean) => void} changed
   */
  constructor(scroller, changed) {
    this.scroller = scroller;
    this.changed = changed;
    this.following = true;
    this.top = 0;
  }

  /**
   * The scroller moved. Only a move upwards lets go: content that grows moves nothing, so it can
   * not be mistaken for the reader.
   */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight <= kSlack;
    if (atEnd && scrollTop > this.top) this.set(true);
    else if (!atEnd && scrollTop < this.top) this.set(false);
    this.top = scrollTop;
  }

  /** Something is looked at that must stay where it is, also at the end: until the reader goes there. */
  letGo() {
    this.set(false);
    this.top = this.scroller.scrollTop;
  }

  /** Content or size changed. */
  update() {
    if (!this.following) return;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.top = this.scroller.scrollTop;
  }

  jump() {
    this.set(true);
    this.update();
  }

  /** @param {boolean} following */
  set(following) {
    if (following === this.following) return;
    this.following = following;
    this.changed(following);
  }
}
