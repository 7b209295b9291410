import { describe, expect, test } from 'vitest';
import { codes, coffee } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';

/** How each scenario of the sandbox ends: WeChat Pay, Alipay, membership card. */
const endings: Record<string, string | [wechat: string, alipay: string, card: string]> = {
  '0000': 'paid',
  '0001': 'paid',
  '0002': ['failed', 'closed', 'closed'],
  '0003': ['failed', 'failed', 'closed'],
  '0004': 'failed',
  '0005': 'paid',
  '0006': 'paid',
  '0007': 'paid',
  '0008': 'paid',
  '0009': 'paid',
  '0010': 'unknown',
  '0011': 'failed',
  '0012': 'paid',
  '0013': 'paid',
  '0014': 'paid',
};
/** The scenarios that record no order at the service. */
const withoutOrder = new Set(['0004', '0011']);

describe.each([
  ['WeChat Pay', 0, codes.wechat],
  ['Alipay', 1, codes.alipay],
  ['a membership card', 2, codes.card],
] as const)('%s', (_, index, code) => {
  test.concurrent.each(Object.entries(endings))('%s', async (scenario, ending) => {
    const result = typeof ending === 'string' ? ending : (ending[index] as string);
    await using till = await openTill();
    const request = coffee(code(scenario));
    const payment = await till.payments.microPay(request);
    expect(payment).toMatchObject({ outTradeNo: request.outTradeNo, payPlatform: index + 1 });
    const outcome = await payment.result();
    expect(outcome).toMatchObject({ result });

    const { orders } = till.sandbox.state();
    if (withoutOrder.has(scenario)) return expect(orders).toEqual([]);
    expect(orders).toHaveLength(1);
    const isPaid = result === 'paid';
    expect(orders[0]).toMatchObject({ outTradeNo: request.outTradeNo, paid: isPaid, charges: isPaid ? 1 : 0 });
    if (isPaid)
      expect(outcome).toMatchObject({ order: { totalFee: 1999, payPlatform: index + 1, outTradeNo: request.outTradeNo } });
  });
});

describe('what the service is asked', () => {
  test('a payment that is paid at once takes one call', async () => {
    await using till = await openTill();
    await (await till.payments.microPay(coffee())).result();
    expect(till.sandbox.state().calls).toEqual({ micro_pay: 1 });
  });

  test.each(['0005', '0009', '0012'])('%s is settled by asking, and never sent again', async (scenario) => {
    await using till = await openTill();
    await (await till.payments.microPay(coffee(codes.wechat(scenario)))).result();
    expect(till.sandbox.state().calls).toEqual({ micro_pay: 1, query_order: 1 });
  });

  test.each(['0006', '0008'])('%s is asked for first, and sent again once', async (scenario) => {
    await using till = await openTill();
    await (await till.payments.microPay(coffee(codes.wechat(scenario)))).result();
    expect(till.sandbox.state().calls).toEqual({ micro_pay: 2, query_order: 1 });
  });

  test('a response that takes longer than a call may is not waited for', async () => {
    // Here the sandbox takes its time.
    await using till = await openTill({ timeout: 300 }, { sleep: () => new Promise(() => {}) });
    for (const scenario of ['0007', '0013']) {
      const outcome = await (await till.payments.microPay(coffee(codes.wechat(scenario)))).result();
      expect(outcome.result).toBe('paid');
    }
    // On a busy machine a query may take as long, and is put again; a payment is not.
    expect(till.sandbox.state().calls).toEqual({ micro_pay: 2, query_order: expect.any(Number) });
    expect(till.sandbox.state().orders.map(({ charges }) => charges)).toEqual([1, 1]);
  });
});

describe('why it failed', () => {
  test('a refusal by the service has its status, message and log id', async () => {
    await using till = await openTill();
    const low = await (await till.payments.microPay(coffee(codes.wechat('0004')))).result();
    expect(low).toMatchObject({ result: 'failed', error: { code: 'SERVICE_REFUSED', status: 104, endpoint: 'micro_pay' } });
    const { error } = low as { error: { message: string; logId: string } };
    expect(error.message).toContain(`(log id ${error.logId})`);
    const used = await (await till.payments.microPay(coffee(codes.wechat('0011')))).result();
    expect(used).toMatchObject({ result: 'failed', error: { code: 'SERVICE_REFUSED', status: 102 } });
  });

  test('a number that another till used with other content is a re-entry conflict', async () => {
    await using till = await openTill();
    const request = coffee();
    await (await till.another({ deviceId: '825', machineNo: 'till-2' }).microPay(request)).result();
    const conflict = await (await till.payments.microPay({ ...request, totalFee: 1 })).result();
    expect(conflict).toMatchObject({ result: 'reentryConflict', error: { status: 104, internalStatus: 407 } });
    expect(till.sandbox.state().orders).toMatchObject([{ totalFee: 1999, charges: 1 }]);
  });

  test('a key that is wrong is named as the reason of what stays unknown (rule 4)', async () => {
    await using till = await openTill({ authenKey: '0'.repeat(32) });
    const outcome = await (await till.payments.microPay(coffee())).result();
    expect(outcome).toMatchObject({ result: 'unknown', error: { status: 101, internalStatus: 7, outcome: 'unknown' } });
    expect(till.sandbox.state().orders).toEqual([]);
  });
});
