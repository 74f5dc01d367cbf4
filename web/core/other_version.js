// Page and module are of different versions: an old one was in a cache. Both are loaded again, past all
// caches; once, since what is still wrong then a reload does not mend.

import { recall, remember } from '../keep/storage.js';
import { actionButton } from '../ui/dom.js';
import { W } from '../ui/late_strings.js';
import { notice } from '../ui/say.js';

/** @param {string} wasm address of the module */
export async function loadAgain(wasm) {
  const once = recall('reloaded') !== wasm && remember('reloaded', wasm);
  if (!once) return notice(W.otherVersion, actionButton('reload', W.keeping.reload));
  notice(W.otherVersionNow);
  // Neither is there in a page without a secure context.
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name);
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.unregister();
  await fetch(wasm, { cache: 'reload' });
  location.reload();
}
