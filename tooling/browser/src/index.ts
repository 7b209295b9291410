/**
 * A real browser for the tests of pages: the Chromium that is installed on the machine.
 *
 * @module @cloudpay/browser
 */
export type { Browser, Page } from 'playwright-core';
export { accessibilityViolations } from './accessibility.ts';
export { isBrowserMissing, launchBrowser } from './launch-browser.ts';
export { type OpenPage, openPage, type PageSettings } from './open-page.ts';
