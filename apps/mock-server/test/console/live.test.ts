import { openPage, type Page } from '@cloudpay/browser';
import { expect, it } from 'vitest';
import { startMockServer } from '../../src/index.ts';
import { customersCode, freshNumber, microPay } from '../support/client.ts';
import { openConsole, setVisibility, showCode } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

/** Holds back all reads of the sandbox until `releaseReads()`. */
const holdBackReads = `
  const held = new Promise((resolve) => { window.releaseReads = resolve; });
  const { fetch } = window;
  window.fetch = (...args) => held.then(() => fetch(...args));
`;

// The page's policy forbids eval. So Playwright's `waitForFunction` fails whenever it has to try twice.
const titled = (page: Page, title: string) => expect.poll(() => page.title(), { timeout: 60_000 }).toBe(title);

describeInBrowser('what the page knows', (browser) => {
  it('does not show empty lists before it has read them', async () => {
    await using server = await startMockServer();
    await using opened = await openPage(browser(), server.url, { initScript: holdBackReads });
    const { page } = opened;
    const nothing = page.locator('.empty');
    await page.getByText('连接中…').waitFor();
    expect(await nothing.count()).toBe(0);
    await page.evaluate('releaseReads()');
    await page.getByText('还没有请求').waitFor();
    await nothing.nth(2).waitFor();
  });

  it('closes its connection while it is hidden, and is up to date when it is visible again', async () => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showCode(server);
    await titled(page, '(1) 云支付沙箱');
    const hungUp = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/sandbox/events'));
    await setVisibility(page, 'hidden');
    await hungUp;
    await titled(page, '云支付沙箱');
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    await setVisibility(page, 'visible');
    await page.getByRole('button', { name: 'micro_pay' }).waitFor();
    await page.getByText('实时', { exact: true }).waitFor();
    await titled(page, '(1) 云支付沙箱');
  });
});
