// How answers and numbers stand: on phones and desktops, light and dark, for screen readers.

import { test } from 'node:test';
import { assertFits, kDevices, lookTwice } from './look.js';
import { begin, browser, Chat, proxy } from './support.js';

begin();

const kLong = 'long'.repeat(30);
const kWide = [
  `| a | b |\n|---|---|\n| ${'wide'.repeat(60)} | ${'cell '.repeat(40)} |`,
  `\`\`\`\n${'line '.repeat(80)}\n\`\`\``,
  `- ${'unbreakable'.repeat(30)}`,
  `$$${'x+'.repeat(120)}y$$`,
  `A[^1], b[^${kLong}].`,
  `[^1]: One.\n[^${kLong}]: Two\n\n    - three`,
].join('\n\n');

for (const [device, options] of Object.entries(kDevices)) {
  test(`${device}: axe finds nothing in answers and numbers, and nothing is too wide`, async (t) => {
    const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme: 'light' });
    t.after(() => chat.close());
    const button = (/** @type {string} */ name) => chat.page.getByRole('button', { name, exact: true });
    await button('Settings').click();
    await chat.page.getByLabel('Code execution').check();
    await button('Close').click();
    await chat.send('demo:markdown demo:thoughts x');
    await chat.state(1, 'done');
    await chat.turn(1).locator('math').nth(1).waitFor();
    await chat.turn(1).locator('.hljs-keyword').first().waitFor();
    await chat.turn(1).locator('[data-part=thoughts] summary').click();
    await lookTwice(chat.page, 'Markdown and thoughts');
    await chat.send(`echo: ${kWide}`);
    await chat.state(2, 'done');
    await chat.turn(2).locator('math').waitFor();
    await assertFits(chat.page, 'wide things');
    await chat.turn(2).getByRole('button', { name: 'Raw' }).click();
    await assertFits(chat.page, 'raw');
    await chat.turn(2).getByRole('button', { name: 'Raw' }).click();
    await chat.send('demo:image x');
    await chat.state(3, 'done');
    await chat.turn(3).locator('img').waitFor();
    await chat.send('demo:hostile x');
    await chat.state(4, 'done');
    await chat.turn(4).locator('.markdown').waitFor();
    await chat.send('demo:search Add 1 and 2');
    await chat.state(5, 'done');
    await chat.turn(5).getByRole('region', { name: 'Sources' }).waitFor();
    await chat.turn(5).frameLocator('iframe').getByRole('link').first().waitFor();
    await lookTwice(chat.page, 'wide things, an image, tools and sources');
    await button('Numbers').click();
    await chat.page.getByRole('dialog', { name: 'Numbers' }).getByText('Prices', { exact: true }).first().click();
    await lookTwice(chat.page, 'numbers');
  });
}
