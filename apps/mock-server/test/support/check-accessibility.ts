import { accessibilityViolations, type Browser, type PageSettings } from '@cloudpay/browser';
import { expect } from 'vitest';
import { call, customersCode, freshNumber, microPay, microPayContent } from './client.ts';
import { openConsole, showCode, showLogin } from './console.ts';

/** Fills the console with everything that it can show, and checks each view for accessibility and overflow. */
export async function checkAccessibility(browser: Browser, look: PageSettings & { readonly width: number }): Promise<void> {
  await using console = await openConsole(browser, look);
  const { server, page } = console;
  expect(await accessibilityViolations(page)).toEqual([]);
  await showCode(server, { body: 'x'.repeat(100), time_expire: Math.floor(Date.now() / 1000) + 20 });
  await microPay(server.url, freshNumber(), customersCode('alipay', '0010'));
  await microPay(server.url, freshNumber(), customersCode('card', '0003'));
  await showLogin(server);
  await call(server.url, 'micro_pay', microPayContent(freshNumber(), customersCode('wechat', '0000')), { secret: 'another' });
  server.injectFault({ endpoint: 'refund', fault: 'hold', delayMs: 5 });
  // A narrow window shows one view at a time, a wider one shows all.
  for (const view of look.width === 390 ? ['customer', 'shop', 'controls', 'wire'] : ['wire']) {
    if (look.width === 390) await page.locator(`.navigation a[href="#${view}"]`).click();
    if (view === 'wire') await page.locator('[data-outcome=bad] .exchange-line').first().click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    expect(await accessibilityViolations(page)).toEqual([]);
  }
}
