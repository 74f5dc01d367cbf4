// What tests put into the page that they look at.

// What a test leaves on the page's window to read it later, and axe-core's `axe`.
interface Window {
  [name: string]: any;
}

declare module 'eslint-plugin-no-unsanitized';
declare module 'jsdom';
