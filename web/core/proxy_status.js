// Whether the proxy is in reach, and what it says of itself. It is asked when the page opens and
// when a connection was lost, and then until it answers.

import { readConfig } from './api.js';
import { kUser } from '../keep/storage.js';
import { byId, setText } from '../ui/dom.js';
import { S } from '../ui/strings.js';

const kRetryMs = 3000;
const session = () => import('../session/session.js');

export class ProxyStatus {
  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('../compose/attach.js').Attach} attach
   * @param {import('../chat/welcome.js').Welcome} welcome
   * @param {() => void} changed `held` or `instance` may have
   */
  constructor(connection, attach, welcome, changed) {
    this.connection = connection;
    this.attach = attach;
    this.welcome = welcome;
    this.changed = changed;
    this.held = true; // what is to be sent waits: the proxy has not answered yet, or does not any more
    this.instance = ''; // which run of the proxy this is
    this.timer = 0; // of the next time it is asked
    this.doubted = false; // a connection was lost since it was last asked
  }

  /** @param {boolean} [quiet] a turn says already what is wrong */
  async ask(quiet = false) {
    clearTimeout(this.timer);
    const { connection } = this;
    try {
      const config = await readConfig();
      // Whose conversations these are must be right before anything goes out.
      if ('user' in config || kUser) {
        if (!(await session()).signedIn(config)) return;
      }
      this.instance = config.instance ?? '';
      this.held = false;
      this.changed();
      this.doubted = false;
      this.attach.most = config.limits?.max_body ?? Infinity;
      if (connection.page === 'unreachable') connection.setPage(connection.live ? 'ready' : 'starting');
      const demo = config.mode === 'demo';
      byId('mode').hidden = byId('demo-hint').hidden = !demo;
      setText(byId('mode'), S.demo.badge);
      setText(byId('demo-hint'), S.demo.hint);
      this.welcome.describe(demo);
    } catch (error) {
      if (/** @type {Error} */ (error).cause === 401) return (await session()).signedOut();
      if (connection.page !== 'broken' && !quiet) connection.setPage('unreachable');
      this.held = true;
      this.changed();
      this.timer = setTimeout(() => this.ask(quiet), kRetryMs);
    }
  }

  /** A turn is connected in another way now. @param {string} state */
  heard(state) {
    if (state === 'reconnecting' || state === 'offline') this.doubted = true;
    if (state === 'offline') void this.ask(true);
    else if (state === 'connected' && this.doubted) void this.ask();
  }
}
