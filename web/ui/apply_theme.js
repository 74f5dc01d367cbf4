// Light, dark or as the system has it.

export function applyTheme() {
  let theme = '';
  try {
    theme = localStorage.getItem('parley.theme') ?? '';
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
