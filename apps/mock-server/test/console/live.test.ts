import { type Browser, isBrowserMissing, launchBrowser, openPage, type Page } from '@cloudpay/browser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startMockServer } from '../../src/index.ts';
import { customersCode, freshNumber, microPay } from '../support/client.ts';
import { openConsole, showCode } from '../support/console.ts';

/** How many connections a browser has for one server. */
const connections = 6;

/** Nothing is read from the sandbox before `letThrough()`. */
const heldBack = `
  const held = new Promise((resolve) => { window.letThrough = resolve; });
  const { fetch } = window;
  window.fetch = (...args) => held.then(() => fetch(...args));
`;

// A browser without windows takes every page for visible, so the tests tell the page what a browser with tabs would.
const setVisibility = (page: Page, visibility: 'visible' | 'hidden') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${visibility}' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

const titled = (page: Page, title: string) => page.waitForFunction(`document.title === '${title}'`);

describe.skipIf(isBrowserMissing)('what the page knows', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it('does not say that there is nothing before it has looked', async ({ expect }) => {
    await using server = await startMockServer();
    await using opened = await openPage(browser, server.url, { prelude: heldBack });
    const { page } = opened;
    const nothing = page.locator('.empty');
    await page.getByText('连接中…').waitFor();
    expect(await nothing.count()).toBe(0);
    await page.evaluate('letThrough()');
    await page.getByText('还没有请求').waitFor();
    await nothing.nth(2).waitFor();
  });

  it('lets its connection go while it is hidden, and is up to date when it is seen again', async () => {
    await using console = await openConsole(browser);
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
