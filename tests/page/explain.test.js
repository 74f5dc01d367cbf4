// A turn that failed, where what explains it cannot be loaded.
import assert from 'node:assert/strict';
import { register } from 'node:module';
import { test } from 'node:test';
import { openDocument } from './document.js';

register('./refusing.mjs', import.meta.url, { data: { names: ['/chat/turn_error.js'] } });
openDocument();
const { Turn } = await import('../../web/chat/turn.js');

test('without a network a failed turn says what was said, and can be sent again', async () => {
  await assert.rejects(import('../../web/chat/turn_error.js'), /Failed to fetch/);
  const turn = new Turn(1, 'Hello');
  turn.setState('failed', '');
  assert.equal(turn.setError(503, '{"code":"unavailable","kind":"server","message":"Busy."}'), 'Busy.');
  turn.show();
  await turn.explain();
  const box = /** @type {HTMLElement} */ (turn.element.querySelector('[data-part=error]'));
  assert.equal(box.querySelector('.what')?.textContent, 'HTTP 503 \u00b7 unavailable');
  assert.equal(box.querySelector('.said')?.textContent, 'Busy.');
  assert.deepEqual(
    [...box.querySelectorAll('button')].filter(({ hidden }) => !hidden).map(({ textContent }) => textContent),
    ['Retry'],
  );
  assert.equal(box.querySelector('.advice'), null);
  assert.ok(turn.unexplained, 'it is asked for again when the turn is shown again');
  turn.clearError();
  assert.equal(turn.unexplained, null);
});
