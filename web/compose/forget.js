// What was written to a conversation goes with it, whichever tab deletes it.

import { keepDraft } from '../chat/editing.js';
import { on } from '../ui/bus.js';

/**
 * @param {import('./composer.js').Composer} composer
 * @param {import('./attach.js').Attach} attach
 */
export function forgetDeleted(composer, attach) {
  on('deleted', (id) => {
    composer.forget(id);
    keepDraft(id, '');
    void attach.forget(id);
  });
}
