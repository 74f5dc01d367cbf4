// Attachments and commands.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { Chat, launch, Proxy } from './support.js';

let proxy, browser, chat;
before(async () => {
  [proxy, browser] = await Promise.all([Proxy.start(['--demo-pace', '5', '--max-body', '2000000']), launch()]);
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
});
beforeEach(async () => {
  chat = await Chat.open(browser, proxy.url);
});
afterEach(() => chat.close());

const kPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const image = { name: 'dot.png', mimeType: 'image/png', buffer: kPng };
const button = (name) => chat.page.getByRole('button', { name, exact: true });
const tray = () => chat.page.locator('.composer').getByRole('list', { name: 'Attached files' }).getByRole('listitem');

async function attach(...files) {
  const chooser = chat.page.waitForEvent('filechooser');
  await button('Attach files').click();
  await (await chooser).setFiles(files);
}

/** Pastes or drops a file as the browser would hand it over. */
const hand = (type, target, { name, mimeType, text }) =>
  chat.page.locator(target).evaluate(
    (element, [event, name, mimeType, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: mimeType }));
      const init = { bubbles: true, cancelable: true };
      const made =
        event === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent(event, { ...init, dataTransfer: data });
      return element.dispatchEvent(made);
    },
    [type, name, mimeType, text],
  );

