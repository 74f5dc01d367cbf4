// Lets in who has a token, or the link of another device. Either stands in the fragment, which no
// server and no log sees, and goes from the address at once. The proxy answers with a cookie that no
// script can read.

import { byId, setText } from '../ui/dom.js';
import { rememberUser } from '../keep/storage.js';
import { A } from './strings.js';

const field = /** @type {HTMLInputElement} */ (byId('token'));
const button = /** @type {HTMLButtonElement} */ (byId('enter'));

document.title = A.title;
setText(byId('title'), A.title);
setText(byId('intro'), A.intro);
setText(byId('token-label'), A.token);
setText(button, A.enter);

/** @param {{token: string} | {invite: string}} credentials */
async function enter(credentials) {
  button.disabled = true;
  setText(byId('say'), A.wait);
  try {
    const response = await fetch('/parley/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    const { user, error } = await response.json();
    if (error) throw new Error(error.message);
    rememberUser(user);
    location.replace('./');
  } catch (error) {
    button.disabled = false;
    const known = error instanceof Error && !(error instanceof TypeError || error instanceof SyntaxError);
    setText(byId('say'), known ? error.message : A.unreachable);
    field.focus();
  }
}

function takeFragment() {
  const [, kind, secret] = /^#(token|invite)=([\w-]+)$/.exec(location.hash) ?? [];
  history.replaceState(null, '', location.pathname);
  if (kind === 'token') void enter({ token: secret });
  else if (kind) void enter({ invite: secret });
  else field.focus();
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void enter({ token: field.value.trim() });
});
addEventListener('hashchange', takeFragment);
takeFragment();
