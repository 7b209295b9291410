// How to test your own till: each test has a sandbox of its own, and no wait takes time.
import { test } from '@cloudpay/mock-server/vitest';
import { Payments } from '@cloudpay/payments';
import { describe, expect } from 'vitest';

/** Your own till stands here. */
async function sell(payments: Payments, authorCode: string) {
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
  const { result } = await payment.result();
  return result;
}

test('a customer types the password', async ({ cloudPay }) => {
  await using payments = new Payments({ ...cloudPay.configuration, clock: cloudPay.clock });
  expect(await sell(payments, '134520273825380001')).toBe('paid');
  expect(cloudPay.state().orders).toMatchObject([{ paid: true, charges: 1, totalFee: 1999 }]);
  expect(cloudPay.exchanges({ endpoint: 'query_order' })).toHaveLength(2);
});

test('a customer who never types it', async ({ cloudPay }) => {
  await using payments = new Payments({ ...cloudPay.configuration, clock: cloudPay.clock });
  expect(await sell(payments, '134520273825380010')).toBe('unknown');
  expect(cloudPay.state()).toMatchObject({ orders: [{ paid: false }], clock: { advancedSeconds: expect.closeTo(150, -1) } });
});

test('a customer who pays after a while, by hand', async ({ cloudPay }) => {
  await using payments = new Payments({ ...cloudPay.configuration, clock: cloudPay.clock });
  const sale = sell(payments, '134520273825380010');
  await cloudPay.received('query_order', 3);
  cloudPay.payOrder(cloudPay.state().orders[0]?.outTradeNo as string);
  expect(await sale).toBe('paid');
  expect(cloudPay.exchanges({ endpoint: 'query_order' })).toHaveLength(4);
});

describe('with two hosts', () => {
  test.override('cloudPayOptions', { hosts: 2 });

  test('the second takes over', async ({ cloudPay }) => {
    await cloudPay.failHost(0, { fault: 'down' });
    await using payments = new Payments({ ...cloudPay.configuration, clock: cloudPay.clock });
    expect(await sell(payments, '134520273825380000')).toBe('paid');
    expect(cloudPay.exchanges({ endpoint: 'micro_pay' })).toMatchObject([{ host: 1, verdict: { result: 'authentic' } }]);
  });
});
