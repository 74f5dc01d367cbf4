// What a person can do with the page, but for what is part of what is loaded later: list/drawer.js,
// reading/actions.js, events/inspector/commands.js. Names stand in data-action; ui/command.js finds and does them.

import { submitMode } from './compose/composer.js';
import { announce, notice } from './ui/say.js';
import { remember } from './keep/storage.js';
import { S } from './ui/strings.js';

/**
 * @param {{
 *   sender: import('./core/sender.js').Sender,
 *   editing: import('./chat/editing.js').Editing,
 *   continuation: import('./compose/continuation.js').Continuation,
 *   pane: import('./events/event_pane.js').EventPane,
 *   form: import('./compose/message_form.js').MessageForm,
 *   drawer: import('./list/drawer.js').Drawer | null,
 * }} page  drawer: once it is loaded
 */
export function pageCommands(page) {
  const { sender, editing, continuation, pane, form } = page;
  const { attach, selection, composer, follow, pump } = sender;
  const { models } = selection;

  /** @satisfies {Record<string, import('./ui/command.js').Command>} */
  const all = {
    // --- a message
    send: { run: () => form.send(continuation.mode) },
    'send-queued': { keys: ['Enter'], place: 'box', when: isSending, run: () => form.send('queued') },
    'send-parallel': { keys: ['Mod+Enter'], place: 'box', when: isSending, run: () => form.send('parallel') },
    'send-interrupt': { keys: ['Mod+Shift+Enter'], place: 'box', when: isSending, run: () => form.send('interrupt') },
    'new-line': { keys: ['Shift+Enter'], place: 'box' },
    'take-back': {
      keys: ['ArrowUp'],
      place: 'box',
      when: () => editing.canTakeBack,
      run: () => editing.takeBack(),
    },
    'open-menu': { keys: ['/'], place: 'box' },
    new: {
      slash: ['new', 'reset', 'clear'],
      run: () => {
        const { live } = sender;
        if (!live) return;
        if (!live.loaded || !live.empty) live.all.fresh();
        announce(S.announce.fresh);
        composer.box.focus();
        pump.run();
      },
    },
    attach: { slash: ['attach'], run: async () => (await attach.open()).choose() },
    settings: {
      slash: ['settings'],
      run: async () => {
        const [{ openSettings }, { previewOf }] = await Promise.all([
          import('./settings/dialog.js'),
          import('./settings/preview.js'),
        ]);
        const { live } = sender;
        await live?.ready;
        openSettings(
          models.model,
          selection.choice,
          (choice) =>
            previewOf(
              live,
              continuation.mode,
              selection.settings(choice),
              composer.text,
              attach.tray?.attachments ?? [],
            ),
          (choice) => selection.keep(live, choice),
        );
      },
    },
    model: {
      slash: ['model'],
      takes: true,
      run: async ({ text = '' }) => {
        models.choose(text);
        notice((await import('./compose/strings.js')).T.modelIs(models.model));
      },
    },
    system: {
      slash: ['system'],
      takes: true,
      run: async ({ text = '' }) => {
        await sender.live?.ready;
        selection.instruct(sender.live, text);
        notice((await import('./compose/strings.js')).T.systemIs);
      },
    },
    'choose-model': { run: ({ button }) => models.choose(button?.dataset.model ?? '') },
    example: {
      run: ({ button }) => {
        for (const { text, mode = 'queued', more = {} } of JSON.parse(button?.dataset.messages ?? '[]'))
          void sender.submit(text, mode, 0, more);
        composer.box.focus();
      },
    },

    // --- what is shown
    stop: {
      slash: ['stop'],
      keys: ['Escape'],
      place: 'anywhere',
      when: () => !!sender.live?.view.running,
      run: () => sender.input('stop'),
    },
    map: {
      slash: ['map', 'branches'],
      run: async () => {
        const { openMap } = await import('./chat/map.js');
        if (sender.live) openMap(sender.live.view);
      },
    },
    jobs: {
      slash: ['jobs'],
      run: async () => (await import('./list/jobs.js')).openJobs(() => [...(sender.live?.all.lives.values() ?? [])]),
    },
    'toggle-events': {
      slash: ['events'],
      run: () => {
        pane.setOpen(!pane.isOpen);
        remember('events', pane.isOpen ? 'yes' : 'no');
      },
    },
    numbers: {
      run: async () => {
        const { openNumbers } = await import('./numbers/dialog.js');
        if (sender.live) openNumbers(sender.live.view);
      },
    },
    jump: { run: () => follow.jump() },
    panes: {
      keys: ['F6'],
      place: 'anywhere',
      run: async ({ event }) =>
        (await import('./compose/keys.js')).goToPane(event instanceof KeyboardEvent && event.shiftKey),
    },
    keys: {
      slash: ['help', 'shortcuts', '?'],
      keys: ['?', 'Mod+/'],
      place: 'anywhere',
      run: async () => (await import('./compose/keys.js')).openKeys(),
    },
    reload: { run: () => location.reload() },

    // --- a turn; more of them in chat/turn_commands.js
    retry: { run: ({ turn = 0 }) => sender.retry(turn) },
    edit: { run: ({ turn = 0 }) => editing.open(turn) },
    rewrite: { run: ({ turn = 0 }) => editing.open(turn) },
    save: { run: () => editing.rewriting?.save() },
    cancel: { run: () => editing.rewriting?.close() },
    events: {
      run: async ({ turn = 0, button = composer.box }) => {
        pane.setOpen(true);
        (await pane.inspector()).visit.begin(turn, button);
      },
    },
    copy: { run: async ({ button }) => button && (await import('./ui/clipboard.js')).copyFrom(button) },

    // --- a conversation
    'toggle-drawer': { run: () => page.drawer?.toggle() },
    import: { run: () => page.drawer?.file.click() },
  };
  return all;
}

/** Not where it is part of writing. @param {KeyboardEvent} event */
const isSending = (event) => submitMode(event) !== '';
