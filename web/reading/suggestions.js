// The service's search suggestions: HTML that is to be shown as it came. It stands in a frame in
// which no script may run, and nothing is loaded. The page's policy forbids styles in such HTML too;
// they are therefore adopted, as the page's own are.

import { el } from '../ui/dom.js';
import { R } from './strings.js';

const kLeftOut = 'script, style, link, meta, base, iframe, frame, object, embed, form, template';
const kOwn = 'body { margin: 0; padding: 4px; overflow: hidden }';

/**
 * @param {HTMLElement} place
 * @param {string} html
 */
export function showSuggestions(place, html) {
  const frame = el('iframe', {
    title: R.suggestions,
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox', // no allow-scripts
    srcdoc: '<!doctype html>',
    height: 60,
  });
  frame.addEventListener('load', () => fill(frame, html));
  place.replaceChildren(frame);
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {string} html
 */
function fill(frame, html) {
  const view = /** @type {any} */ (frame.contentWindow);
  const page = frame.contentDocument;
  if (!page) return;
  const { css, body } = cleaned(html);
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(css);
  page.adoptedStyleSheets = [sheet];
  page.body.replaceChildren(...[...body.childNodes].map((node) => page.importNode(node, true)));
  for (const element of page.querySelectorAll('[data-style]')) {
    if (element instanceof view.HTMLElement)
      /** @type {HTMLElement} */ (element).style.cssText = element.getAttribute('data-style') ?? '';
  }
  const fit = () =>
    frame.setAttribute('height', String(Math.min(400, Math.ceil(page.body.getBoundingClientRect().height))));
  fit();
  new view.ResizeObserver(fit).observe(page.body);
}

/**
 * What of it may stand in a page. Its inline styles are in data-style.
 * @param {string} html
 */
export function cleaned(html) {
  const sheets = [kOwn];
  const bare = html
    .replace(/<style\b[^>]*>([^]*?)<\/style>/gi, (_, css) => (sheets.push(css), ''))
    .replace(/\sstyle\s*=/gi, ' data-style=');
  // What knows of no dark stands on white.
  sheets.push(`:root { color-scheme: ${html.includes('prefers-color-scheme') ? 'light dark' : 'light'} }`);
  // A document of the parser's loads and runs nothing.
  const { body } = new DOMParser().parseFromString(bare, 'text/html');
  for (const element of body.querySelectorAll(kLeftOut)) element.remove();
  for (const element of body.querySelectorAll('*')) harmless(element);
  return { css: sheets.join('\n'), body };
}

/** Nothing that would run, load, or lead this page elsewhere. @param {Element} element */
function harmless(element) {
  for (const { name } of [...element.attributes]) {
    if (/^on/i.test(name) || /^(src|srcset|srcdoc|action|formaction|background|ping|xlink:href)$/i.test(name))
      element.removeAttribute(name);
  }
  if (!element.hasAttribute('href')) return;
  if (element.localName === 'a' && /^https?:\/\//i.test(element.getAttribute('href') ?? '')) {
    element.setAttribute('target', '_blank');
    element.setAttribute('rel', 'noopener noreferrer');
  } else {
    element.removeAttribute('href');
  }
}
