// The texts that index.html itself has.

/**
 * @param {[string, string, string][]} html selector, attribute or empty for the text, what it says
 */
export function fill(html) {
  for (const [selector, attribute, text] of html) {
    const element = document.querySelector(selector);
    if (!element) continue;
    if (attribute) element.setAttribute(attribute, text);
    else element.textContent = text;
  }
}
