import { it } from 'vitest';
import { call, customersCode, freshNumber, microPay, microPayContent, platformNumbers, platforms } from '../support/client.ts';
import { openConsole, showCode } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

describeInBrowser("the customer's phone", (browser) => {
  it('shows a new code, and pays', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showCode(server, { total_fee: 1999, body: '拿铁咖啡' });
    const card = page.locator('#customer .card', { hasText: '拿铁咖啡' });
    await card.getByRole('img', { name: '收款二维码，¥19.99' }).waitFor();
    await page.getByText('新订单等待付款：¥19.99').waitFor({ state: 'attached' });
    expect(await page.title()).toBe('(1) 云支付沙箱');
    await card.getByRole('button', { name: '付款 ¥19.99' }).click();
    await page.locator('.history li', { hasText: '拿铁咖啡' }).getByText('已支付').waitFor();
    expect(server.state().orders).toMatchObject([{ stage: 'paid', charges: 1 }]);
    expect(await page.title()).toBe('云支付沙箱');
  });

  it('cancels', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showCode(server);
    await page.getByRole('button', { name: '不付了' }).click();
    await page.getByText('顾客放弃', { exact: true }).waitFor();
    expect(server.state().orders).toMatchObject([{ stage: 'stopped', charges: 0 }]);
  });

  it('shows that a code has expired, without a reload', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showCode(server, { time_expire: Math.floor(server.state().clock.nowMs / 1000) + 60 });
    await page.getByText(/^剩 0:\d\d$|^剩 1:00$/).waitFor();
    server.advanceClock(61);
    await page.getByText('没有待付款的订单').waitFor();
    await page.getByText('已关闭', { exact: true }).waitFor();
    expect(server.state().orders).toMatchObject([{ stage: 'closed' }]);
  });

  it('enters a password by keyboard alone', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await microPay(server.url, freshNumber(), customersCode('wechat', '0010'));
    const password = page.getByLabel('支付密码', { exact: true });
    await password.waitFor();
    for (let tabs = 0; tabs < 20 && !(await password.evaluate((field) => field.matches(':focus'))); tabs++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('73');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('5555');
    // Five digits do not pay.
    await page.locator('.password-cells [data-filled]').nth(5).waitFor({ state: 'detached' });
    expect(server.state().orders).toMatchObject([{ waiting: true }]);
    await page.keyboard.type('0');
    await page.getByText('已支付', { exact: true }).waitFor();
    expect(server.state().orders).toMatchObject([{ stage: 'paid', charges: 1 }]);
  });

  it('enters a password on the pad, in a narrow window', async ({ expect }) => {
    await using console = await openConsole(browser(), { width: 390, height: 844 });
    const { server, page } = console;
    await microPay(server.url, freshNumber(), customersCode('alipay', '0010'));
    await page.getByRole('button', { name: '删除一位' }).click();
    for (const digit of '123456') await page.getByRole('button', { name: `数字 ${digit}` }).click();
    await page.getByText('已支付', { exact: true }).waitFor();
    expect(server.state().orders).toMatchObject([{ stage: 'paid', payPlatform: 2 }]);
  });

  it.for(platforms)('shows a new %s code each time, with the chosen scenario', async (platform, { expect }) => {
    await using console = await openConsole(browser(), { locale: 'en-US' });
    const { server, page } = console;
    const name = { wechat: 'WeChat Pay', alipay: 'Alipay', card: 'Membership' }[platform];
    await page.getByText(name, { exact: true }).click();
    await page.getByLabel('Scenario').selectOption({ label: '0003 payment error' });
    const shown = async () => (await page.getByLabel('Digits of the payment code').textContent())?.replaceAll(' ', '') ?? '';
    const code = await shown();
    await page.getByRole('button', { name: 'New code' }).click();
    expect(await shown()).not.toBe(code);
    expect(code).toMatch(/^\d{14}0003$/);
    await call(server.url, 'micro_pay', microPayContent(freshNumber(), code));
    expect(server.state().orders).toMatchObject([{ payPlatform: platformNumbers[platform], stage: 'error' }]);
    await page.locator('.history').getByText('payment error').waitFor();
  });
});
