// The list of conversations at the left of the page, as a person uses it.

export class ConversationList {
  /** @param {import('./support.js').Chat} chat */
  constructor(chat) {
    this.chat = chat;
    this.list = chat.page.getByRole('navigation', { name: 'Conversations' });
    this.dialog = chat.page.getByRole('dialog');
  }

  /** @param {string} title or a part of it */
  item(title) {
    return this.list.getByRole('listitem').filter({ hasText: title });
  }

  /** Until these titles are listed, in this order. @param {string[]} titles */
  async shows(titles) {
    await this.chat.until(
      (titles) =>
        JSON.stringify([...document.querySelectorAll('#conversations .open')].map((each) => each.textContent)) ===
        JSON.stringify(titles),
      titles,
    );
  }

  /** @param {string} title */
  async open(title) {
    await this.list.getByRole('button', { name: title, exact: true }).click();
  }

  /** A conversation of its own: the hash of its address. @param {string} text @returns {Promise<string>} */
  async converse(text) {
    await this.chat.page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await this.chat.send(text);
    await this.chat.state(1, 'done');
    return new URL(this.chat.page.url()).hash;
  }

  /** @param {string} title @param {string} way */
  async choose(title, way) {
    const more = this.item(title).getByRole('button', { name: 'Options' });
    if ((await more.getAttribute('aria-expanded')) === 'false') await more.click();
    await this.item(title).getByRole('button', { name: way, exact: true }).click();
  }

  /** Deletes it, at the service too. @param {string} title */
  async deleteEverywhere(title) {
    await this.choose(title, 'Delete');
    await this.dialog.getByRole('checkbox').check();
    await this.dialog.getByRole('button', { name: 'Delete' }).click();
  }
}
