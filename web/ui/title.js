// The title of the tab: the conversation that is shown, and how many ends of runs nobody has seen.

let name = '';
let unseen = 0;

function show() {
  document.title = `${unseen ? `(${unseen}) ` : ''}${name ? `${name} \u00b7 ` : ''}Parley`;
}

/** @param {string} conversation empty: a new one */
export function setTitle(conversation) {
  name = conversation;
  show();
}

/** Something is over while the page is out of sight. */
export function addUnseen() {
  ++unseen;
  show();
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  unseen = 0;
  show();
});
