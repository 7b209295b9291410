import { type Browser, openPage, type Page, type PageSettings } from '@cloudpay/browser';
import { type MockServer, type MockServerOptions, startMockServer } from '../../src/index.ts';
import { call, freshNumber, scanCodeContent } from './client.ts';

/** A sandbox with its console in a browser. */
export interface OpenConsole extends AsyncDisposable {
  readonly server: MockServer;
  readonly page: Page;
}

export async function openConsole(
  browser: Browser,
  looks: PageSettings = {},
  options: MockServerOptions = {},
): Promise<OpenConsole> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startMockServer(options));
  const { page } = stack.use(await openPage(browser, server.url, looks));
  await page.locator('.connection[data-state=live]').waitFor();
  const moved = stack.move();
  return { server, page, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

/** A till shows a code for customers to scan. */
export async function showCode({ url }: MockServer, payContent: Record<string, unknown> = {}): Promise<string> {
  const outTradeNo = freshNumber();
  await call(url, 'scan_code_pay', scanCodeContent(outTradeNo, 1, payContent));
  return outTradeNo;
}

/** A till shows a code for staff to scan. */
export async function showLogin({ url, merchant }: MockServer): Promise<void> {
  const { outSubMchId, outShopId } = merchant;
  await call(url, 'client_initialize', {
    out_sub_mch_id: outSubMchId,
    out_shop_id: outShopId,
    authorize_terminal_type: 1,
  });
}

/** A headless browser treats every page as visible. This tells the page what a browser with tabs would. */
export function setVisibility(page: Page, visibility: 'visible' | 'hidden'): Promise<unknown> {
  return page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${visibility}' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
