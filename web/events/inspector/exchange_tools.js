// What can be done with one request: copy it as code, see its time line, check its stream.

import { copy } from '../../ui/clipboard.js';
import { actionButton, el } from '../../ui/dom.js';
import { attempt } from '../../ui/errors.js';
import { parseJson, prettyJson } from '../../ui/format.js';
import { pieces } from './detail.js';
import { requestOf } from './exchanges.js';
import { curl, javaScript, python } from './snippets.js';
import { I } from './strings.js';

/**
 * @typedef {import('../exchange.js').Exchange} Exchange
 * @typedef {import('./inspector.js').Inspector} Inspector
 */

const kCodes = { curl, python, javaScript };

/** @typedef {keyof typeof kCodes} Language */

/**
 * @param {Exchange} exchange
 * @param {Inspector} inspector
 */
export function dressExchange(exchange, inspector) {
  const { parts, isPost } = exchange;
  if (parts.element.querySelector('.doings')) return;
  const show = async () => parts.request.append(requestText(await requestIn(inspector, exchange)));
  parts.request.addEventListener('toggle', () => void attempt(show), { once: true });
  const doings = el('div', { class: 'doings' });
  if (!exchange.request.path.startsWith('/parley/')) {
    doings.append(el('span', { class: 'about' }, I.copyAs), codeButton('curl'));
    if (isPost) doings.append(codeButton('python'), codeButton('javaScript'));
  }
  if (exchange.attempt) {
    const of = { 'aria-expanded': 'false' };
    parts.title.append(actionButton('next-problem', '', { class: 'problems', hidden: true, title: I.problemsTitle }));
    doings.append(actionButton('time-line', I.timeline, of), actionButton('compare-stored', I.compareStored, of));
  }
  if (doings.childElementCount) parts.request.after(doings);
}

/** @param {Language} language */
function codeButton(language) {
  const title = I.copyAsTitle(I[language]);
  return actionButton('copy-request', I[language], { title, 'aria-label': title, 'data-language': language });
}

/**
 * What can be done with one request, by buttons that stand in its element.
 * @param {Inspector} inspector
 */
export function exchangeCommands(inspector) {
  /** @param {import('../../ui/command.js').Of} of */
  const exchangeOf = ({ button }) => {
    const element = button?.closest('.exchange');
    const found = inspector.events.exchanges.find(({ made }) => made && made.element === element);
    if (!found) throw new Error('this request is not kept any more');
    return found;
  };
  return {
    'copy-request': {
      run: async (/** @type {import('../../ui/command.js').Of} */ of) => {
        const language = /** @type {Language} */ (of.button?.dataset.language);
        await copy(kCodes[language](await requestIn(inspector, exchangeOf(of))));
        inspector.announce(I.codeCopied(I[language]));
      },
    },
    'time-line': {
      run: (/** @type {import('../../ui/command.js').Of} */ of) =>
        toggle(of, exchangeOf(of), async (exchange) => (await import('./timeline.js')).timeline(exchange, inspector)),
    },
    'compare-stored': {
      run: (/** @type {import('../../ui/command.js').Of} */ of) =>
        toggle(of, exchangeOf(of), async (exchange) =>
          (await import('./stored.js')).compareStored(exchange, inspector),
        ),
    },
    'next-problem': {
      run: (/** @type {import('../../ui/command.js').Of} */ of) => {
        const row = inspector.marks.nextBreach(exchangeOf(of))?.row;
        if (!row) return;
        inspector.cursor.set(row);
        if (!row.querySelector('.detail')) inspector.cursor.toggle();
      },
    },
  };
}

/**
 * @param {Inspector} inspector
 * @param {Exchange} exchange
 */
function requestIn({ all, live }, exchange) {
  return requestOf(all, /** @type {import('../../conversation/conversation.js').Conversation} */ (live), exchange.id);
}

/** @type {WeakMap<HTMLElement, HTMLElement>} what each button shows below it */
const extras = new WeakMap();

/**
 * Shows something below a button, or takes it away.
 * @param {import('../../ui/command.js').Of} of
 * @param {Exchange} exchange
 * @param {(exchange: Exchange) => Promise<HTMLElement>} make
 */
async function toggle({ button }, exchange, make) {
  if (!button) return;
  const hide = () => {
    extras.get(button)?.remove();
    extras.delete(button);
    button.setAttribute('aria-expanded', 'false');
  };
  if (extras.has(button)) return hide();
  const place = el('div', { class: 'extra' });
  extras.set(button, place);
  button.setAttribute('aria-expanded', 'true');
  exchange.parts.list.before(place);
  try {
    place.append(await make(exchange));
  } catch (error) {
    hide();
    throw error;
  }
}

/** What was sent, but for what is secret. @param {import('../../keep/archive.js').Request} request */
function requestText({ method, path, headers, body }) {
  const lines = headers.map(([name, value]) => `${name}: ${value || I.secret}`);
  const json = parseJson(body);
  const shown = json === undefined ? body : prettyJson(json);
  return pieces([`${method} ${path}`, ...lines, ...(body ? ['', shown] : [])].join('\n'));
}
