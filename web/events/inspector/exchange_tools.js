// What can be done with one request: copy it as code, see its time line, check its stream.

import { copy } from '../../ui/clipboard.js';
import { el, setText } from '../../ui/dom.js';
import { parseJson, prettyJson } from '../../ui/format.js';
import { pieces } from './detail.js';
import { requestOf } from './exchanges.js';
import { curl, javaScript, python } from './snippets.js';
import { I } from './strings.js';

/**
 * @typedef {import('../exchange.js').Exchange} Exchange
 * @typedef {import('./inspector.js').Inspector} Inspector
 */

/**
 * @param {Exchange} exchange
 * @param {Inspector} inspector
 */
export function dressExchange(exchange, inspector) {
  if (exchange.element.querySelector('.doings')) return;
  const request = () => {
    const { all, live } = inspector;
    return requestOf(all, /** @type {import('../../conversation/conversation.js').Conversation} */ (live), exchange.id);
  };
  exchange.parts.request.addEventListener(
    'toggle',
    () =>
      request().then(
        (whole) => exchange.parts.request.append(requestText(whole)),
        ({ message }) => inspector.notice(message),
      ),
    { once: true },
  );
  const codes = [code(I.curl, async () => curl(await request()), inspector)];
  if (exchange.isPost) {
    codes.push(
      code(I.python, async () => python(await request()), inspector),
      code(I.javaScript, async () => javaScript(await request()), inspector),
    );
  }
  const doings = el('div', { class: 'doings' });
  if (!exchange.request.path.startsWith('/parley/')) doings.append(el('span', { class: 'about' }, I.copyAs), ...codes);
  if (exchange.attempt) {
    const problems = button('', () => showProblem(exchange, inspector));
    problems.className = 'problems';
    problems.hidden = true;
    problems.title = I.problemsTitle;
    exchange.parts.title.append(problems);
    doings.append(
      toggle(I.timeline, exchange, async () => (await import('./timeline.js')).timeline(exchange, inspector)),
      toggle(I.compareStored, exchange, async () => (await import('./stored.js')).compareStored(exchange, inspector)),
    );
  }
  if (doings.childElementCount) exchange.parts.request.after(doings);
}

/**
 * @param {string} label
 * @param {() => void} clicked
 */
function button(label, clicked) {
  const made = el('button', { type: 'button' }, label);
  made.addEventListener('click', clicked);
  return made;
}

/**
 * @param {string} language
 * @param {() => Promise<string>} make
 * @param {Inspector} inspector
 */
function code(language, make, inspector) {
  const made = button(language, async () => {
    const done = await make().then(copy, () => false);
    inspector.announce(done ? I.codeCopied(language) : I.notCopied);
  });
  made.title = I.copyAsTitle(language);
  made.setAttribute('aria-label', made.title);
  return made;
}

/**
 * @param {Exchange} exchange
 * @param {Inspector} inspector
 */
function showProblem(exchange, inspector) {
  const row = inspector.marks.next(exchange)?.row;
  if (!row) return;
  inspector.cursor.set(row);
  if (!row.querySelector('.detail')) inspector.cursor.toggle();
}

/**
 * A button that shows something below it, and takes it away.
 * @param {string} label
 * @param {Exchange} exchange
 * @param {() => Promise<HTMLElement>} make
 */
function toggle(label, exchange, make) {
  /** @type {HTMLElement | null} */
  let shown = null;
  const made = button(label, async () => {
    if (shown) {
      shown.remove();
      shown = null;
    } else {
      shown = el('div', { class: 'extra' });
      exchange.parts.list.before(shown);
      const place = shown;
      try {
        place.append(await make());
      } catch (error) {
        setText(place, error instanceof Error ? error.message : String(error));
      }
    }
    made.setAttribute('aria-expanded', String(shown !== null));
  });
  made.setAttribute('aria-expanded', 'false');
  return made;
}

/** What was sent, but for what is secret. @param {import('../../keep/archive.js').Request} request */
function requestText({ method, path, headers, body }) {
  const lines = headers.map(([name, value]) => `${name}: ${value || I.secret}`);
  const json = parseJson(body);
  const shown = json === undefined ? body : prettyJson(json);
  return pieces([`${method} ${path}`, ...lines, ...(body ? ['', shown] : [])].join('\n'));
}
