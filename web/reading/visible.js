// The text of an element as it is seen: without what Markdown only marks with (markdown.js).

/**
 * @param {Node} element
 * @returns {Generator<Text>} in order
 */
export function* visibleTexts(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches('.mark') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node instanceof Text) yield node;
}

/** @param {Node} element */
export function visibleText(element) {
  return [...visibleTexts(element)].map(({ data }) => data).join('');
}
