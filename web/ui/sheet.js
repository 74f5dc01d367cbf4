// Style sheets of parts that are loaded later: the policy allows no style element.

/** @type {Set<string>} */
const adopted = new Set();

/** Once, however many modules bring it along. @param {string} css */
export function adopt(css) {
  if (adopted.has(css)) return;
  adopted.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}
