// Files for the next message: chosen, pasted or dropped. What handles them loads with the first.

import { recall } from '../keep/storage.js';

export class Attach {
  /**
   * @param {import('./composer.js').Composer} composer
   * @param {(text: string) => void} say
   * @param {(text: string) => void} announce
   */
  constructor(composer, say, announce) {
    this.composer = composer;
    this.say = say;
    this.announce = announce;
    this.most = Infinity; // bytes of a request
    /** @type {import('./tray.js').Tray | null} */
    this.tray = null;
    /** @type {Promise<void> | null} files are about to be read */
    this.opening = null;
    composer.box.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    for (const type of /** @type {const} */ (['dragover', 'dragleave', 'drop'])) {
      document.addEventListener(type, (event) => {
        const files = event.dataTransfer?.types.includes('Files') ?? false;
        document.body.classList.toggle('dropping', files && type === 'dragover');
        if (files && type === 'dragover') event.preventDefault();
        if (type === 'drop') this.take(event, event.dataTransfer);
      });
    }
  }

  async open() {
    const { Tray } = await import('./tray.js');
    if (!this.tray) {
      const { box, draft } = this.composer;
      this.tray = new Tray(/** @type {HTMLElement} */ (box.parentElement), this.say, this.announce);
      await this.tray.use(draft.id);
    }
    this.tray.most = this.most;
    return this.tray;
  }

  /**
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  take(event, data) {
    const files = [...(data?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.opening = this.open().then(
      (tray) => void tray.add(files),
      (error) => this.say(String(error)),
    );
  }

  /** The box belongs to another conversation. */
  use() {
    const { id } = this.composer.draft;
    if (this.tray) void this.tray.use(id);
    else if (recall(`files.${id}`)) void this.open();
  }

  /** The conversation is no more. @param {string} id */
  async forget(id) {
    if (this.tray || recall(`files.${id}`)) (await this.open()).forget(id);
  }

  get any() {
    return !!this.tray?.attachments.length;
  }
}
