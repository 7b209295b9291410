import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockServer } from '@cloudpay/mock-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environmentOf, run } from './helpers/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudpay-till-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A wait of two seconds in place of 150: the customers who never pay would hold up the test. */
const impatient = { CLOUDPAY_MICRO_PAY_QUERY_ORDER_COUNT: '2', CLOUDPAY_MICRO_PAY_QUERY_ORDER_INTERVAL: '1' };

/** Amount and code, as a cashier types and scans them. */
const sale = (lastFour: string, yuan = '19.99') => `${yuan}\n13452027382538${lastFour}\n`;

test('takes payments one after the other, and prints receipts', async () => {
  await using sandbox = await startMockServer();
  const environment = { ...environmentOf(sandbox), CLOUDPAY_TIMEOUT: '3000', TILL_JOURNAL: join(folder, 'till.db') };
  await using till = run('till', 'start', environment);
  // A password, too little money, a slip of the cashier, a lost response; then the till closes.
  till.type(`${sale('0001')}${sale('0004', '5')}${sale('0000', 'abc')}${sale('0007', '0.01')}\n`);
  expect(await till.ended).toBe(0);

  const numberOf = (fee: number) => sandbox.state().orders.find(({ totalFee }) => totalFee === fee)?.outTradeNo;
  expect(till.output).toContain('请顾客输入密码');
  expect(till.output).toMatch(new RegExp(`已收款[^]*¥19\\.99[^]*微信支付[^]*${numberOf(1999)}`));
  expect(till.output).toContain('余额不足');
  expect(till.output).toMatch(/未发送.*yuan/);
  expect(till.output).toMatch(new RegExp(`¥0\\.01[^]*${numberOf(1)}`));
  expect(sandbox.state().orders.filter(({ paid }) => paid)).toMatchObject([{ charges: 1 }, { charges: 1 }]);
}, 60_000);

test('a payment that stays unknown is asked for again, then cancelled', async () => {
  await using sandbox = await startMockServer();
  const environment = { ...environmentOf(sandbox), ...impatient, TILL_JOURNAL: join(folder, 'till.db') };
  await using till = run('till', 'start', environment);
  till.type(`${sale('0010')}1\n2\n\n`);
  expect(await till.ended).toBe(0);
  expect(till.output.match(/结果未知，切勿重新收款/g)).toHaveLength(2);
  expect(till.output).toContain('已撤单');
  expect(sandbox.state().orders).toMatchObject([{ charges: 0, paid: false }]);
}, 60_000);

test.each(['SIGINT', 'SIGKILL'] as const)(
  'what %s leaves open, the next start finds out',
  async (signal) => {
    await using sandbox = await startMockServer();
    const environment = { ...environmentOf(sandbox), TILL_JOURNAL: join(folder, 'till.db') };
    await using till = run('till', 'start', environment);
    till.type(sale('0010'));
    await till.printed(/请顾客输入密码/);
    till.signal(signal);
    await till.ended;
    const [order] = sandbox.state().orders;
    sandbox.payOrder(order?.outTradeNo as string);

    await using next = run('till', 'start', environment);
    next.type('\n');
    expect(await next.ended).toBe(0);
    expect(next.output).toMatch(new RegExp(`上次未决.*${order?.outTradeNo}[^]*已收款`));
    expect(sandbox.state().orders).toMatchObject([{ charges: 1, paid: true }]);
  },
  60_000,
);
