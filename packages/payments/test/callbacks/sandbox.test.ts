import { systemClock } from '@cloudpay/core';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { describe, expect, test, vi } from 'vitest';
import {
  type Callback,
  type CallbackListener,
  createMemoryJournal,
  nodeCallbackHandler,
  Payments,
  type PaymentsOptions,
  PayPlatform,
} from '../../src/index.ts';
import { listen } from './helpers/http.ts';

/** A till of the sandbox's merchant. */
function tillOf({ merchant, url }: MockServer, options: Partial<PaymentsOptions> = {}): Payments {
  const { outMchId, outSubMchId, outShopId, authenKey, providerAuthenKey } = merchant;
  const ids = { outMchId, outSubMchId, outShopId, deviceId: '824', authenKey, providerAuthenKey, cloudCashierId: 'sz010002cz' };
  return new Payments({ ...ids, baseUrls: [url], ...options });
}

/** No pause ends by itself. */
const motionless = {
  ...systemClock,
  sleep: (_milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
};

/** A shop's server, to which the sandbox sends its callbacks. */
async function receive(sandbox: MockServer, payments: Payments, listener?: CallbackListener) {
  const told: Callback[] = [];
  const handle = nodeCallbackHandler(
    payments,
    (callback) => {
      told.push(callback);
      return listener?.(callback);
    },
    { onError: () => {} },
  );
  const server = await listen(handle);
  sandbox.sendCallbacksTo({ url: server.url });
  return { server, told };
}

describe('callbacks of the sandbox', () => {
  test('settle a payment that is waited for, before its next query is due', async () => {
    await using sandbox = await startMockServer();
    await using payments = tillOf(sandbox, { clock: motionless });
    const { server, told } = await receive(sandbox, payments);
    await using _ = server;
    const outTradeNo = await payments.newOrderNumber();
    const payment = await payments.scanCodePay({ outTradeNo, payPlatform: PayPlatform.Alipay, totalFee: 1999, body: '咖啡' });
    expect(await payment.codeUrl()).toBeTruthy();
    sandbox.payOrder(outTradeNo);
    expect(await payment.result()).toMatchObject({ result: 'paid' });
    await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ attempts: 1, delivered: true }]));
    expect(told).toMatchObject([{ type: 'payment', order: { outTradeNo, totalFee: 1999 }, outcome: { result: 'paid' } }]);
  });

  test('settle a refund that is waited for, before its next query is due', async () => {
    await using sandbox = await startMockServer();
    await using payments = tillOf(sandbox, { clock: motionless });
    const { server, told } = await receive(sandbox, payments);
    await using _ = server;
    const outTradeNo = await payments.newOrderNumber();
    const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1999, body: '咖啡' });
    expect(await payment.result()).toMatchObject({ result: 'paid' });
    const refund = await payments.refund({ outTradeNo, refundFee: 1 });
    const { outRefundNo } = refund;
    await vi.waitFor(() => expect(sandbox.state().refunds).toHaveLength(1));
    // Someone else's second query finds it finished.
    await payments.queryRefund({ outTradeNo, outRefundNo });
    await payments.queryRefund({ outTradeNo, outRefundNo });
    expect(await refund.result()).toMatchObject({ result: 'succeeded' });
    await vi.waitFor(() => expect(told.map(({ type }) => type)).toEqual(['payment', 'refund']));
  });

  test('settle a payment whose response never comes, and its journal, before the listener is called', async () => {
    await using sandbox = await startMockServer();
    const journal = createMemoryJournal();
    // The sandbox holds the connection for 20 s.
    await using payments = tillOf(sandbox, { journal, timeout: 30_000 });
    const { outSubMchId } = sandbox.merchant;
    const states: unknown[] = [];
    const { server, told } = await receive(sandbox, payments, async () => {
      states.push((await journal.read({ outSubMchId, number: outTradeNo }))?.record.state);
    });
    await using _ = server;
    const outTradeNo = await payments.newOrderNumber();
    const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380007', totalFee: 1999, body: '咖啡' });
    expect(await payment.result()).toMatchObject({ result: 'paid', order: { outTradeNo } });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(states).toEqual(['paid']);
    // The callback asked, and the wait that it woke. Nothing was sent again.
    expect(sandbox.state().calls).toMatchObject({ micro_pay: 1 });
    expect(sandbox.state().orders).toMatchObject([{ outTradeNo, charges: 1 }]);
  });

  test('report payments and refunds of tills to a server, on each platform', async () => {
    await using sandbox = await startMockServer();
    await using till = tillOf(sandbox);
    await using back = tillOf(sandbox);
    const { server, told } = await receive(sandbox, back);
    await using _ = server;
    const refunds: string[] = [];
    for (const authorCode of ['134520273825380000', '284520273825380000', '994520273825380000']) {
      const outTradeNo = await till.newOrderNumber();
      const payment = await till.microPay({ outTradeNo, authorCode, totalFee: 2, body: '咖啡' });
      expect(await payment.result()).toMatchObject({ result: 'paid' });
      const refund = await till.refund({ outTradeNo, refundFee: 1 });
      refunds.push(refund.outRefundNo);
      expect(await refund.result()).toMatchObject({ result: 'succeeded' });
    }
    await vi.waitFor(() => expect(told).toHaveLength(6));
    expect(told.flatMap((callback) => (callback.type === 'refund' ? callback.refunds : []))).toMatchObject(
      refunds.map((outRefundNo) => ({ refund: { outRefundNo, refundFee: 1 }, outcome: { result: 'succeeded' } })),
    );
    await vi.waitFor(() => expect(sandbox.state().callbacks.map(({ delivered }) => delivered)).toEqual(Array(6).fill(true)));
    expect(sandbox.state().callbacks.map(({ attempts }) => attempts)).toEqual(Array(6).fill(1));
  }, 30_000);

  test('come again until the listener has taken them, and end', async () => {
    await using sandbox = await startMockServer();
    await using payments = tillOf(sandbox);
    let failures = 1;
    const { server, told } = await receive(sandbox, payments, () => {
      if (failures-- > 0) throw new Error('database is down');
    });
    await using _ = server;
    const outTradeNo = await payments.newOrderNumber();
    const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: '咖啡' });
    await payment.result();
    await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ attempts: 1, delivered: false }]), 5_000);
    sandbox.advanceClock(60);
    await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ attempts: 2, delivered: true }]), 5_000);
    expect(told).toHaveLength(2);
  });

  test('go where the payment itself asks for them', async () => {
    await using sandbox = await startMockServer();
    await using payments = tillOf(sandbox);
    const { server, told } = await receive(sandbox, payments);
    await using _ = server;
    sandbox.sendCallbacksTo({});
    const outTradeNo = await payments.newOrderNumber();
    const request = { outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: '咖啡' };
    await payments.microPay({ ...request, callerNotifyUrl: server.url });
    await vi.waitFor(() => expect(told).toMatchObject([{ type: 'payment', order: { outTradeNo } }]));
  });

  test('settle an order that a crash left undecided', async () => {
    await using sandbox = await startMockServer();
    const { outSubMchId } = sandbox.merchant;
    let isAlive = true;
    const theirs = createMemoryJournal({ isAlive: () => isAlive });
    const crashed = tillOf(sandbox, { journal: theirs });
    const outTradeNo = await crashed.newOrderNumber();
    const payment = await crashed.scanCodePay({ outTradeNo, payPlatform: PayPlatform.WechatPay, totalFee: 1, body: '咖啡' });
    await payment.codeUrl();
    isAlive = false;

    const journal = createMemoryJournal({ sharedWith: theirs });
    const state = async () => (await journal.read({ outSubMchId, number: outTradeNo }))?.record.state;
    expect(await state()).toBe('undecided');
    await using payments = tillOf(sandbox, { journal });
    const { server } = await receive(sandbox, payments);
    await using _ = server;
    sandbox.payOrder(outTradeNo);
    await vi.waitFor(async () => expect(await state()).toBe('paid'));
    await crashed.close();
  });
});
