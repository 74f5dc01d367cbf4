// Time belongs to the test: where an answer of the demo holds, until the test lets it on.

let gates = 0;

/**
 * A gate in an answer (proxy/demo/README.md). In a template it is the switch that a message begins
 * with: `${gate} demo:long 20 Hello`. What stands before the gate has been sent when it is reached.
 */
export class Gate {
  /**
   * @param {string} demo
   * @param {number | 'thinking' | 'end'} place
   */
  constructor(demo, place) {
    this.name = `gate-${process.pid}-${++gates}`;
    this.url = `${demo}/demo/gates/${this.name}`;
    this.place = place;
  }

  toString() {
    return `demo:gate ${this.name} ${this.place}`;
  }

  /**
   * Holds the answers to messages in which nothing of it is to be seen, such as the page's own examples:
   * the switch is put in on the way to the proxy, in the place of one for a pace.
   * @param {import('playwright-core').Page} page
   * @param {RegExp} message
   */
  async holds(page, message) {
    await page.route(/\/v1beta\/interactions$/, async (route) => {
      const body = route.request().postDataJSON();
      if (typeof body?.input !== 'string' || !message.test(body.input)) return route.fallback();
      const input = `${this} ${body.input.replace(/demo:slow \d+ /, '')}`;
      return route.continue({ postData: JSON.stringify({ ...body, input }) });
    });
  }

  /** Lets the answer on, also one that comes later. */
  async open() {
    const response = await fetch(this.url, { method: 'POST', headers: { 'x-goog-api-key': 'any' } });
    if (!response.ok) throw new Error(`${this.url}: ${response.status} ${await response.text()}`);
  }

  /** Until so many answers have come to it. Returns how many have. */
  async reached(count = 1) {
    const response = await fetch(`${this.url}?reached=${count}`, { headers: { 'x-goog-api-key': 'any' } });
    const state = await response.json();
    if (!(state.reached >= count)) throw new Error(`${this}: reached by ${state.reached}, not ${count}`);
    return /** @type {number} */ (state.reached);
  }
}
