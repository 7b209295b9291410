import { it } from 'vitest';
import { openConsole, showLogin } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

describeInBrowser("the staff's phone", (browser) => {
  it('scans as the chosen member of staff', async ({ expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showLogin(server);
    await page.getByLabel('谁来扫').selectOption('1192');
    await page.getByRole('button', { name: '扫码' }).click();
    await page.getByText('已登入').waitFor();
    expect(server.state().logins).toMatchObject([{ state: 'granted', staffId: '1192' }]);
  });

  it.for([
    { who: 'someone who says no', act: 'deny' },
    { who: 'a stranger', act: 'scan' },
  ] as const)('lets nobody in: $who', async ({ act }, { expect }) => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showLogin(server);
    if (act === 'scan') await page.getByLabel('谁来扫').selectOption({ label: '不是店员的人' });
    await page.getByRole('button', { name: act === 'scan' ? '扫码' : '拒绝' }).click();
    await page.getByText('已拒绝').waitFor();
    expect(server.state().logins).toMatchObject([{ state: 'denied' }]);
  });

  it('shows that a code has expired', async () => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    await showLogin(server);
    await page.getByRole('button', { name: '扫码' }).waitFor();
    server.advanceClock(181);
    await page.getByText('已过期').waitFor();
    await page.getByText('没有等待扫描的登入码').waitFor();
  });
});
