// What is chosen for a conversation stays chosen there, and is what goes out.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openTab, shown } from './conversations.js';

const tab = await openTab();
const { ModelChooser } = await import('../../web/compose/models.js');
const { Selection } = await import('../../web/settings/selection.js');
const { Sender } = await import('../../web/core/sender.js');
const { showActive } = await import('../../web/compose/active.js');

const input = /** @type {HTMLInputElement} */ (document.getElementById('model'));
const list = /** @type {HTMLElement} */ (document.getElementById('models'));

/** As after a reload. */
function openSender() {
  const composer = /** @type {any} */ ({ name() {} });
  const pump = /** @type {any} */ ({ run() {} });
  const follow = /** @type {any} */ ({ jump() {} });
  const chosen = new Selection(new ModelChooser(input, list));
  return { chosen, sender: new Sender(composer, /** @type {any} */ ({}), chosen, follow, pump) };
}

beforeEach(() => localStorage.clear());

test('the model that is chosen in a conversation is its own, also after a reload', async () => {
  const { chosen, sender } = openSender();
  tab.all.fresh();
  const one = await shown(tab.all);
  sender.live = one;
  chosen.goOn(one);
  const usual = chosen.models.model;
  await sender.submit('One', 'queued', 0, { model: 'only-once' });
  chosen.models.choose('chosen-later');
  tab.all.fresh();
  const two = await shown(tab.all);
  sender.live = two;
  chosen.goOn(two);
  assert.equal(chosen.models.model, 'chosen-later', 'a new one begins with what was chosen last');
  chosen.models.choose('of-the-other');

  const again = openSender();
  again.sender.live = one;
  again.chosen.goOn(one);
  assert.equal(again.chosen.models.model, 'chosen-later');
  assert.equal(input.value, 'chosen-later');
  assert.notEqual(usual, 'chosen-later');
});

test('a conversation of before, which only its messages tell of, goes on with the model of the last one', async () => {
  const { chosen, sender } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  sender.live = live;
  chosen.goOn(live);
  chosen.models.choose('the-first');
  await sender.submit('One', 'queued');
  await tab.all.library.update(live.id, { model: undefined });
  const again = openSender();
  again.chosen.models.choose('of-another');
  again.chosen.goOn(live);
  assert.equal(again.chosen.models.model, 'the-first');
});

test('a turn that failed with an agent goes again to a model as a model takes it', async () => {
  const { chosen } = openSender();
  tab.all.fresh();
  const live = await shown(tab.all);
  const research = { agent: 'deep-research-preview-04-2026', background: true, store: true, agent_config: {} };
  chosen.models.choose('deep-research-preview-04-2026');
  assert.equal(chosen.again(live, research), null);
  chosen.models.choose('gemini-3.8-flash');
  const { model, agent, agent_config: config } = chosen.again(live, research) ?? {};
  assert.deepEqual({ model, agent, config }, { model: 'gemini-3.8-flash', agent: undefined, config: undefined });
});

test('what goes along with every message stands at the box', () => {
  const chip = /** @type {HTMLElement} */ (document.getElementById('active'));
  showActive({ model: 'm' });
  assert.equal(chip.hidden, true);
  showActive({ model: 'm', system_instruction: 'Be brief.', tools: [{ type: 'google_search' }, {}], store: false });
  assert.equal(chip.hidden, false);
  assert.equal(chip.textContent, 'Instruction \u00b7 2 tools \u00b7 Not stored');
  assert.equal(chip.dataset.action, 'settings', 'and leads to where it is set');
  showActive({ model: 'm', tools: [] });
  assert.equal(chip.hidden, true);
});
