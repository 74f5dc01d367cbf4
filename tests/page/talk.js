// A conversation without its page: the real core asks the real proxy, and what comes back is shown in
// the document of node. What is pressed is a button that is there, as in the page.
import { after } from 'node:test';
import { Proxy } from '../browser/proxy.js';
import { tell } from '../../web/ui/bus.js';
import { openCore, openDocument, playHost, until } from './document.js';

/** @typedef {import('../../web/chat/turn.js').Turn} Turn */

const kModel = 'gemini-3.8-flash';

/**
 * Starts a proxy and gives the way to begin conversations with it; both end with the file.
 * @param {string[]} flags of the proxy
 */
export async function openTalks(flags = ['--demo-pace', '0']) {
  const proxy = await Proxy.start(flags);
  /** @type {Talk[]} */
  const talks = [];
  after(() => {
    for (const talk of talks) talk.conversation.close(); // or it would try to find the proxy again
    return proxy.stop();
  });
  openDocument({ url: proxy.url });
  const core = await openCore();
  const { Display } = await import('../../web/conversation/display.js');
  const { listenToClicks, register } = await import('../../web/ui/command.js');
  const { turnCommands } = await import('../../web/chat/turn_commands.js');
  const { loadReading } = await import('../../web/chat/text_block.js');
  await loadReading();
  /** @type {{method: string, path: string, body: any}[]} */
  const requests = [];
  const send = globalThis.fetch;
  // The core's requests name a path only, which no document of node's makes a URL of.
  globalThis.fetch = (path, init) => {
    requests.push({
      method: init?.method ?? 'GET',
      path: String(path),
      body: init?.body ? JSON.parse(new TextDecoder().decode(/** @type {any} */ (init.body))) : null,
    });
    return send(new URL(String(path), proxy.url), init);
  };
  // As in the page, of the conversation that is shown.
  /** @type {any} */
  const sender = {
    get live() {
      return talks.find((talk) => talk.log.contains(talk.seen.elements.log));
    },
    turn: (/** @type {number} */ id) => sender.live?.turn(id),
    input: (/** @type {string} */ kind, /** @type {{}} */ input) => sender.live?.do(kind, input),
    selection: { decide() {}, areTheirs: () => false },
    actWith(/** @type {Talk} */ talk, /** @type {{}} */ settings, /** @type {{kind: string}[]} */ ...inputs) {
      talk.settings(settings);
      for (const { kind, ...input } of inputs) talk.do(kind, input);
    },
  };
  register(turnCommands(sender));
  listenToClicks();
  const begin = () => {
    const talk = new Talk(core, Display, requests);
    talks.push(talk);
    return talk;
  };
  return { proxy, core, begin };
}

export class Talk {
  /**
   * @param {import('../../web/core/core.js').Core} core
   * @param {typeof import('../../web/conversation/display.js').Display} Display
   * @param {{method: string, path: string, body: any}[]} requests all that were sent
   */
  constructor(core, Display, requests) {
    this.core = core;
    this.conversation = core.create();
    this.drain = playHost(this.conversation);
    this.first = requests.length;
    this.all = requests;
    /** @type {string[]} announced */
    this.said = [];
    /** @type {string[]} entries */
    this.journal = [];
    this.seen = new Display(
      (text) => this.said.push(text),
      () => {},
    );
    this.view = this.seen.view;
    this.log = /** @type {HTMLElement} */ (document.getElementById('log'));
    this.log.replaceChildren(this.seen.elements.log, this.seen.elements.queue);
    this.do('open', { arg: core.protocol.open_as.own, text: `talk ${requests.length}` });
    this.settings({ model: kModel });
  }

  get requests() {
    return this.all.slice(this.first);
  }

  /** Bodies of what was asked of the API. */
  get posts() {
    return this.requests
      .filter(({ method, path }) => method === 'POST' && path === '/v1beta/interactions')
      .map(({ body }) => body);
  }

  /** @param {string} kind @param {{id?: number, arg?: number, text?: string}} [input] */
  do(kind, input) {
    this.conversation.input(kind, input);
    this.pump();
  }

  pump() {
    const effects = this.drain();
    for (const { kind, text } of effects) if (kind === 'journal') this.journal.push(text);
    if (!effects.length) return;
    for (const effect of effects) this.seen.apply(effect);
    this.view.show();
    tell('shown');
  }

  /** What another conversation has kept is shown here. @param {string[]} entries */
  replay(entries) {
    for (const text of entries) this.conversation.input('journal_entry', { text }, false);
    this.pump();
  }

  /** @param {Record<string, any>} settings */
  settings(settings) {
    this.do('settings', { text: JSON.stringify(settings) });
  }

  /** @param {string} text @param {string} [mode] @param {number} [beside] */
  send(text, mode = 'queued', beside = 0) {
    this.do('submit', { id: beside, arg: this.core.protocol.submit_mode[mode], text });
  }

  /** @template T @param {() => T} condition */
  until(condition) {
    return until(() => {
      this.pump();
      return condition();
    });
  }

  /** @param {number} number @returns {Turn} */
  turn(number) {
    const turn = this.view.turns.get(number);
    if (!turn) throw new Error(`there is no turn ${number}`);
    return turn;
  }

  /** @param {number} number @param {string} state */
  async state(number, state) {
    await this.until(() => this.view.turns.get(number)?.state === state);
    return this.turn(number);
  }

  /** Of its interaction at the service. @param {number} number */
  id(number) {
    return String(this.turn(number).interaction?.id ?? '');
  }

  /** @param {number} number */
  answer(number) {
    return [...this.turn(number).element.querySelectorAll('[data-part=answer]')]
      .map((part) => part.textContent)
      .join('');
  }
}
