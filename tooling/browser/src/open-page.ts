import type { Browser, Page } from 'playwright-core';

/** Settings of the page. */
export interface PageSettings {
  readonly locale?: string;
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** A script that runs before the page's own scripts. */
  readonly initScript?: string;
  /** Whether the page may report errors, because the test causes some on purpose. */
  readonly allowErrors?: boolean;
}

/**
 * How long a test waits for an element, in milliseconds. It is less than the test's own timeout, so that the error can name
 * the element.
 */
const elementTimeout = 60_000;

/** A page that shares no cookies or storage with other open pages. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

/** Closed pages for reuse, by browser and settings. A new page needs a process of its own and takes three times as long. */
const spare = new WeakMap<Browser, Map<string, Page[]>>();

/**
 * Opens a page. When it is closed, it checks that the page had no error, no violation of its security policy, and no
 * request to another server.
 *
 * @throws Error when it is closed, with the page's errors
 */
export async function openPage(browser: Browser, url: string, settings: PageSettings = {}): Promise<OpenPage> {
  const { initScript, allowErrors = false } = settings;
  const matching = sparePages(browser, settings);
  const page = matching.pop() ?? (await newPage(browser, settings));
  const { origin } = new URL(url);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'data:') complaints.push(`asked ${asked}`);
  });
  await page.goto(url);
  return {
    page,
    async [Symbol.asyncDispose]() {
      // A script before the page's own scripts cannot be removed, so this page cannot be reused.
      if (initScript !== undefined) await page.context().close();
      else {
        await clear(page);
        matching.push(page);
      }
      if (complaints.length > 0 && !allowErrors) throw new Error(`the page complained: ${complaints.join('\n')}`);
    },
  };
}

function sparePages(browser: Browser, settings: PageSettings): Page[] {
  const ofBrowser = spare.get(browser) ?? new Map<string, Page[]>();
  spare.set(browser, ofBrowser);
  const key = JSON.stringify({ ...settings, allowErrors: undefined });
  const matching = ofBrowser.get(key) ?? [];
  ofBrowser.set(key, matching);
  return matching;
}

async function newPage(browser: Browser, settings: PageSettings): Promise<Page> {
  const { locale = 'zh-CN', width = 1440, height = 900, colorScheme = 'light', initScript } = settings;
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(elementTimeout);
  if (initScript !== undefined) await context.addInitScript(initScript);
  return context.newPage();
}

/**
 * Clears the page's content, storage and permissions. Storage belongs to an origin with its port, which no later server
 * uses soon.
 */
async function clear(page: Page): Promise<void> {
  page.removeAllListeners();
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.context().clearPermissions();
}
