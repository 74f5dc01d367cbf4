// Users of one proxy in their browsers: they come in by a link, see their own, and go out again.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Chat, kRoot, launch, Proxy } from './support.js';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Proxy} */
let proxy;
/** @type {string} */
let folder;
/** @type {Record<'anna' | 'bob', {token: string, line: string}>} */
let users;

/** @param {string} name */
function makeUser(name) {
  const [token, line] = execFileSync(path.join(kRoot, 'build/release/parley'), ['token', name], {
    encoding: 'utf8',
  }).split('\n');
  return { token, line };
}

/** @param {('anna' | 'bob')[]} names */
const writeUsers = (...names) =>
  writeFile(
    path.join(folder, 'users'),
    names.map((name) => `${users[name].line}${name === 'anna' ? ' operator' : ''}\n`).join(''),
  );

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
  users = { anna: makeUser('anna'), bob: makeUser('bob') };
  await writeUsers('anna', 'bob');
  browser = await launch();
  proxy = await Proxy.start(['--users', path.join(folder, 'users'), '--demo-pace', '0'], 0, {
    STATE_DIRECTORY: folder,
  });
});
after(async () => {
  await browser?.close();
  await proxy?.stop();
  await rm(folder, { recursive: true });
});

/** @param {string} [token] */
const link = (token) => `${proxy.url}/sign_in.html#token=${token}`;

/** @param {import('node:test').TestContext} t @param {string} token */
async function open(t, token) {
  const chat = await Chat.open(browser, link(token));
  t.after(() => chat.close());
  return chat;
}

/** @param {Chat} chat */
const account = (chat) => chat.page.getByRole('contentinfo').or(chat.page.locator('#account'));

test('a link lets in, shows who it is, and leaves no token in the address or to scripts', async (t) => {
  const chat = await open(t, users.anna.token);
  await account(chat).getByText('Signed in as anna').waitFor();
  assert.equal(new URL(chat.page.url()).hash, '');
  assert.equal(await chat.page.evaluate(() => document.cookie), '');
  await chat.send('echo: hers');
  await chat.state(1, 'done');
  assert.equal(await chat.answer(1), 'hers');
  const everything = await chat.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!everything.includes(users.anna.token));
  await chat.page.goBack();
  assert.ok(!chat.page.url().includes(users.anna.token));
});

test('who has no token gets to where one signs in, and what is wrong there is said', async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(proxy.url);
  await page.waitForURL('**/sign_in.html');
  await page.getByLabel('Access token').fill('parley_nonsense');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('not, or no longer, known').waitFor();
  await page.getByLabel('Access token').fill(users.bob.token);
  await page.keyboard.press('Enter');
  await page.getByText('Signed in as bob').waitFor();
});

test('two users of one browser see nothing of each other, also of what was not sent yet', async (t) => {
  const chat = await open(t, users.anna.token);
  await chat.send('echo: only hers');
  await chat.state(1, 'done');
  await chat.page.getByRole('button', { name: 'New conversation' }).click();
  await chat.box.fill('her draft');
  const hers = chat.page.getByRole('navigation', { name: 'Conversations' }).getByText('echo: only hers');
  await hers.waitFor();
  await account(chat).getByRole('button', { name: 'Sign out' }).click();
  await chat.page.waitForURL('**/sign_in.html');
  await chat.page.goto(proxy.url);
  await chat.page.waitForURL('**/sign_in.html');

  await chat.page.goto(link(users.bob.token));
  await account(chat).getByText('Signed in as bob').waitFor();
  await chat.ready();
  assert.equal(await hers.count(), 0);
  assert.equal(await chat.box.inputValue(), '');
  await chat.send('echo: his');
  await chat.state(1, 'done');
  await account(chat).getByRole('button', { name: 'Sign out' }).click();
  await chat.page.waitForURL('**/sign_in.html');

  await chat.page.goto(link(users.anna.token));
  await account(chat).getByText('Signed in as anna').waitFor();
  await hers.waitFor();
  assert.equal(await chat.page.getByText('echo: his').count(), 0);
  assert.equal(await chat.box.inputValue(), 'her draft');
});

test('another device of hers comes in by a link that is good once', async (t) => {
  const chat = await open(t, users.anna.token);
  await account(chat).getByRole('button', { name: 'Add a device' }).click();
  const panel = chat.page.getByRole('dialog', { name: 'Another device of yours' });
  await panel.getByRole('img', { name: 'QR code of the link' }).waitFor();
  const invitation = (await panel.locator('code').textContent()) ?? '';
  assert.match(invitation, /#invite=\w+$/);
  const phone = await Chat.open(browser, invitation, { viewport: { width: 390, height: 844 } });
  t.after(() => phone.close());
  await phone.send('echo: from the phone');
  await phone.state(1, 'done');

  const third = await browser.newContext();
  t.after(() => third.close());
  const page = await third.newPage();
  await page.goto(invitation);
  await page.getByRole('alert').getByText('used already').waitFor();
});

test('who is taken out of the file is out at once, in mid-answer, and loses nothing of his own', async (t) => {
  const chat = await open(t, users.bob.token);
  const gate = proxy.gate(5);
  await chat.send(`${gate} demo:long 20 Go`);
  await chat.says(1, 'word5');
  await writeUsers('anna');
  t.after(() => writeUsers('anna', 'bob'));
  proxy.child.kill('SIGHUP');
  await chat.page.waitForURL('**/sign_in.html');
  await gate.open();
  await writeUsers('anna', 'bob');
  proxy.child.kill('SIGHUP');
  await chat.page.getByLabel('Access token').fill(users.bob.token);
  await chat.page.keyboard.press('Enter');
  await chat.page.getByText('demo:long 20 Go').first().waitFor();
});

test('the operator sees who used what, and nobody else does', async (t) => {
  const chat = await open(t, users.bob.token);
  await chat.send('echo: his');
  await chat.state(1, 'done');
  assert.equal(await account(chat).getByRole('button', { name: 'Usage' }).count(), 0);
  const operator = await open(t, users.anna.token);
  await account(operator).getByRole('button', { name: 'Usage' }).click();
  const panel = operator.page.getByRole('dialog', { name: 'Who used what' });
  const row = panel.getByRole('row').filter({ has: operator.page.getByRole('rowheader', { name: 'bob' }) });
  await row.waitFor();
  const [interactions, tokens] = await row.getByRole('cell').allTextContents();
  assert.ok(Number(interactions) >= 1);
  assert.ok(Number(tokens) > 0);
});
