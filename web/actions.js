// What the buttons of the page do, by the name in data-action; those of the list of conversations
// are in drawer.js, those of answers in reading/.

import { copy } from './ui/clipboard.js';
import { announce, say } from './ui/say.js';
import { S } from './ui/strings.js';

/**
 * @param {import('./core/sender.js').Sender} sender
 * @param {import('./chat/editing.js').Editing} editing
 * @param {import('./compose/continuation.js').Continuation} next
 * @param {import('./events/event_pane.js').EventPane} pane
 */
export function makeActions(sender, editing, next, pane) {
  const { attach, chosen, composer, follow, pump } = sender;
  const input = (/** @type {string} */ kind) => (/** @type {number} */ id) => sender.input(kind, { id });

  /** @type {Record<string, (turn: number, button: HTMLElement) => any>} */
  const actions = {
    new: () => {
      const { live } = sender;
      if (!live) return;
      if (!live.loaded || !live.empty) live.page.fresh();
      announce(S.announce.fresh);
      composer.box.focus();
      pump.run();
    },
    stop: () => sender.input('stop'),
    jump: () => follow.jump(),
    numbers: async () => {
      const { openNumbers } = await import('./numbers/dialog.js');
      if (sender.live) openNumbers(sender.live.view);
    },
    map: async () => {
      const { openMap } = await import('./chat/map.js');
      if (sender.live) openMap(sender.live.view);
    },
    jobs: async () => (await import('./list/jobs.js')).openJobs(() => [...(sender.live?.page.lives.values() ?? [])]),
    attach: async () => (await attach.open()).choose(),
    keys: async () => (await import('./compose/keys.js')).openKeys(),
    settings: async () => {
      const [{ openSettings }, { previewOf }] = await Promise.all([
        import('./settings/dialog.js'),
        import('./settings/preview.js'),
      ]);
      const { live } = sender;
      openSettings(
        chosen.models.model,
        chosen.choice,
        (choice) =>
          previewOf(live, next.mode, chosen.settings(live, choice), composer.text, attach.tray?.attachments ?? []),
        (choice) => chosen.keep(live, choice),
      );
    },
    'toggle-events': () => pane.setOpen(!pane.isOpen),
    example: (_, button) => {
      for (const { text, mode = 'queued', more = {} } of JSON.parse(button.dataset.messages ?? '[]'))
        void sender.submit(text, mode, 0, more);
      composer.box.focus();
    },

    // Of a turn
    park: input('park'),
    unpark: input('unpark'),
    'stop-turn': input('stop'),
    retry: input('retry'),
    'cancel-retry': (id) => {
      sender.input('stop', { id });
      sender.turn(id)?.element.querySelector('button')?.focus();
    },
    skip: input('skip'),
    continue: input('continue'),
    consent: (id) => sender.input('consent', { id, arg: 1 }),
    refuse: (id) => sender.input('consent', { id, arg: 0 }),
    'send-now': input('send_now'),
    remove: input('remove'),
    move: (id, button) => {
      if (button.ariaDisabled !== 'true') sender.input('move', { id, arg: Number(button.dataset.place) });
    },
    edit: (id) => editing.open(id),
    rewrite: (id) => editing.open(id),
    save: () => editing.save(),
    cancel: () => editing.close(),
    again: (id) => sender.submit(sender.turn(id)?.message ?? '', 'queued', id),
    fork: async (id) => {
      const { fork } = await import('./keep/fork.js');
      if (!sender.live) return;
      await fork(sender.live, id);
      announce(S.announce.forked);
      composer.box.focus();
    },
    version: (id, button) => {
      if (!id || button.ariaDisabled === 'true') return;
      // The branch through this turn becomes the one in use.
      const forward = button.nextElementSibling === null;
      sender.input('select', { id: sender.live?.view.branches.leaf(id) ?? id });
      const selected = sender.turn(id);
      selected?.mark?.[forward ? 'after' : 'before'].focus();
      selected?.element.scrollIntoView({ block: 'nearest' });
    },
    fold: (id) => sender.turn(id)?.mark?.toggle(),
    events: async (id, button) => {
      pane.setOpen(true);
      (await pane.inspector)?.visit.begin(id, button);
    },
    copy: async (_, button) => {
      const done = await copy(button.dataset.text ?? '');
      announce(done ? S.announce.copied : S.announce.notCopied);
      button.classList.toggle('copied', done);
      setTimeout(() => button.classList.remove('copied'), 1500);
    },
  };

  /**
   * @param {string} action
   * @param {number} [id] of a turn
   * @param {HTMLElement} [button]
   */
  return async function perform(action, id = 0, button = composer.box) {
    try {
      await actions[action]?.(id, button);
    } catch (error) {
      say(S.notLoaded(error instanceof Error ? error.message : String(error)));
    }
  };
}
