// How answers and numbers stand: on phones and desktops, light and dark, for screen readers.

import { after, before, test } from 'node:test';
import { kDevices, look } from './look.js';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '2']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

for (const [device, options] of Object.entries(kDevices)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${device}, ${colorScheme}: axe finds nothing in answers and numbers, and nothing is too wide`, async () => {
      const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme, reducedMotion: 'reduce' });
      const button = (name) => chat.page.getByRole('button', { name, exact: true });
      await button('Settings').click();
      await chat.page.getByLabel('Code execution').check();
      await button('Close').click();
      await chat.send('demo:markdown demo:thoughts x');
      await chat.state(1, 'done');
      await chat.turn(1).locator('math').nth(1).waitFor();
      await chat.turn(1).locator('.hljs-keyword').first().waitFor();
      await chat.turn(1).locator('[data-part=thoughts] summary').click();
      await look(chat.page, 'Markdown and thoughts');
      await chat.send('demo:search Add 1 and 2');
      await chat.state(2, 'done');
      await chat.turn(2).getByRole('region', { name: 'Sources' }).waitFor();
      await look(chat.page, 'sources and tools');
      await chat.send(
        `echo: | a | b |\n|---|---|\n| ${'wide'.repeat(60)} | ${'cell '.repeat(40)} |\n\n\`\`\`\n${'line '.repeat(80)}\n\`\`\`\n\n- ${'unbreakable'.repeat(30)}\n\n$$${'x+'.repeat(120)}y$$\n\nA[^1], b[^${'long'.repeat(30)}].\n\n[^1]: One.\n[^${'long'.repeat(30)}]: Two\n\n    - three`,
      );
      await chat.state(3, 'done');
      await chat.turn(3).locator('math').waitFor();
      await look(chat.page, 'wide things');
      await chat.turn(3).getByRole('button', { name: 'Raw' }).click();
      await look(chat.page, 'raw');
      await chat.send('demo:image demo:hostile x');
      await chat.state(4, 'done');
      await look(chat.page, 'an image');
      await button('Numbers').click();
      await chat.page.getByRole('dialog', { name: 'Numbers' }).getByText('Prices', { exact: true }).first().click();
      await look(chat.page, 'numbers');
      await chat.close();
    });
  }
}
