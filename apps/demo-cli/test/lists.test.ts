import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentsOf, run, start } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
  const pay = (code: string, number: string, fee: string) =>
    run(['pay', '--code', code, '--fee', fee, '--base-url', server.url, '--out-trade-no', number]);
  await Promise.all([
    pay(codes.wechatPay('0000'), 'sz010002cz-1', '1999'),
    pay(codes.alipay('0000'), 'sz010002cz-2', '500'),
    pay(codes.wechatPay('0003'), 'sz010002cz-3', '700'),
  ]);
  await run(['refund', '--out-trade-no', 'sz010002cz-1', '--fee', '99', '--base-url', server.url]);
}, 30_000);
afterAll(() => server.close());

const list = (command: string, ...args: string[]) => run([command, '--base-url', server.url, ...args]);

interface Line {
  event?: string;
  kind?: string;
  result?: string;
  outTradeNo?: string;
}

describe.concurrent('orders', { timeout: 30_000 }, () => {
  test('one line an order, and what they add up to', async ({ expect }) => {
    const ended = await list('orders', '--json');
    expect(ended.status).toBe(0);
    const documents = documentsOf<Line>(ended);
    const summary = documents.pop();
    expect(summary).toEqual({
      result: 'listed',
      code: 0,
      count: 4,
      payments: 2,
      paidFee: 2499,
      refunds: 1,
      refundedFee: 99,
    });
    const facts = documents.map(({ event, kind, result, outTradeNo }) => `${event} ${kind} ${outTradeNo} ${result}`);
    expect(facts.sort()).toEqual([
      'entry order sz010002cz-1 partlyRefunded',
      'entry order sz010002cz-2 paid',
      'entry order sz010002cz-3 failed',
      'entry refund sz010002cz-1 succeeded',
    ]);
  });

  test('as a table', async ({ expect }) => {
    const { status, stdout } = await list('orders');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^时间 Time +单号 Number +金额 Amount +平台 +结果 Outcome\n/);
    expect(stdout).toMatch(/\d\d-\d\d \d\d:\d\d +sz010002cz-1 +¥19.99 +微信 +部分退款 partly\n/);
    expect(stdout).toMatch(/sz010002cz-2 +¥5.00 +支付宝 +已支付 paid\n/);
    expect(stdout).toMatch(/-¥0.99 +微信 +退款成功 refund\n/);
    expect(stdout).toContain('共 4 条：收款 paid 2 ¥24.99，退款 refunded 1 ¥0.99');
  });

  test.for([
    { args: ['--type', 'refunds'], count: 1 },
    { args: ['--type', 'payments'], count: 3 },
    { args: ['--from', '2020-02-29', '--to', '2020-02-29'], count: 0 },
    { args: ['--from', '2020-01-01T08:30+08:00'], count: 4 },
  ])('$args', async ({ args, count }, { expect }) => {
    expect(documentsOf(await list('orders', ...args, '--json')).at(-1)).toMatchObject({ count });
  });

  test.for([
    { args: ['--from', 'yesterday'], status: 64 },
    { args: ['--from', '2026-02-30'], status: 64 },
    { args: ['--from', '2026-02-02', '--to', '2026-01-01'], status: 3 },
    { args: ['--base-url', 'http://127.0.0.1:1', '--config', '/nowhere'], status: 3 },
  ])('$args is refused', async ({ args, status }, { expect }) => {
    expect((await list('orders', ...args)).status).toBe(status);
  });

  test('of a service that cannot be asked, or refuses', async ({ expect }) => {
    const dead = await run(['orders', '--base-url', 'http://127.0.0.1:1', '--timeout', '1', '--json']);
    expect(dead.status).toBe(2);
    expect(documentsOf(dead)).toMatchObject([{ result: 'unknown', code: -2, error: { code: 'NOT_CONNECTED' } }]);
    const { outMchId, outSubMchId, outShopId } = server.merchant;
    const env = {
      CLOUDPAY_OUT_MCH_ID: outMchId,
      CLOUDPAY_OUT_SUB_MCH_ID: outSubMchId,
      CLOUDPAY_OUT_SHOP_ID: outShopId,
      CLOUDPAY_DEVICE_ID: '824',
      CLOUDPAY_AUTHEN_KEY: 'A'.repeat(32),
    };
    const refused = await run(['orders', '--base-url', server.url, '--json'], { env });
    expect(refused.status).toBe(1);
    expect(documentsOf(refused)).toMatchObject([{ result: 'failed', code: -1, error: { status: 101, internalStatus: 7 } }]);
  });

  test('ends when nobody reads on', async ({ expect }) => {
    const child = start(['orders', '--base-url', server.url]);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });
});

describe.concurrent('stats', { timeout: 30_000 }, () => {
  test.for(['day', 'week', 'month', 'year'])('by %s', async (by, { expect }) => {
    const ended = await list('stats', '--by', by, '--from', '2020-01-01', '--json');
    expect(ended.status).toBe(0);
    const [line, summary, ...others] = documentsOf<object>(ended);
    expect(others).toEqual([]);
    const numbers = { successCount: 2, successAmount: 2499, refundCount: 1, refundAmount: 99, netAmount: 2400 };
    expect(line).toMatchObject({ event: 'line', ...numbers });
    expect(summary).toMatchObject({ result: 'listed', code: 0, count: 1, overview: numbers });
  });

  test('as a table', async ({ expect }) => {
    const { stdout } = await list('stats');
    expect(stdout).toMatch(/\d{4}-\d\d-\d\d +2 +¥24.99 +1 +¥0.99 +¥24.00\n合计 Total +2 +¥24.99 +1 +¥0.99 +¥24.00\n/);
  });
});
