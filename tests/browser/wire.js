// The network between browser and proxy, as something that can fail: a forwarder of TCP connections
// that can cut them all and refuse new ones.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Proxy } from './support.js';

export class Wire {
  static async start() {
    const wire = new Wire();
    wire.server.listen(0, '127.0.0.1');
    await once(wire.server, 'listening');
    wire.port = /** @type {import('node:net').AddressInfo} */ (wire.server.address()).port;
    wire.url = `http://127.0.0.1:${wire.port}`;
    return wire;
  }

  constructor() {
    this.port = 0;
    this.url = '';
    this.target = 0; // port of the proxy
    this.up = true;
    this.lingers = false; // the browser is not told that the proxy has ended a connection, until it is cut
    /** @type {Set<import('node:net').Socket>} */
    this.sockets = new Set();
    this.server = createServer((browser) => {
      if (!this.up) {
        browser.destroy();
        return;
      }
      const proxy = connect(this.target, '127.0.0.1');
      for (const [one, other] of [
        [browser, proxy],
        [proxy, browser],
      ]) {
        this.sockets.add(one);
        one.pipe(other, { end: false });
        one.on('end', () => this.lingers || other.end());
        one.on('error', () => {});
        one.on('close', () => {
          this.sockets.delete(one);
          if (!this.lingers || one === browser) other.destroy();
        });
      }
    });
  }

  /** Every connection that is open breaks. */
  cut() {
    for (const socket of this.sockets) socket.destroy();
  }

  down() {
    this.up = false;
    this.cut();
  }

  async close() {
    this.down();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A proxy that the browser reaches by way of a wire. @param {string[]} flags */
export async function wired(flags = []) {
  const wire = await Wire.start();
  const proxy = await Proxy.start([...flags, '--allow-host', `127.0.0.1:${wire.port}`]);
  wire.target = proxy.port;
  return { wire, proxy };
}
