// How the inspector stands: for phones and desktops, light and dark, for screen readers.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

const kAxe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

const kDevices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const [device, options] of Object.entries(kDevices)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${device}, ${colorScheme}: nothing overflows and axe finds nothing, whatever is open`, async () => {
      const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme, reducedMotion: 'reduce' });
      const events = chat.page.getByRole('region', { name: 'Events' });
      const button = (name) => events.getByRole('button', { name, exact: true });
      await chat.page.evaluate(await readFile(kAxe, 'utf8'));
      const look = async (what) => {
        const { violations } = await chat.page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`), [], what);
        const wide = await chat.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${what}: the page is ${wide} px too wide`);
      };
      await chat.send('demo:thoughts 1 demo:search One');
      await chat.state(1, 'done');
      await chat.send('demo:unknown demo:image Two');
      await chat.state(2, 'done');
      if (device === 'phone') {
        await chat.page.getByRole('button', { name: 'Show events' }).click();
        for (let i = 0; i < 8; ++i) await events.getByRole('separator').press('ArrowUp');
      }
      await events.locator('.mark.first').first().waitFor();
      await look('rows');
      await events.locator('.event', { hasText: /#\d+ image/ }).first().locator('.row').click();
      await events.locator('.detail').waitFor();
      await look('an event');
      await button('JSON').click();
      await look('JSON');
      await events.getByText('Types', { exact: true }).click();
      await look('types');
      await events.getByRole('searchbox').fill('/(/');
      await look('a wrong expression');
      await events.getByRole('searchbox').fill('');
      await button('Timeline').first().click();
      await events.locator('.timeline').waitFor();
      await look('the time line');
      await events.getByText('POST /v1beta/interactions').first().click();
      await look('the request');
      for (const name of ['Compare turns', 'What chaining saved']) {
        await events.getByText('More', { exact: true }).click();
        await look('the menu');
        await button(name).click();
        await chat.page.getByRole('dialog', { name }).waitFor();
        await look(name);
        await chat.page.keyboard.press('Escape');
      }
      await events.getByText('More', { exact: true }).click();
      await button('Replay').click();
      await button('Step').click();
      await look('a replay');
      await chat.close();
    });
  }
}
