import { type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openConsole, setVisibility } from '../support/console.ts';

/** How many connections a browser has for one server. */
const connections = 6;

describe.skipIf(isBrowserMissing)('what the page knows', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it('is live in more tabs than a browser has connections', async () => {
    await using console = await openConsole(browser);
    const { server, page } = console;
    let seen = page;
    for (let tab = 1; tab <= connections; tab++) {
      await setVisibility(seen, 'hidden');
      seen = await page.context().newPage();
      await seen.goto(server.url);
      await seen.locator('.connection[data-state=live]').waitFor();
    }
    await setVisibility(seen, 'hidden');
    await setVisibility(page, 'visible');
    await page.locator('.connection[data-state=live]').waitFor();
  });
});
