import { accessibilityViolations, type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { call, customersCode, freshNumber, microPay, microPayContent } from '../support/client.ts';
import { openConsole, showCode, showLogin } from '../support/console.ts';

const looks = [
  { width: 1440, height: 900, locale: 'zh-CN', colorScheme: 'light' },
  { width: 1440, height: 900, locale: 'en-US', colorScheme: 'dark' },
  { width: 900, height: 1000, locale: 'en-US', colorScheme: 'light' },
  { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'dark' },
  { width: 390, height: 844, locale: 'en-US', colorScheme: 'light' },
] as const;

describe.skipIf(isBrowserMissing)('the page is for everybody', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it.for(looks)('$width pixels wide, $locale, $colorScheme', async (look, { expect }) => {
    await using console = await openConsole(browser, look);
    const { server, page } = console;
    expect(await accessibilityViolations(page)).toEqual([]);
    await showCode(server, { body: 'x'.repeat(100), time_expire: Math.floor(Date.now() / 1000) + 20 });
    await microPay(server.url, freshNumber(), customersCode('alipay', '0010'));
    await microPay(server.url, freshNumber(), customersCode('card', '0003'));
    await showLogin(server);
    await call(server.url, 'micro_pay', microPayContent(freshNumber(), customersCode('wechat', '0000')), { secret: 'another' });
    server.injectFault({ endpoint: 'refund', fault: 'hold', delayMs: 5 });
    // On a phone one view shows at a time, otherwise all of them.
    for (const view of look.width === 390 ? ['customer', 'shop', 'controls', 'wire'] : ['wire']) {
      if (look.width === 390) await page.locator(`.navigation a[href="#${view}"]`).click();
      if (view === 'wire') await page.locator('[data-outcome=bad] .exchange-line').first().click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });
});
