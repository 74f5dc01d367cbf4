// Typesets TeX as MathML, which browsers draw by themselves. It stands in a shadow root, beside the
// source, which stays the text of the answer.

import temml from 'temml';
import css from './math.css';
import { R } from './strings.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {HTMLElement} place with its TeX in data-tex; stays as it is where that is none */
export function typeset(place) {
  const shown = document.createElement('span');
  try {
    temml.render(place.dataset.tex ?? '', shown, { displayMode: place.matches('.display'), throwOnError: true });
  } catch {
    return;
  }
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
