// What a person can do with events, beyond seeing them.

/**
 * @param {import('./inspector.js').Inspector | null} inspector null: to be listed only
 */
export function inspectorCommands(inspector) {
  const of = /** @type {import('./inspector.js').Inspector} */ (inspector);

  /** @satisfies {Record<string, import('../../ui/command.js').Command>} */
  const all = {
    'move-to-event': {
      keys: ['J', 'K'],
      place: 'events',
      run: ({ event }) => {
        const { key, shiftKey } = /** @type {KeyboardEvent} */ (event);
        of.cursor.move(key.toLowerCase() === 'j' ? 1 : -1, shiftKey);
      },
    },
    'open-event': {
      keys: ['Enter', ' '],
      place: 'events',
      when: ({ target }) => target instanceof Element && target.matches('.event'),
      run: () => of.cursor.toggle(),
    },
    'walk-events': {
      keys: ['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft', 'Home', 'End'],
      place: 'events',
      // In the list, where F6 leads, they go to an event.
      when: ({ target, key }) =>
        target instanceof Element && target.matches(/Left|Right/.test(key) ? '.event' : '.event, .event-list'),
      run: ({ event }) => walk(of.cursor, /** @type {KeyboardEvent} */ (event)),
    },
    'filter-events': {
      keys: ['/'],
      place: 'events',
      run: () => {
        of.toolbar.search.focus();
        of.toolbar.search.select();
      },
    },
    // Only while there is something to leave: keys.js.
    'leave-events': { keys: ['Escape'], place: 'events' },

    'pause-events': { run: () => of.pause() },
    'copy-selection': { run: () => of.copy(of.cursor.selection) },
    'copy-all': {
      run: () => {
        const entries = of.events.exchanges.flatMap(({ entries }) => entries);
        return of.copy(entries.filter((entry) => of.filter.matches(entry)));
      },
    },
    'export-stream': { run: () => save(of, 'stream') },
    'export-lines': { run: () => save(of, 'lines') },
    'import-recording': { run: async () => (await import('./files.js')).choose(of.all, of.notice) },
    replay: { run: () => of.replay() },
    'play-replay': {
      run: () => {
        const { replay } = of.bar ?? {};
        replay?.play(!replay.playing);
        of.bar?.update();
      },
    },
    'step-replay': {
      run: () => {
        of.bar?.replay.step();
        of.bar?.update();
      },
    },
    'end-replay': { run: () => of.bar?.end() },
    compare: { run: async () => of.live && (await import('./compare.js')).openCompare(of.all, of.live) },
    chaining: { run: async () => of.live && (await import('./savings.js')).openSavings(of.all, of.live) },
  };
  return all;
}

/**
 * The keys of a tree.
 * @param {import('./cursor.js').Cursor} cursor
 * @param {KeyboardEvent} event
 */
function walk(cursor, { key, shiftKey }) {
  if (key === 'ArrowRight') return cursor.isOpen || cursor.toggle();
  if (key === 'ArrowLeft') return cursor.close();
  if (key === 'Home' || key === 'End') return cursor.toEnd(key === 'End');
  return cursor.move(key === 'ArrowDown' ? 1 : -1, shiftKey);
}

/**
 * @param {import('./inspector.js').Inspector} of
 * @param {'lines' | 'stream'} format
 */
async function save({ all, live }, format) {
  if (live) await (await import('./files.js')).save(all, live, format);
}
