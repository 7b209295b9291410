import { it } from 'vitest';
import { customersCode, freshNumber, microPay } from '../support/client.ts';
import { openConsole, showCode } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

describeInBrowser('the controls', (browser) => {
  it('inject a fault, which takes effect, and remove another one', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    const controls = page.locator('#controls');
    await controls.getByRole('combobox', { name: '故障' }).selectOption('status3');
    await controls.getByLabel('次数').fill('2');
    await controls.getByRole('button', { name: '注入' }).click();
    await page.getByText('还有 2 次').waitFor();
    const { content } = await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    expect(content.status).toBe(3);
    await page.getByText('还有 1 次').waitFor();
    await controls.getByRole('button', { name: '取消 micro_pay 的故障' }).click();
    await page.getByText('还有 1 次').waitFor({ state: 'detached' });
    expect(server.state().faults).toEqual([]);
  });

  it('accept the delay of a response', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await page.getByRole('combobox', { name: '故障' }).selectOption('delay');
    await page.getByLabel('延迟（毫秒）').fill('250');
    await page.getByLabel('接口').last().selectOption('refund');
    await page.getByRole('button', { name: '注入' }).click();
    await page.getByText('(250 毫秒)').waitFor();
    expect(server.state().faults).toEqual([{ endpoint: 'refund', fault: 'delay', times: 1, delayMs: 250 }]);
  });

  it('move the clock forward', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await page.getByRole('button', { name: '+3 分钟' }).click();
    await page.getByText('比本机快 3:00').waitFor();
    await page.getByLabel('自定义（秒）').fill('3600');
    await page.getByLabel('自定义（秒）').press('Enter');
    await page.getByText('比本机快 1:03:00').waitFor();
    expect(server.state().clock.advancedSeconds).toBe(3_780);
  });

  it('show why an action failed', async () => {
    await using console = await openConsole(browser(), { allowErrors: true });
    const { page } = console;
    await page.getByLabel('自定义（秒）').fill('1e12');
    await page.getByRole('button', { name: '拨动' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('advance_seconds: expected a number').waitFor();
    await alert.getByRole('button', { name: '知道了' }).click();
    await alert.getByText('advance_seconds').waitFor({ state: 'detached' });
  });

  it('make a host fail and repair it, but never take down the one that serves the page', async ({ expect }) => {
    await using console = await openConsole(browser(), {}, { hosts: 2 });
    const { server, page } = console;
    const host = (index: number) => page.getByLabel(`主机 ${index}`);
    await host(1).selectOption('down');
    await expect.poll(() => server.hosts()[1]?.fault).toBe('down');
    await host(1).selectOption('none');
    await expect.poll(() => server.hosts()[1]?.fault).toBe('none');
    expect(await host(0).locator('option[value=down]').isDisabled()).toBe(true);
    await host(0).selectOption('hang');
    await expect.poll(() => server.hosts()[0]?.fault).toBe('hang');
  });

  it('make the service careless', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    const choice = page.getByLabel('不起决定作用的字段怎样返回');
    for (const manner of ['terminals', 'careless', 'exact']) {
      await choice.selectOption(manner);
      await expect.poll(() => server.state().manner).toBe(manner);
    }
  });

  it('set the URL of callbacks', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    // No server listens there.
    await page.getByLabel('回调地址').fill('http://127.0.0.1:9/notify');
    await page.getByRole('button', { name: '设置' }).click();
    await page.getByText('现在发往 http://127.0.0.1:9/notify').waitFor();
    server.payOrder(await showCode(server));
    await page.locator('#controls .history').getByText('http://127.0.0.1:9/notify').waitFor();
    expect(server.state().callbacks).toMatchObject([{ url: 'http://127.0.0.1:9/notify', delivered: false }]);
  });

  it('reset everything, after a confirmation', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showCode(server);
    await page.getByRole('button', { name: '不付了' }).waitFor();
    await page.getByRole('button', { name: '重置沙箱' }).press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(server.state().orders).toHaveLength(1);
    await page.getByRole('button', { name: '重置沙箱' }).press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('没有待付款的订单').waitFor();
    await page.getByText('还没有请求').waitFor();
    expect(server.state().orders).toEqual([]);
  });
});
