// Makes the pictures that README shows: the real page, the real proxy, the demo's answers.
//
//   node tests/browser/screenshots.mjs        after toolchains/build, writes screenshots/*.png
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { kRoot, launch, Proxy } from './support.js';

const folder = path.join(kRoot, 'tests/browser/screenshots');
const kDesktop = { width: 1280, height: 800 };
const kPhone = { width: 390, height: 844 };

const proxy = await Proxy.start(['--demo-pace', '30']); // so that the times in the pictures are some
const browser = await launch();

/** Three messages at once, the second being answered. @param {import('playwright-core').Page} page */
async function conversation(page) {
  await proxy.gate(11).holds(page, /Tell me a story/);
  const box = page.getByRole('textbox', { name: 'Message' });
  for (const text of ['Hello, my name is Ada.', 'Tell me a story.', 'What is my name?']) {
    await box.fill(text);
    await box.press('Enter');
  }
  const second = page.locator('article[data-turn-state=streaming] [data-part=answer]');
  await second.getByText('Once upon a time').waitFor();
}

/** An answer with sources, and one of its events opened. @param {import('playwright-core').Page} page */
async function inspector(page) {
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.fill('demo:fast demo:thoughts 2 demo:search Where is the Sagrada Fam\u00edlia?');
  await box.press('Enter');
  await page.locator('article[data-turn-state=done]').getByText('Sources').waitFor();
  await page.getByRole('region', { name: 'Events' }).locator('[data-event-type="step.delta"]').last().click();
}

/** @type {{name: string, viewport: typeof kDesktop, colorScheme: 'light' | 'dark', scene: typeof inspector}[]} */
const kPictures = [
  { name: 'desktop', viewport: kDesktop, colorScheme: 'light', scene: conversation },
  { name: 'dark', viewport: kDesktop, colorScheme: 'dark', scene: conversation },
  { name: 'phone', viewport: kPhone, colorScheme: 'light', scene: conversation },
  { name: 'inspector', viewport: kDesktop, colorScheme: 'light', scene: inspector },
];

await mkdir(folder, { recursive: true });
for (const { name, viewport, colorScheme, scene } of kPictures) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  await page.goto(proxy.url);
  await scene(page);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
await proxy.stop();