test('files of each kind become content, before the text', async () => {
  await attach(
    image,
    { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
    { name: 'a.wav', mimeType: 'audio/x-wav', buffer: Buffer.from('RIFF') },
    { name: 'notes.md', mimeType: '', buffer: Buffer.from('# Gr\u00fc\u00dfe') },
  );
  await tray().nth(3).waitFor();
  await chat.send('Look');
  await chat.state(1, 'done');
  assert.deepEqual(chat.posts[0].input, [
    { type: 'image', mime_type: 'image/png', data: kPng.toString('base64') },
    { type: 'document', mime_type: 'application/pdf', data: Buffer.from('%PDF-1.4').toString('base64') },
    { type: 'audio', mime_type: 'audio/wav', data: Buffer.from('RIFF').toString('base64') },
    { type: 'text', text: 'notes.md:\n\n# Gr\u00fc\u00dfe' },
    { type: 'text', text: 'Look' },
  ]);
  assert.equal('attachments' in chat.posts[0], false);
  assert.equal(await tray().count(), 0);
  const shown = chat.turn(1).getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  assert.equal(await shown.count(), 4);
  assert.ok(
    await shown
      .first()
      .locator('img')
      .evaluate((img) => img.decode().then(() => img.naturalWidth)),
    'a preview',
  );
  await chat.send('And now');
  await chat.state(2, 'done');
  assert.equal(chat.posts[1].input, 'And now', 'they went along once');
});

test('what is large says that it is on its way, until there is an answer', async () => {
  await chat.page.evaluate(() => {
    globalThis.said = [];
    const place = document.getElementById('announce');
    new MutationObserver(() => globalThis.said.push(place.textContent)).observe(place, { childList: true });
  });
  const status = chat.turn(1).locator('.state');
  await attach({ name: 'large.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1.2e6, '%PDF-1.4 ') });
  await tray().getByText('large.pdf').waitFor();
  await chat.send('demo:silent 2 demo:slow 50 Look');
  await chat.until(() => /^Sending 1\.6 MB 1 s$/.test(document.querySelector('.turn .state')?.textContent));
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'sending');
  await chat.answering(1);
  assert.match(await status.textContent(), /^Answering/);
  await chat.state(1, 'done');
  await chat.send('demo:silent 1 Small');
  await chat.state(2, 'done');
  const said = await chat.page.evaluate(() => globalThis.said);
  assert.deepEqual(
    said.filter((text) => text.startsWith('Sending')),
    ['Sending 1.6 MB'],
  );
});

test('a picture is pasted, a file is dropped, and one is taken out again', async () => {
  assert.equal(
    await hand('paste', '#message', { name: 'p.png', mimeType: 'image/png', text: 'x' }),
    false,
    'not pasted as text',
  );
  await tray().getByText('p.png').waitFor();
  await hand('dragover', '#log', { name: 'd.txt', mimeType: 'text/plain', text: 'dropped' });
  assert.ok(await chat.page.locator('body.dropping').count());
  assert.equal(
    await hand('drop', '#log', { name: 'd.txt', mimeType: 'text/plain', text: 'dropped' }),
    false,
    'the browser does not open it',
  );
  await tray().getByText('d.txt').waitFor();
  await button('Remove p.png').click();
  await chat.until(() => document.querySelectorAll('.composer .attached').length === 1);
  await chat.sendButton.click();
  await chat.state(1, 'done');
  assert.deepEqual(chat.posts[0].input, [{ type: 'text', text: 'd.txt:\n\ndropped' }], 'without a word');
});

test('what is too large, empty or of no use is refused with the reason, and the rest stays', async () => {
  await chat.box.fill('kept');
  await attach(image, { name: 'big.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1_600_000) });
  await chat.page
    .locator('#say')
    .getByText(/big\.mp4 is too large \(1\.6 MB\).*1\.5 MB together/)
    .waitFor();
  await attach({ name: 'x.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 255, 254]) });
  await chat.page
    .locator('#say')
    .getByText(/x\.bin is of a kind that cannot be sent/)
    .waitFor();
  await attach({ name: 'none.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  await chat.page.locator('#say').getByText('none.txt is empty.').waitFor();
  assert.equal(await tray().count(), 1);
  assert.equal(await chat.box.inputValue(), 'kept');
});

test('attachments wait in the queue, survive a reload, an edit and a retry', async () => {
  await chat.send('demo:long 100000 One');
  await chat.answering(1);
  await attach(image);
  await chat.send('demo:503 once Look');
  await chat.queued.getByText('dot.png').waitFor();
  await chat.page.reload();
  await chat.answering(1);
  await chat.queued.getByText('dot.png').waitFor();
  await chat.queued.getByRole('button', { name: 'Edit' }).click();
  await chat.page.getByRole('textbox', { name: 'Queued text' }).fill('demo:500 once Look well');
  await button('Save').click();
  await chat.queued.getByRole('button', { name: 'Send now' }).click();
  await chat.state(2, 'failed');
  await chat.turn(2).getByRole('button', { name: 'Retry' }).click();
  await chat.state(2, 'done');
  const [first, again] = chat.posts.slice(-2);
  assert.deepEqual(first.input, again.input);
  assert.deepEqual(
    again.input.map(({ type }) => type),
    ['image', 'text'],
  );
  await chat.turn(2).getByRole('button', { name: 'Regenerate' }).click();
  await chat.turn(3).and(chat.page.locator('[data-turn-state=done], [data-turn-state=failed]')).waitFor();
  assert.deepEqual(
    chat.posts.at(-1).input.map(({ type }) => type),
    ['image', 'text'],
  );
});

test('without memory at the service they are part of the history', async () => {
  await button('Settings').click();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  await button('Close').click();
  await attach(image);
  await chat.send('Look');
  await chat.state(1, 'done');
  await chat.send('What did I say?');
  await chat.state(2, 'done');
  const [first] = chat.posts[1].input;
  assert.deepEqual(
    first.content.map(({ type }) => type),
    ['image', 'text'],
  );
});

test('attachments of a draft belong to its conversation, and survive a reload', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  await attach(image);
  await tray().getByText('dot.png').waitFor();
  await chat.until(() => Object.keys(localStorage).some((key) => key.startsWith('parley.files.')));
  await chat.page.reload();
  await chat.ready();
  await tray().getByText('dot.png').waitFor();
  await button('New conversation').click();
  await chat.until(() => !document.querySelector('.composer .attached'));
  await chat.page.goBack();
  await tray().getByText('dot.png').waitFor();
  await chat.send('Two');
  await chat.state(2, 'done');
  assert.equal(chat.posts.at(-1).input.length, 2);
});

test('a slash opens the menu of commands; they are chosen by keyboard and by mouse', async () => {
  const options = chat.page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  await chat.box.press('/');
  await options.first().waitFor();
  assert.ok((await options.count()) > 5);
  await chat.box.press('ArrowDown');
  const active = await chat.box.getAttribute('aria-activedescendant');
  assert.equal(await options.nth(1).getAttribute('id'), active);
  await chat.box.press('Escape');
  await options.first().waitFor({ state: 'hidden' });
  assert.equal(await chat.box.inputValue(), '/');
  await chat.box.pressSequentially('set');
  await chat.until(() => document.querySelectorAll('.commands [role=option]').length === 1);
  await chat.box.press('Enter');
  await chat.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  await chat.page.keyboard.press('Escape');
  assert.equal(await chat.box.inputValue(), '');
  await chat.box.fill('/m');
  await options.filter({ hasText: '/model' }).click();
  assert.equal(await chat.box.inputValue(), '/model ');
  await chat.box.pressSequentially('gemini-4-argon');
  await chat.box.press('Enter');
  await chat.until(() => document.getElementById('model').value === 'gemini-4-argon');
  await chat.send('/system Be brief.');
  await chat.until(() => document.getElementById('message').value === '');
  await chat.send('Hello');
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].model, 'gemini-4-argon');
  assert.equal(chat.posts[0].system_instruction, 'Be brief.');
});

test('/new and /reset begin anew; what only looks like a command is a message', async () => {
  await chat.send('One');
  await chat.state(1, 'done');
  for (const command of ['/new', '/reset']) {
    await chat.send(command);
    await chat.until(() => !document.querySelector('article') && !document.getElementById('message').value);
    await chat.send('/etc/hosts is a file');
    await chat.state(1, 'done');
    assert.equal(chat.posts.at(-1).input, '/etc/hosts is a file');
  }
});
