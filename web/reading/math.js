// Typesets TeX as MathML, which browsers draw by themselves. It stands in a shadow root, beside the
// source, which stays the text of the answer.

import temml from 'temml';
import { kDeepest } from './bounds.js';
import css from './math.css';
import { R } from './strings.js';

const kMost = 20000; // characters of a formula

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {HTMLElement} place with its TeX in data-tex; stays as it is where that is none */
export function typeset(place) {
  const tex = place.dataset.tex ?? '';
  if (tex.length > kMost) return;
  const shown = document.createElement('span');
  try {
    temml.render(tex, shown, { displayMode: place.matches('.display'), throwOnError: true });
  } catch {
    return;
  }
  if (isDeep(shown)) return; // it would end the tab
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(shown);
  place.dataset.typeset = '';
  if (place.scrollWidth <= place.clientWidth || !place.matches('.display')) return;
  // It scrolls, so by keyboard too.
  place.tabIndex = 0;
  place.role = 'group';
  place.ariaLabel = R.formula;
}

/** @param {Element} root */
function isDeep(root) {
  let level = [root];
  for (let depth = 0; level.length; ++depth) {
    if (depth > 2 * kDeepest) return true;
    level = level.flatMap((element) => [...element.children]);
  }
  return false;
}
