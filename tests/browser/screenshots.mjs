// Makes the pictures that README shows: the real page, the real proxy, the demo's answers.
//
//   node tests/browser/screenshots.mjs        after toolchains/build, writes screenshots/*.png
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { kRoot, launch, Proxy } from './support.js';

const folder = path.join(kRoot, 'tests/browser/screenshots');
const pictures = [
  { name: 'desktop', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
];

const proxy = await Proxy.start(['--demo-pace', '30']);
const browser = await launch();
await mkdir(folder, { recursive: true });
for (const { name, width, height, colorScheme } of pictures) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(proxy.url);
  const box = page.getByRole('textbox', { name: 'Message' });
  for (const text of ['Hello, my name is Ada.', 'Tell me a story.', 'What is my name?']) {
    await box.fill(text);
    await box.press('Enter');
  }
  const second = page.locator('article[data-turn-state=streaming] [data-part=answer]');
  await second.getByText('Once upon a time').waitFor();
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
await proxy.stop();
