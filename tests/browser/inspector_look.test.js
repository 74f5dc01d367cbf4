// How the inspector stands: for phones and desktops, light and dark, for screen readers.

import { test } from 'node:test';
import { kDevices, lookTwice } from './look.js';
import { begin, browser, Chat, proxy } from './support.js';

begin();

for (const [device, options] of Object.entries(kDevices)) {
  test(`${device}: nothing overflows and axe finds nothing, whatever is open`, async () => {
    const chat = await Chat.open(browser, proxy.url, { ...options, colorScheme: 'light' });
    const events = chat.page.getByRole('region', { name: 'Events' });
    const button = (/** @type {string} */ name) => events.getByRole('button', { name, exact: true });
    await chat.send('demo:thoughts 1 demo:search One');
    await chat.state(1, 'done');
    await chat.send('demo:unknown demo:image Two');
    await chat.state(2, 'done');
    if (device === 'phone') {
      await chat.page.getByRole('button', { name: 'Show events' }).click();
      for (let i = 0; i < 8; ++i) await events.getByRole('separator').press('ArrowUp');
    }
    // All of it at once, as far as it can be.
    await events.locator('.mark.first').first().waitFor();
    await events
      .locator('.event', { hasText: /#\d+ image/ })
      .first()
      .locator('.row')
      .click();
    await events.locator('.detail').waitFor();
    await events.getByText('POST /v1beta/interactions').first().click();
    await button('Timeline').first().click();
    await events.locator('.timeline').waitFor();
    await lookTwice(chat.page, 'rows, an event, a request, a time line', { rows: true });
    await button('JSON').click();
    await events.getByRole('searchbox').fill('/(/');
    await lookTwice(chat.page, 'JSON, a wrong expression', { rows: true });
    await events.getByRole('searchbox').fill('');
    await events.getByText('Types', { exact: true }).click();
    await lookTwice(chat.page, 'types');
    await chat.page.keyboard.press('Escape');
    for (const name of ['Compare turns', 'What chaining saved']) {
      await events.getByText('More', { exact: true }).click();
      await button(name).click();
      await chat.page.getByRole('dialog', { name }).waitFor();
      await lookTwice(chat.page, name);
      await chat.page.keyboard.press('Escape');
    }
    await events.getByText('More', { exact: true }).click();
    await lookTwice(chat.page, 'the menu');
    await button('Replay').click();
    await button('Step').click();
    await lookTwice(chat.page, 'a replay', { rows: true });
    await chat.close();
  });
}
