// The browsers that tests have: one for all files, or their own.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const kChromium = process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium';
const kShell = process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium-headless-shell';
export const kViewport = { width: 1280, height: 800 };

// Each context has a window of its own. What a window prepares for its address bar, and a process
// kept in reserve, cost more than a page of ours. Of this flag only the last counts: Playwright's go along.
const kUnused = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
];
const require = createRequire(import.meta.url);
const { chromiumSwitches } = require(
  path.join(path.dirname(require.resolve('playwright-core')), 'lib/server/chromium/chromiumSwitches.js'),
);
/** @type {string} */
const kDisabled = chromiumSwitches().find((/** @type {string} */ flag) => flag.startsWith('--disable-features='));

const kFlags = [
  [kDisabled, ...kUnused].join(','),
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.test 127.0.0.1', // names as in a LAN, where a context is not secure
];

const whole = { executablePath: kChromium, args: kFlags };
// The same engine without windows: it takes a quarter less time.
const plain = { ...whole, executablePath: existsSync(kShell) ? kShell : kChromium };

/** A browser: the one that run.mjs shares among all files (closing it closes what this file opened), or its own. */
export function launch() {
  const shared = process.env.PARLEY_BROWSER;
  return shared ? chromium.connect(shared) : chromium.launch(plain);
}

/**
 * The same with windows, for what the other has not (notifications) or does not survive: a page whose clock is the
 * test's crashes there when it loses its network, and one that is made to crash takes others along.
 * @param {...string} flags of a browser of its own
 */
export function launchWhole(...flags) {
  const shared = process.env.PARLEY_BROWSER_WHOLE;
  return shared && !flags.length
    ? chromium.connect(shared)
    : chromium.launch({ ...whole, args: [...kFlags, ...flags] });
}

/** Both, for other processes to connect to: by address, since a bare machine has no "localhost". */
export function launchShared() {
  return Promise.all([plain, whole].map((each) => chromium.launchServer({ ...each, host: '127.0.0.1' })));
}

/** One of its own that remembers: its profile is in this folder. @param {string} folder */
export function launchAgain(folder) {
  return chromium.launchPersistentContext(folder, { ...plain, viewport: kViewport });
}
