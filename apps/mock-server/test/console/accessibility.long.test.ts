import { type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { checkForEverybody } from '../support/for-everybody.ts';

const looks = [
  { width: 1440, height: 900, locale: 'zh-CN', colorScheme: 'light' },
  { width: 1440, height: 900, locale: 'en-US', colorScheme: 'dark' },
  { width: 900, height: 1000, locale: 'en-US', colorScheme: 'light' },
  { width: 390, height: 844, locale: 'en-US', colorScheme: 'light' },
] as const;

describe.skipIf(isBrowserMissing)('the page is for everybody', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it.for(looks)('$width pixels wide, $locale, $colorScheme', async (look) => {
    await checkForEverybody(browser, look);
  });
});
