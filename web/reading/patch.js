// Makes elements that stand in the page those of a newer rendering, touching only what differs, so
// that selection, focus and what a reader unfolded stay.

// Set by others than the renderer.
const kKept = new Set(['data-wrap', 'data-caret', 'data-typeset', 'aria-pressed', 'tabindex', 'role', 'aria-label']);

/**
 * @param {Element} old
 * @param {Element} fresh of which nothing else makes use
 */
export function patch(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kKept.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  let there = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const after = there?.nextSibling ?? null;
    if (!there) old.append(node);
    else if (!isSame(there, node)) there.replaceWith(node);
    else if (there instanceof Text) setData(there, /** @type {Text} */ (node).data);
    else patch(/** @type {Element} */ (there), /** @type {Element} */ (node));
    there = after;
  }
  while (there) {
    const after = there.nextSibling;
    there.remove();
    there = after;
  }
}

/**
 * @param {Node} one
 * @param {Node} other
 */
function isSame(one, other) {
  if (one.nodeName !== other.nodeName) return false;
  if (!(one instanceof HTMLElement && other instanceof HTMLElement)) return true;
  return (
    one.className === other.className &&
    one.dataset.tex === other.dataset.tex &&
    one.dataset.action === other.dataset.action
  );
}

/**
 * @param {Text} text
 * @param {string} data
 */
function setData(text, data) {
  if (text.data === data) return;
  if (data.startsWith(text.data)) text.appendData(data.slice(text.length));
  else text.data = data;
}
