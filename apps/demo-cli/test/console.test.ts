import { type Browser, isBrowserMissing, launchBrowser, openPage } from '@cloudpay/browser';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { ResultDocument } from '../src/report/document.ts';
import { documentsOf, run } from './support/cli.ts';
import { confFile, documentsAfterScan, ids, noFileYet } from './support/scans.ts';

describe.skipIf(isBrowserMissing)("the sandbox's console", { timeout: 90_000 }, () => {
  let browser: Browser;
  let server: MockServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startMockServer()]);
  }, 90_000);
  afterAll(() => Promise.all([browser?.close(), server?.close()]));

  test('a code of the till is paid on the page, and the till says so', async ({ expect }) => {
    await using open = await openPage(browser, server.url);
    const order = ['--platform', 'wechat', '--yuan', '19.99', '--body', '拿铁咖啡'];
    const till = run(['qr', '--base-url', server.url, ...order, '--json']);
    const card = open.page.locator('#customer .card', { hasText: '拿铁咖啡' });
    await card.getByRole('button', { name: '付款 ¥19.99' }).click();
    const ended = await till;
    expect(ended.status).toBe(0);
    const [, result] = documentsOf<ResultDocument>(ended);
    expect(result).toMatchObject({ result: 'paid', order: { totalFee: 1999 } });
    await open.page.locator('.history li', { hasText: '拿铁咖啡' }).getByText('已支付').waitFor();
  });

  test('a login of the till is scanned on the page, and the till lets its user in', async ({ expect }) => {
    await using open = await openPage(browser, server.url);
    const configuration = ['--config-file', noFileYet(), '--configuration', confFile()];
    const till = run(['login', ...ids, ...configuration, '--base-url', server.url, '--json']);
    await open.page.getByLabel('谁来扫').selectOption('1192');
    await open.page.getByRole('button', { name: '扫码' }).click();
    const ended = await till;
    expect(ended.status).toBe(0);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'loggedIn', staffId: '1192' }]);
  });
});
