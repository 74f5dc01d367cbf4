// Light, dark or as the system has it.

export function applyTheme() {
  let theme = '';
  try {
    const user = localStorage.getItem('parley-user'); // keep/storage.js
    theme = localStorage.getItem(`parley${user ? `@${user}` : ''}.theme`) ?? '';
  } catch {
    // as the system has it
  }
  document.documentElement.dataset.theme = theme;
  document.querySelectorAll('meta[name=theme-color]').forEach((meta, at) => {
    const own = at ? 'dark' : 'light';
    /** @type {HTMLMetaElement} */ (meta).media = !theme
      ? `(prefers-color-scheme: ${own})`
      : theme === own
        ? 'all'
        : 'not all';
  });
}
