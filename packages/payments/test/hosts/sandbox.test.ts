// The sandbox plays four hosts, of which three fail, each in its way. Real time, since a host that hangs is known by nothing else.
import { type HostFaultKind, startMockServer } from '@cloudpay/mock-server';
import { describe, expect, it } from 'vitest';
import { Payments } from '../../src/index.ts';

const orders: HostFaultKind[][] = [
  ['down', 'hang', 'garbage'],
  ['garbage', 'down', 'hang'],
  ['hang', 'garbage', 'down'],
];

describe.concurrent('three hosts fail', () => {
  it.each(orders)('%s, %s, %s: payments and refunds go through the fourth', async (...faults) => {
    await using sandbox = await startMockServer({ hosts: 4 });
    await using payments = new Payments({ ...sandbox.configuration, timeout: 1_000 });
    for (const [index, fault] of faults.entries()) await sandbox.failHost(index, { fault });

    const outTradeNo = await payments.newOrderNumber();
    const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 2, body: 'coffee' });
    expect(await payment.result()).toMatchObject({ result: 'paid' });
    const refund = await payments.refund({ outTradeNo, totalFee: 2, refundFee: 1 });
    expect(await refund.result()).toMatchObject({ result: 'succeeded' });
    expect(sandbox.state().orders).toMatchObject([{ outTradeNo, charges: 1, refundedFee: 1 }]);
    expect(sandbox.hosts().map(({ fault }) => fault)).toEqual([...faults, 'none']);
  });

  it('one after the other, while a shop goes on paying', async () => {
    await using sandbox = await startMockServer({ hosts: 4 });
    await using payments = new Payments({ ...sandbox.configuration, timeout: 1_000 });
    const faults: readonly (HostFaultKind | undefined)[] = [undefined, 'down', 'garbage', 'hang'];
    for (const [index, fault] of faults.entries()) {
      if (fault) await sandbox.failHost(index - 1, { fault });
      const outTradeNo = await payments.newOrderNumber();
      const payment = await payments.microPay({ outTradeNo, authorCode: '282129340414390000', totalFee: 1, body: 'tea' });
      expect(await payment.result()).toMatchObject({ result: 'paid' });
    }
    expect(sandbox.state().orders.map(({ charges }) => charges)).toEqual([1, 1, 1, 1]);
  });
});
