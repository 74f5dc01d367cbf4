// What a screen reader and others would stumble on, by axe-core.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const kAxe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // The policy forbids a script element; what the debugger evaluates is not under it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(kAxe, 'utf8'));
  const results = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), kRules);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`);
}
