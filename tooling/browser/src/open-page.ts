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

/** A page of its own, that shares neither cookies nor storage with another. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

/**
 * Opens a page. When it is closed, it must have had no error, no refusal by its security policy, and no request to another server.
 *
 * @throws Error from its disposal, with what the page complained about
 */
export async function openPage(browser: Browser, url: string, looks: PageLooks = {}): Promise<OpenPage> {
  const { locale = 'zh-CN', width = 1440, height = 900, colorScheme = 'light', prelude, mayComplain = false } = looks;
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
  const { origin } = new URL(url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  context.setDefaultTimeout(patience);
  if (prelude !== undefined) await context.addInitScript(prelude);
  const page = await context.newPage();
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
      await context.close();
      if (complaints.length > 0 && !mayComplain) throw new Error(`the page complained: ${complaints.join('\n')}`);
    },
  };
}
