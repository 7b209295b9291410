import { type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { checkForEverybody } from '../support/for-everybody.ts';

describe.skipIf(isBrowserMissing)('the page is for everybody', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it('on a phone', async () => {
    await checkForEverybody(browser, { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'dark' });
  });
});
