// What is loaded when it is first needed: once, and after a failure again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();
const { once } = await import('../../web/ui/once.js');
const { Turn } = await import('../../web/chat/turn.js');

test('it is loaded once for all who ask; where that failed the next one asks again, and it is said once', async () => {
  let asked = 0;
  /** @type {string[]} */
  const said = [];
  let isThere = false;
  const load = once(
    async () => {
      ++asked;
      if (!isThere) throw new Error(`not there, ${asked}`);
      return {};
    },
    ({ message }) => said.push(message),
  );
  const both = [load(), load()];
  for (const each of both) await assert.rejects(each, /not there, 1/);
  assert.deepEqual(said, ['not there, 1']);
  isThere = true;
  assert.equal(await load(), await load());
  assert.equal(asked, 2);
});

test('the files of a message that is sent again with other settings are listed once', async () => {
  const turn = new Turn(1, 'Look');
  const file = { name: 'a.txt', size: 1, content: { type: 'text', text: 'a' } };
  const lists = () => turn.element.querySelectorAll('.attachments');
  for (const [model, files] of /** @type {const} */ ([
    ['one', [file]],
    ['two', [file, { ...file, name: 'b.txt' }]],
  ])) {
    turn.setSettings(JSON.stringify({ model, attachments: files }));
    turn.show();
    turn.show(); // something else has changed meanwhile
    await until(() => turn.element.querySelectorAll('.attached').length === files.length);
    assert.equal(lists().length, 1);
    assert.equal(lists()[0].previousElementSibling, turn.user);
  }
});
