// The conversations of a tab without the controls around them, and the recordings that they take in.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tell } from '../../web/ui/bus.js';
import { openCore, openDocument, until } from './document.js';

/** @typedef {import('../../web/conversation/conversations.js').Conversations} Conversations */
/** @typedef {import('../../web/conversation/conversation.js').Conversation} Conversation */

const kOwn = fileURLToPath(new URL('../recordings', import.meta.url));
const kBeside = process.env.PARLEY_FIXTURES ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url));

/**
 * Recorded traffic: that of the project, and what lies beside it.
 * @type {{name: string, text: string}[]}
 */
export const recordings = [kOwn, ...(existsSync(kBeside) ? [kBeside] : [])].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.(sse|txt|json|jsonl)$/.test(name) && !/request\.json$/.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') })),
);

/** @param {string} name one of the project's */
export const recording = (name) => readFileSync(path.join(kOwn, name), 'utf8');

/** A tab that asks nobody anything: what it would ask is in `asked`. */
export async function openTab() {
  openDocument();
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = async (what) => {
    asked.push(String(what));
    throw new TypeError('no network here');
  };
  const core = await openCore();
  const { Conversations } = await import('../../web/conversation/conversations.js');
  const { takeFiles } = await import('../../web/keep/transfer.js');
  /** @type {unknown[]} */
  const troubles = [];
  /** @type {string[]} */
  const notices = [];
  const log = /** @type {HTMLElement} */ (document.getElementById('log'));
  const list = /** @type {HTMLElement} */ (document.getElementById('event-list'));
  const all = new Conversations({
    effects: () => tell('shown'),
    listed: () => {},
    announce: () => {},
    trouble: (error) => troubles.push(error),
    damaged: () => troubles.push('damaged'),
    switched: ({ elements }) => {
      log.replaceChildren(elements.log, elements.queue);
      list.replaceChildren(elements.events);
    },
  });
  await all.start(Promise.resolve(core), '');
  after(() => all.destroy());

  return {
    all,
    asked,
    troubles,
    notices,
    /**
     * Takes in a file and shows what is in it.
     * @param {string} name
     * @param {string} text
     */
    async take(name, text) {
      await takeFiles(all, [new File([text], name, { lastModified: 1.8e12 })], (notice) => notices.push(notice));
      return shown(all);
    },
  };
}

/** @param {Conversations} all @returns {Promise<Conversation>} with all its rows, and nothing to be loaded any more */
export async function shown(all) {
  const live = /** @type {Conversation} */ (all.shown);
  await settled(live);
  return live;
}

/** @param {Conversation} live */
export async function settled(live) {
  const { log, events } = live.elements;
  await until(
    () =>
      events.querySelectorAll('[data-event-type]').length === live.events.kept &&
      !log.querySelector(
        'article .notes > div:empty, article [data-part=tools]:empty, article [data-part=error]:empty',
      ) &&
      !log.querySelector('article[data-turn-state=waiting]') && // in one from elsewhere that is over
      [...log.querySelectorAll('article[data-turn-state=done] .meta')].every((meta) => meta.querySelector('.total')),
  );
}

/** All that is seen of a conversation, but for ages. @param {Conversation} live */
export function seen({ elements: { log, events } }) {
  const texts = (/** @type {Element} */ of, /** @type {string} */ selector) =>
    [...of.querySelectorAll(selector)].map((element) => element.textContent);
  return {
    turns: [...log.querySelectorAll('article[data-turn]')].map((turn) => ({
      state: /** @type {HTMLElement} */ (turn).dataset.turnState,
      message: texts(turn, '[data-part=user]'),
      steps: texts(turn, '[data-step]'),
      notes: texts(turn, '.notes'),
      facts: [...turn.querySelectorAll('.meta > span')]
        .filter((fact) => !fact.querySelector('button'))
        .map((fact) => fact.textContent),
      id: /** @type {HTMLElement | null} */ (turn.querySelector('.id'))?.dataset.text,
    })),
    events: texts(events, '[data-event-type]'),
  };
}

/**
 * The event log's tools, at a tab's conversation.
 * @param {Awaited<ReturnType<typeof openTab>>} tab
 */
export async function openInspector({ all, notices }) {
  const region = /** @type {HTMLElement} */ (document.getElementById('events'));
  region.dataset.open = 'yes';
  const { Inspector } = await import('../../web/events/inspector/inspector.js');
  const { Follower } = await import('../../web/ui/scroll.js');
  const follow = new Follower(/** @type {HTMLElement} */ (document.getElementById('event-list')), () => {});
  const { listenToClicks } = await import('../../web/ui/command.js');
  listenToClicks();
  const inspector = new Inspector(all, follow, (notice) => notices.push(notice));
  const clipboard = { text: '', writeText: async (/** @type {string} */ text) => void (clipboard.text = text) };
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });

  /** @param {string} name @param {ParentNode} [within] @returns {HTMLElement} */
  const button = (name, within = region) => {
    const found = [...within.querySelectorAll('button')].filter(
      (each) => !each.closest('[hidden]') && (each.getAttribute('aria-label') ?? each.textContent) === name,
    );
    if (!found.length) throw new Error(`no button "${name}"`);
    return found[0];
  };
  return {
    inspector,
    region,
    clipboard,
    button,
    rows: () => /** @type {HTMLElement[]} */ ([...region.querySelectorAll('[data-event-type]')]),
    announced: () => document.getElementById('announce')?.textContent ?? '',
    /** @param {string} key @param {Element | null} [target] @param {KeyboardEventInit} [more] */
    press(key, target = document.activeElement, more = {}) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
      return !(target ?? document.body).dispatchEvent(event);
    },
    /** @param {string} text of the search */
    search(text) {
      inspector.toolbar.search.value = text;
      inspector.toolbar.search.dispatchEvent(new Event('input'));
    },
    /** @param {string} title @returns {Promise<HTMLDialogElement>} */
    dialog: (title) =>
      until(() =>
        /** @type {HTMLDialogElement[]} */ ([...document.querySelectorAll('dialog[open]')]).find(
          (each) => each.querySelector('h2')?.textContent === title,
        ),
      ),
  };
}

/** Texts of the cells, row by row. @param {Element | null | undefined} table */
export const cells = (table) =>
  [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? ''),
  );
