import { it } from 'vitest';
import { startMockServer } from '../../src/index.ts';
import {
  authenCode,
  call,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  post,
  queryOrder,
} from '../support/client.ts';
import { openConsole } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

const content = () => JSON.stringify(microPayContent(freshNumber(), customersCode('wechat', '0000')));

/** A client that uses its key in lower case. */
const withLowerCaseKey = (url: string) => call(url, 'micro_pay', content(), { secret: '1f6e3c2b9a8d4e5f7061524334251607' });

/** A client that serialises twice: once for the code, and once for the request. */
function serialisedTwice(url: string) {
  const sent = content();
  const code = authenCode(JSON.stringify(JSON.parse(sent), null, 2));
  const body = JSON.stringify({ request_content: sent, authen_info: { a: { authen_type: 1, authen_code: code } } });
  return post(url, '/cpay/micro_pay', body);
}

describeInBrowser('the list of calls', (browser) => {
  it.for([
    { mistake: 'a key in lower case', send: withLowerCaseKey, zh: '密钥变成了小写', en: 'the key was changed to lower case' },
    { mistake: 'content serialised again', send: serialisedTwice, zh: '内容被序列化了两次', en: 'JSON with other' },
  ])('explains a wrong code in both languages: $mistake', async ({ send, zh, en }, { expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    const { content: response } = await send(server.url);
    expect(response.status).toBe(101);
    await page.getByRole('button', { name: 'micro_pay' }).click();
    const box = page.locator('.diagnosis');
    await box.getByText('认证失败的原因').waitFor();
    await box.getByText(zh).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByText('EN', { exact: true }).click();
    await box.getByText('Why it is not authentic').waitFor();
    await box.getByText(en).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    // The choice survives a reload.
    await page.reload();
    await page.getByRole('heading', { name: 'Calls' }).waitFor();
  });

  it('copies a failing request as a test', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await withLowerCaseKey(server.url);
    await page.getByRole('button', { name: 'micro_pay' }).click();
    await page.getByRole('button', { name: '复制为测试' }).click();
    await page.getByText('测试已复制').waitFor();
    const [exchange] = server.exchanges();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(server.exchangeAsTest(exchange?.id ?? 0));
  });

  it('shows the test if the clipboard is not available', async ({ expect }) => {
    const initScript = "Object.defineProperty(navigator, 'clipboard', { value: undefined })";
    await using console = await openConsole(browser(), { initScript });
    const { server, page } = console;
    await withLowerCaseKey(server.url);
    await page.getByRole('button', { name: 'micro_pay' }).click();
    await page.getByRole('button', { name: '复制为测试' }).click();
    const text = await page.getByLabel('浏览器不允许写入剪贴板').inputValue();
    expect(text).toContain("import { startMockServer } from '@cloudpay/mock-server'");
  });

  it('shows request and response, formatted and as sent', async ({ expect }) => {
    await using console = await openConsole(browser(), { locale: 'en-US' });
    const { server, page } = console;
    const outTradeNo = freshNumber();
    await microPay(server.url, outTradeNo, customersCode('wechat', '0000'));
    const line = page.getByRole('button', { name: 'micro_pay' });
    expect(await line.textContent()).toContain(outTradeNo);
    await line.click();
    const request = page.locator('.message', { hasText: 'Request' });
    await request.getByText('"out_trade_no":').waitFor();
    await page.getByText('Raw', { exact: true }).click();
    const raw = (await request.locator('.raw').textContent()) ?? '';
    expect(JSON.parse(raw)).toMatchObject({ pay_content: { out_trade_no: outTradeNo } });
    // The payment code is hidden from people who look at the screen.
    expect(raw).not.toContain(customersCode('wechat', '0000'));
    expect(await page.getByRole('button', { name: 'Copy as test' }).count()).toBe(0);
  });

  it('shows a running call, and its deliberate fault', async () => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    server.injectFault({ endpoint: 'query_order', fault: 'delay', delayMs: 3_600_000 });
    const late = queryOrder(server.url, freshNumber());
    const line = page.getByRole('button', { name: 'query_order' });
    await line.getByText('应答迟到').waitFor();
    await page.locator('.exchange-duration:empty').waitFor({ state: 'attached' });
    server.advanceClock(3_600);
    await late;
    await line.getByText('毫秒').waitFor();
  });

  it('lists one endpoint only, or failures only', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    const lines = page.locator('.exchange');
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    await microPay(server.url, freshNumber(), customersCode('wechat', '0004'));
    await call(server.url, 'refund', {});
    await lines.nth(2).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '只看出错的' }).click();
    await expect.poll(() => lines.count()).toBe(2);
    await page.getByLabel('接口').first().selectOption('micro_pay');
    await expect.poll(() => lines.count()).toBe(1);
    await page.getByText('余额不足 balance too low').waitFor();
    await page.getByRole('button', { name: '只看出错的' }).click();
    await expect.poll(() => lines.count()).toBe(2);
  });

  it('does not count a query that finds nothing as a failure', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await queryOrder(server.url, freshNumber());
    const line = page.locator('.exchange[data-outcome=none]');
    await line.getByText('订单不存在').waitFor();
    expect(await line.locator('.status').getAttribute('data-tone')).toBe('calm');
    await page.getByRole('button', { name: '只看出错的' }).click();
    await page.getByText('没有符合条件的请求').waitFor();
  });

  it.for([
    { width: 1440, height: 600 },
    { width: 390, height: 700, locale: 'en-US' },
  ])('opens details within the window, $width pixels wide', async (look, { expect }) => {
    await using console = await openConsole(browser(), look);
    const { server, page } = console;
    for (let sent = 0; sent < 30; sent++) await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    if (look.width === 390) await page.locator('.navigation a[href="#wire"]').click();
    const lines = page.locator('.exchange');
    await lines.nth(29).waitFor({ state: 'attached' });
    // The last visible line, just above the navigation if there is one.
    const navigation = look.width === 390 ? 70 : 0;
    const positions = await lines.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().bottom));
    const last = positions.findLastIndex((bottom) => bottom < look.height - navigation);
    await lines.nth(last).getByRole('button').first().click();
    const unfolded = () => lines.nth(last).evaluate((item) => item.getBoundingClientRect().toJSON());
    await expect.poll(async () => (await unfolded()).top, { timeout: 60_000 }).toBeLessThan(positions[last] - 100);
    const top = await page.locator('.wire-head').evaluate((head) => head.getBoundingClientRect().bottom);
    const { top: itsTop, bottom, height } = await unfolded();
    expect(itsTop).toBeGreaterThanOrEqual(top - 1);
    // The whole element is visible, or its beginning if it is taller than the window.
    if (height < look.height - navigation - top) expect(bottom).toBeLessThanOrEqual(look.height - navigation + 1);
    else expect(itsTop).toBeLessThan(top + 20);
  });

  it('stops while it is paused, and counts new exchanges', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await page.getByRole('button', { name: '暂停' }).click();
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    await page.getByText('1 条新报文').waitFor();
    expect(await page.locator('.exchange').count()).toBe(0);
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByRole('button', { name: 'micro_pay' }).waitFor();
  });

  it('continues by itself after a restart of the sandbox', async ({ expect }) => {
    await using console = await openConsole(browser(), { allowErrors: true });
    const { server, page } = console;
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    await page.locator('.exchange').waitFor({ state: 'attached' });
    await server.close();
    await page.getByText('连接已断开').first().waitFor();
    await using later = await startMockServer({ port: Number(new URL(server.url).port) });
    await queryOrder(later.url, freshNumber());
    await page.getByText('实时', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'query_order' }).waitFor();
    // The exchanges of the earlier sandbox are gone.
    await expect.poll(() => page.locator('.exchange').count()).toBe(1);
  });
});
