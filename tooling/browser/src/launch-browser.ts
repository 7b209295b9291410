import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The paths in Debian and Ubuntu. */
const commonPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const { CHROMIUM_PATH: givenPath, CLOUDPAY_BROWSER: requirement } = process.env;
const path = givenPath ?? commonPaths.find(existsSync);

/**
 * Whether tests in a browser must be skipped. With `CLOUDPAY_BROWSER=required` they are never skipped: without a browser
 * they fail.
 */
export const isBrowserMissing = path === undefined && requirement !== 'required';
if (isBrowserMissing) {
  console.warn('No Chromium here: tests in a browser are skipped. Install the package chromium, or set CHROMIUM_PATH.');
}

/** Options that keep Chromium from contacting other servers. */
const offlineOptions = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** @throws Error if there is no browser */
export function launchBrowser(): Promise<Browser> {
  if (path === undefined) throw new Error('no Chromium here: install the package chromium, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu', ...offlineOptions] });
}
