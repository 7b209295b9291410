import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
const numbers = { paid: 'sz010002cz-paid', waiting: 'sz010002cz-waiting', closed: 'sz010002cz-closed' };
beforeAll(async () => {
  server = await startMockServer();
  const pay = (code: string, number: string) =>
    run(['pay', '--code', code, '--fee', '1999', '--base-url', server.url, '--out-trade-no', number, '--timeout', '0.8']);
  await Promise.all([
    pay(codes.wechatPay('0000'), numbers.paid),
    pay(codes.wechatPay('0010'), numbers.waiting),
    pay(codes.alipay('0010'), numbers.closed),
  ]);
  server.declineOrder(numbers.closed);
});
afterAll(() => server.close());

const dead = 'http://127.0.0.1:1';
const query = (number: string, ...more: string[]) => ['query', '--out-trade-no', number, '--base-url', server.url, ...more];

describe.concurrent('query', { timeout: 30_000 }, () => {
  test.for([
    { number: numbers.paid, result: 'paid', code: 0, status: 0, payPlatform: 1 },
    { number: numbers.waiting, result: 'unknown', code: -2, status: 2, payPlatform: 1 },
    { number: numbers.closed, result: 'closed', code: -4, status: 1, payPlatform: 2 },
  ])('of an order that is $result', async ({ number, status, ...expected }, { expect }) => {
    const ended = await run(query(number, '--json'));
    expect(ended.status).toBe(status);
    expect(documentOf(ended)).toMatchObject({ ...expected, outTradeNo: number, order: { totalFee: 1999 } });
  });

  test('of an order that does not exist', async ({ expect }) => {
    const ended = await run(query('sz010002cz-nobody', '--json'));
    expect(ended.status).toBe(1);
    expect(documentOf(ended)).toMatchObject({ result: 'notFound', code: -7, outTradeNo: 'sz010002cz-nobody' });
  });

  test('of a number under an unknown prefix is left to the service', async ({ expect }) => {
    const ended = await run(query('other-prefix-1', '--json'));
    expect(ended.status).toBe(2);
    expect(documentOf(ended)).toMatchObject({ result: 'unknown', error: { code: 'SERVICE_REFUSED', status: 101 } });
    expect(server.state().calls.query_order).toBeGreaterThan(0);
  });

  test('of a service that cannot be asked', async ({ expect }) => {
    const ended = await run(['query', '--out-trade-no', numbers.paid, '--base-url', dead, '--timeout', '1', '--json']);
    expect(ended.status).toBe(2);
    expect(documentOf(ended)).toMatchObject({ result: 'unknown', code: -2, error: { code: 'NOT_CONNECTED' } });
  });

  test('of a service whose first host is dead', async ({ expect }) => {
    const ended = await run(['query', '--out-trade-no', numbers.paid, '--base-url', dead, '--base-url', server.url]);
    expect(ended.status).toBe(0);
  });

  test('with a wrong key learns nothing about the order', async ({ expect }) => {
    const ended = await run(query(numbers.paid, '--json'), { env: merchantWithKey('A'.repeat(32)) });
    expect(ended.status).toBe(2);
    expect(documentOf(ended)).toMatchObject({ result: 'unknown', error: { status: 101, internalStatus: 7 } });
  });

  test('shows the order to people', async ({ expect }) => {
    const { stdout } = await run(query(numbers.paid));
    expect(stdout).toContain('¥19.99');
    expect(stdout).toContain('微信支付 WeChat Pay');
    expect(stdout).toContain('✔ 已支付 PAID');
  });
});

function merchantWithKey(authenKey: string): Record<string, string> {
  const { outMchId, outSubMchId, outShopId, deviceId } = server.merchant;
  return {
    CLOUDPAY_OUT_MCH_ID: outMchId,
    CLOUDPAY_OUT_SUB_MCH_ID: outSubMchId,
    CLOUDPAY_OUT_SHOP_ID: outShopId,
    CLOUDPAY_DEVICE_ID: deviceId,
    CLOUDPAY_AUTHEN_KEY: authenKey,
  };
}
