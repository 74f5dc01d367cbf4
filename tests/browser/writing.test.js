// Attachments and commands: what takes a browser. What files become, and what a command is, is tested in
// tests/page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, chat, proxy } from './support.js';

begin({ whole: true, flags: ['--max-body', '2000000'], each: true });

const kPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const image = { name: 'dot.png', mimeType: 'image/png', buffer: kPng };
/** @param {string} name */
const button = (name) => chat.page.getByRole('button', { name, exact: true });
const tray = () => chat.page.locator('.composer').getByRole('list', { name: 'Attached files' }).getByRole('listitem');
/** @param {any} body */
const kinds = (body) => body.input.map((/** @type {{type: string}} */ { type }) => type);

/** @param {...{name: string, mimeType: string, buffer: Buffer}} files */
async function attach(...files) {
  const chooser = chat.page.waitForEvent('filechooser');
  await button('Attach files').click();
  await (await chooser).setFiles(files);
}

/**
 * Pastes or drops a file as the browser would hand it over.
 * @param {string} type
 * @param {string} target
 * @param {{name: string, mimeType: string, text: string}} file
 */
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

test('files are chosen, pasted, dropped and taken out again; they become content, before the text, once', async () => {
  await attach(
    image,
    { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
    { name: 'a.wav', mimeType: 'audio/x-wav', buffer: Buffer.from('RIFF') },
    { name: 'notes.md', mimeType: '', buffer: Buffer.from('# Gr\u00fc\u00dfe') },
  );
  await tray().getByText('notes.md').waitFor();
  const pasted = { name: 'p.png', mimeType: 'image/png', text: 'x' };
  assert.equal(await hand('paste', '#message', pasted), false, 'not pasted as text');
  await tray().getByText('p.png').waitFor();
  const dropped = { name: 'd.txt', mimeType: 'text/plain', text: 'dropped' };
  await hand('dragover', '#log', dropped);
  assert.ok(await chat.page.locator('body.dropping').count());
  assert.equal(await hand('drop', '#log', dropped), false, 'the browser does not open it');
  await tray().getByText('d.txt').waitFor();
  await button('Remove p.png').click();
  await chat.until(() => document.querySelectorAll('.composer .attached').length === 5);
  await chat.box.fill('Look');
  await attach({ name: 'big.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1_600_000) });
  await chat.page
    .locator('#say')
    .getByText(/big\.mp4 is too large \(1\.6 MB\).*1\.5 MB together/)
    .waitFor();
  assert.equal(await tray().count(), 5);
  await chat.sendButton.click();
  await chat.state(1, 'done');
  assert.deepEqual(chat.posts[0].input, [
    { type: 'image', mime_type: 'image/png', data: kPng.toString('base64') },
    { type: 'document', mime_type: 'application/pdf', data: Buffer.from('%PDF-1.4').toString('base64') },
    { type: 'audio', mime_type: 'audio/wav', data: Buffer.from('RIFF').toString('base64') },
    { type: 'text', text: 'notes.md:\n\n# Gr\u00fc\u00dfe' },
    { type: 'text', text: 'd.txt:\n\ndropped' },
    { type: 'text', text: 'Look' },
  ]);
  assert.equal('attachments' in chat.posts[0], false);
  assert.equal(await tray().count(), 0);
  const shown = chat.turn(1).getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  assert.equal(await shown.count(), 5);
  assert.ok(
    await shown
      .first()
      .locator('img')
      .evaluate((/** @type {HTMLImageElement} */ img) => img.decode().then(() => img.naturalWidth)),
    'a preview',
  );
  await chat.send('And now');
  await chat.state(2, 'done');
  assert.equal(chat.posts[1].input, 'And now', 'they went along once');
  await attach({ name: 'alone.txt', mimeType: 'text/plain', buffer: Buffer.from('alone') });
  await tray().getByText('alone.txt').waitFor();
  await chat.sendButton.click();
  await chat.state(3, 'done');
  assert.deepEqual(chat.posts[2].input, [{ type: 'text', text: 'alone.txt:\n\nalone' }], 'without a word');
});

test('what is large says that it is on its way, until there is an answer', async () => {
  await chat.page.clock.install();
  await chat.page.evaluate(() => {
    window.said = [];
    const place = /** @type {HTMLElement} */ (document.getElementById('announce'));
    new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true });
  });
  const status = chat.turn(1).locator('.state');
  await attach({ name: 'large.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1.2e6, '%PDF-1.4 ') });
  await tray().getByText('large.pdf').waitFor();
  const [head, word] = [proxy.gate(0), proxy.gate(1)];
  await chat.send(`${head} ${word} Look`);
  await head.reached();
  await status.getByText(/^Sending 1\.6 MB/).waitFor();
  await chat.page.clock.fastForward(7000);
  await status.getByText(/^Sending 1\.6 MB \d+ s$/).waitFor();
  assert.equal(await chat.turn(1).getAttribute('data-turn-state'), 'sending');
  await head.open();
  await chat.answering(1);
  await status.getByText(/^Answering/).waitFor();
  await word.open();
  await chat.state(1, 'done');
  const small = proxy.gate(0);
  await chat.send(`${small} Small`);
  await small.reached();
  await chat.page.clock.fastForward(7000);
  await small.open();
  await chat.state(2, 'done');
  const said = await chat.page.evaluate(() => window.said);
  assert.ok(said.length > 0);
  assert.deepEqual(
    said.filter((/** @type {string} */ text) => text.startsWith('Sending')),
    ['Sending 1.6 MB'],
  );
});

test('attachments wait in the queue, survive a reload, an edit, a retry, and another version', async () => {
  await chat.send(`${proxy.gate()} demo:long 9 One`);
  await chat.answering(1);
  await attach(image);
  await tray().getByText('dot.png').waitFor();
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
  assert.deepEqual(kinds(again), ['image', 'text']);
  await chat.turn(2).getByRole('button', { name: 'Regenerate' }).click();
  await chat.turn(3).and(chat.page.locator('[data-turn-state=done], [data-turn-state=failed]')).waitFor();
  assert.deepEqual(kinds(chat.posts.at(-1)), ['image', 'text']);
});

test('attachments are part of the history that is sent, and of the draft of their conversation', async () => {
  await button('Settings').click();
  await chat.page.getByLabel('Store answers at the service').uncheck();
  await button('Close').click();
  await attach(image);
  await tray().getByText('dot.png').waitFor();
  await chat.send('Look');
  await chat.state(1, 'done');
  await chat.send('What did I say?');
  await chat.state(2, 'done');
  assert.deepEqual(
    chat.posts[1].input[0].content.map((/** @type {{type: string}} */ { type }) => type),
    ['image', 'text'],
  );

  await attach(image);
  await tray().getByText('dot.png').waitFor();
  await chat.until(() => Object.keys(localStorage).some((key) => key.startsWith('parley.files.')));
  await chat.page.reload();
  await chat.ready();
  await tray().getByText('dot.png').waitFor();
  await chat.switched(() => button('New conversation').click());
  await chat.until(() => !document.querySelector('.composer .attached'));
  await chat.page.goBack();
  await tray().getByText('dot.png').waitFor();
  await chat.send('Three');
  await chat.state(3, 'done');
  assert.deepEqual(
    chat.posts
      .at(-1)
      .input.at(-1)
      .content.map((/** @type {{type: string}} */ { type }) => type),
    ['image', 'text'],
  );
});

test('a slash opens the menu of commands, chosen by keyboard and by mouse; /new and /reset begin anew', async () => {
  const options = chat.page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  await chat.box.press('/');
  await options.nth(5).waitFor();
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
  await chat.until(() => /** @type {any} */ (document.getElementById('model')).value === 'gemini-4-argon');
  await chat.send('/system Be brief.');
  await chat.until(() => /** @type {any} */ (document.getElementById('message')).value === '');
  await chat.send('Hello');
  await chat.state(1, 'done');
  assert.equal(chat.posts[0].model, 'gemini-4-argon');
  assert.equal(chat.posts[0].system_instruction, 'Be brief.');

  for (const command of ['/new', '/reset']) {
    await chat.send(command);
    await chat.until(
      () => !document.querySelector('article') && !(/** @type {any} */ (document.getElementById('message')).value),
    );
    await chat.send('/etc/hosts is a file');
    await chat.state(1, 'done');
    assert.equal(chat.posts.at(-1).input, '/etc/hosts is a file');
  }
});
