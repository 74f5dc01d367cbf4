// A document for the page's modules under node: index.html in jsdom, as globals. It lays nothing out:
// what has a place, a size or a colour is tested in a browser.
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { JSDOM } from 'jsdom';

const kPage = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');
const kBuild = new URL('../../build/wasm/', import.meta.url);

// Node has its own of these, which jsdom does not know.
const kReplaced = new Set([
  'Event',
  'CustomEvent',
  'EventTarget',
  'MessageEvent',
  'navigator',
  'localStorage',
  'Blob',
  'File',
  'FileReader',
]);

/**
 * Makes `window`, `document` and all that belongs to them global. Call it before the modules under
 * test are imported: some look for their elements at once.
 * @param {{html?: string, url?: string}} [options]
 */
export function openDocument({ html = kPage, url = 'http://127.0.0.1:8080/' } = {}) {
  const { window } = new JSDOM(html, { url, pretendToBeVisual: true });
  const scope = /** @type {any} */ (globalThis);
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in scope && !kReplaced.has(name)) continue;
    Object.defineProperty(scope, name, {
      value: /** @type {any} */ (window)[name],
      configurable: true,
      writable: true,
    });
  }
  scope.window = scope.self = scope;
  scope.addEventListener = window.addEventListener.bind(window);
  scope.removeEventListener = window.removeEventListener.bind(window);
  scope.dispatchEvent = window.dispatchEvent.bind(window);
  scope.getComputedStyle = window.getComputedStyle.bind(window);
  // What jsdom does not have, as far as the page asks for it.
  scope.matchMedia = (/** @type {string} */ media) => ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
  });
  scope.ResizeObserver = scope.IntersectionObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  scope.CSSStyleSheet = class {
    replaceSync() {}
  };
  // Frames hold nothing.
  Object.defineProperty(window.HTMLIFrameElement.prototype, 'contentDocument', { get: () => null, configurable: true });
  scope.URL.createObjectURL = () => 'blob:nodedata:none'; // node's own knows only its own blobs
  /** @type {any} */ (window.document).adoptedStyleSheets = [];
  window.HTMLElement.prototype.scrollIntoView = () => {};
  window.Blob.prototype.text = function () {
    const reader = new window.FileReader();
    reader.readAsText(this);
    return new Promise((resolve) => (reader.onload = () => resolve(String(reader.result))));
  };
  scope.CSS = { supports: () => false, escape: (/** @type {string} */ text) => text.replace(/[^\w-]/g, '\\$&') };
  scope.CSS.highlights = new Map();
  scope.Highlight = class extends Set {
    /** @param {...Range} ranges */
    constructor(...ranges) {
      super(ranges);
    }
  };
  window.Range.prototype.getBoundingClientRect = () => window.document.body.getBoundingClientRect();
  window.Blob.prototype.arrayBuffer = function () {
    const reader = new window.FileReader();
    reader.readAsArrayBuffer(this);
    return new Promise((resolve) => {
      // One of node's own, which its TextDecoder wants.
      reader.onload = () => resolve(new Uint8Array(/** @type {ArrayBuffer} */ (reader.result)).slice().buffer);
    });
  };
  Object.assign(window.HTMLDialogElement.prototype, {
    /** @this {HTMLDialogElement} */
    showModal() {
      this.open = true;
    },
    /** @this {HTMLDialogElement} */
    close() {
      this.open = false;
      this.dispatchEvent(new window.Event('close'));
    },
  });
  return window;
}

const later = setTimeout; // whoever plays the clock

/**
 * Waits for something that the page does when it gets to it.
 * @template T
 * @param {() => T} condition
 * @param {number} [patience] ms
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(condition, patience = 20000) {
  for (const end = performance.now() + patience; ; ) {
    const is = condition();
    if (is) return is;
    if (performance.now() > end) throw new Error(`never: ${condition}`);
    await new Promise((next) => void later(next, 1)); // without a pause a processor would be busy with looking
  }
}

/**
 * Plays the host of a conversation whose journal is kept nowhere: all of it is kept, and there is always room.
 * Call it before the conversation is opened.
 * @param {import('../../web/core/core.js').Session} conversation
 * @param {boolean} [live]
 * @returns {() => import('../../web/core/core.js').Effect[]} all effects since the last call
 */
export function playHost(conversation, live = true) {
  conversation.input('kept', { arg: 0xffffffff, time: 0 }, live);
  return () => {
    const effects = conversation.drain();
    for (const { kind, id, time } of effects) {
      if (kind !== 'room') continue;
      conversation.input('room', { id, time }, live);
      effects.push(...conversation.drain());
    }
    return effects;
  };
}

/** The core in its module, as the page has it. @returns {Promise<import('../../web/core/core.js').Core>} */
export async function openCore() {
  const { Core } = await import('../../web/core/core.js');
  const { default: factory } = await import(new URL('parley.mjs', kBuild).href);
  return new Core(await factory({ wasmBinary: await readFile(new URL('parley.wasm', kBuild)) }));
}
