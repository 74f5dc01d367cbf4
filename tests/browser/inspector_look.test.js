// How the inspector stands: for phones and desktops, light and dark, for screen readers.

import { after, before, test } from 'node:test';
import { kDevices, look } from './look.js';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '1']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});

for (const [device, options] of Object.entries(kDevices)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${device}, ${colorScheme}: nothing overflows and axe finds nothing, whatever is open`, async () => {
      const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme, reducedMotion: 'reduce' });
      const events = chat.page.getByRole('region', { name: 'Events' });
      const button = (name) => events.getByRole('button', { name, exact: true });
      await chat.send('demo:thoughts 1 demo:search One');
      await chat.state(1, 'done');
      await chat.send('demo:unknown demo:image Two');
      await chat.state(2, 'done');
      if (device === 'phone') {
        await chat.page.getByRole('button', { name: 'Show events' }).click();
        for (let i = 0; i < 8; ++i) await events.getByRole('separator').press('ArrowUp');
      }
      await events.locator('.mark.first').first().waitFor();
      await look(chat.page, 'rows');
      await events
        .locator('.event', { hasText: /#\d+ image/ })
        .first()
        .locator('.row')
        .click();
      await events.locator('.detail').waitFor();
      await look(chat.page, 'an event');
      await button('JSON').click();
      await look(chat.page, 'JSON');
      await events.getByText('Types', { exact: true }).click();
      await look(chat.page, 'types');
      await events.getByRole('searchbox').fill('/(/');
      await look(chat.page, 'a wrong expression');
      await events.getByRole('searchbox').fill('');
      await button('Timeline').first().click();
      await events.locator('.timeline').waitFor();
      await look(chat.page, 'the time line');
      await events.getByText('POST /v1beta/interactions').first().click();
      await look(chat.page, 'the request');
      for (const name of ['Compare turns', 'What chaining saved']) {
        await events.getByText('More', { exact: true }).click();
        await look(chat.page, 'the menu');
        await button(name).click();
        await chat.page.getByRole('dialog', { name }).waitFor();
        await look(chat.page, name);
        await chat.page.keyboard.press('Escape');
      }
      await events.getByText('More', { exact: true }).click();
      await button('Replay').click();
      await button('Step').click();
      await look(chat.page, 'a replay');
      await chat.close();
    });
  }
}
