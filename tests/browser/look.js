// What a person would stumble on in any view: with a screen reader, or because something is too
// wide to be seen whole.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const kAxe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Options of a browser context. */
export const kDevices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/**
 * axe finds nothing, and neither the page nor the conversation is wider than its place.
 * @param {import('playwright-core').Page} page
 * @param {string} what is to be seen
 */
export async function look(page, what) {
  // The policy forbids a script element; what the debugger evaluates is not under it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(kAxe, 'utf8'));
  const results = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), kRules);
  const found = results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`,
  );
  assert.deepEqual(found, [], what);
  const wide = await page.evaluate(() =>
    [document.documentElement, document.querySelector('[role=log]')].map(
      (element) => element.scrollWidth - element.clientWidth,
    ),
  );
  assert.ok(
    wide.every((pixels) => pixels <= 0),
    `${what}: the page and the conversation are ${wide} px too wide`,
  );
}
