// What a person would stumble on in any view: with a screen reader, or because something is too
// wide to be seen whole.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const kAxe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const kTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Options of a browser context. */
export const kDevices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/**
 * axe finds nothing, and nothing is too wide. Where colours are not the usual ones, only they can be
 * wrong: all of axe's rules are for the light scheme. The rows of the log are most of a page, and the same
 * in each view: axe looks at them where they are what is to be seen.
 * @param {import('playwright-core').Page} page
 * @param {string} what is to be seen
 * @param {{rows?: boolean}} [options] rows: also those of the log
 */
export async function look(page, what, { rows = false } = {}) {
  // The policy forbids a script element; what the debugger evaluates is not under it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(kAxe, 'utf8'));
  const found = await page.evaluate(
    async ({ tags, exclude }) => {
      const other = matchMedia('(prefers-color-scheme: dark), (forced-colors: active)').matches;
      const { violations } = await window.axe.run(
        { include: [document], exclude },
        {
          runOnly: other ? ['color-contrast'] : tags,
          resultTypes: ['violations'],
        },
      );
      return violations.map(
        (/** @type {{id: string, nodes: any[]}} */ { id, nodes }) =>
          `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`,
      );
    },
    { tags: kTags, exclude: rows ? [] : ['[data-event-type]'] },
  );
  assert.deepEqual(found, [], what);
  await assertFits(page, what);
}

/**
 * Looks in light, and at the colours in dark.
 * @param {import('playwright-core').Page} page
 * @param {string} what
 * @param {{rows?: boolean}} [options]
 */
export async function lookTwice(page, what, options) {
  await look(page, what, options);
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, `${what}, dark`, options);
  await page.emulateMedia({ colorScheme: 'light' });
}

/**
 * Neither the page nor the conversation is wider than its place.
 * @param {import('playwright-core').Page} page
 * @param {string} what is to be seen
 */
export async function assertFits(page, what) {
  const wide = await page.evaluate(() =>
    [document.documentElement, document.getElementById('log')].map((element) =>
      element ? element.scrollWidth - element.clientWidth : NaN,
    ),
  );
  assert.ok(
    wide.every((pixels) => pixels <= 0),
    `${what}: the page and the conversation are ${wide} px too wide`,
  );
}
