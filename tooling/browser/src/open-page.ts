import type { Browser, Page } from 'playwright-core';

/** How whoever looks at the page looks at it. */
export interface PageLooks {
  readonly locale?: string;
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Run before the page's own scripts. */
  readonly prelude?: string;
  /** Whether the page may complain, since the test breaks something on purpose. */
  readonly mayComplain?: boolean;
}

/** How long a test waits for what it looks for, in milliseconds: less than its own time, so that it can say what it waited for. */
const patience = 60_000;

/** A page of its own, that shares neither cookies nor storage with another of its time. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

/** Pages that nobody has open, by their browser and looks: a new one takes a process of its own, and three times as long. */
const spare = new WeakMap<Browser, Map<string, Page[]>>();

/**
 * Opens a page. When it is closed, it must have had no error, no refusal by its security policy, and no request to another server.
 *
 * @throws Error from its disposal, with what the page complained about
 */
export async function openPage(browser: Browser, url: string, looks: PageLooks = {}): Promise<OpenPage> {
  const { prelude, mayComplain = false } = looks;
  const alike = sparePages(browser, looks);
  const page = alike.pop() ?? (await newPage(browser, looks));
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
      // What runs before the page's own scripts cannot be taken back.
      if (prelude !== undefined) await page.context().close();
      else {
        await clear(page);
        alike.push(page);
      }
      if (complaints.length > 0 && !mayComplain) throw new Error(`the page complained: ${complaints.join('\n')}`);
    },
  };
}

function sparePages(browser: Browser, looks: PageLooks): Page[] {
  const ofBrowser = spare.get(browser) ?? new Map<string, Page[]>();
  spare.set(browser, ofBrowser);
  const key = JSON.stringify({ ...looks, mayComplain: undefined });
  const alike = ofBrowser.get(key) ?? [];
  ofBrowser.set(key, alike);
  return alike;
}

async function newPage(browser: Browser, looks: PageLooks): Promise<Page> {
  const { locale = 'zh-CN', width = 1440, height = 900, colorScheme = 'light', prelude } = looks;
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patience);
  if (prelude !== undefined) await context.addInitScript(prelude);
  return context.newPage();
}

/** Leaves nothing of what the page showed, kept or was allowed. Storage goes by the port, which no other server gets so soon. */
async function clear(page: Page): Promise<void> {
  page.removeAllListeners();
  await page.goto('about:blank');
  await page.context().clearCookies();
  await page.context().clearPermissions();
}
