// What a key press is, and what the keys are called here.

/**
 * It belongs to an input method at work (Safari tells by the key code alone).
 * @param {KeyboardEvent} event
 */
export const isComposing = ({ isComposing, keyCode }) => isComposing || keyCode === 229;

/** Whether what is written comes from keys on the screen, which take half of it. */
export const isTouch = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

const isApple = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** @param {string} text in which keys are named as they are on a PC */
export function withKeys(text) {
  if (!isApple) return text;
  return text.replace(/\b(Ctrl|Strg)\b\+?/g, '\u2318').replace(/\b(Shift|Umschalt)\b/g, '\u21e7');
}

/** Names the keys in an element, text by text. @param {Node} node */
export function nameKeys(node) {
  for (const child of node.childNodes) nameKeys(child);
  if (node instanceof Text) node.data = withKeys(node.data);
}
