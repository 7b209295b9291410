import { merchant } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { type CallbackListener, createTestCallback, openCallback, PayPlatform, TradeType } from '../../src/index.ts';
import { paymentsOf, Service } from './helpers/service.ts';
import { otherKey, providerKey } from './helpers/wire.ts';

const open = (callback: { body: string }) => openCallback(callback.body, merchant);

describe('createTestCallback', () => {
  test('makes a payment of which nothing but the number is given', () => {
    expect(open(createTestCallback(merchant, { order: { outTradeNo: 'sz010002cz1' } }))).toMatchObject({
      type: 'payment',
      order: {
        outTradeNo: 'sz010002cz1',
        payPlatform: 1,
        tradeType: 1,
        totalFee: 1,
        feeType: 'CNY',
        outShopId: merchant.outShopId,
      },
      outcome: { result: 'paid' },
      nonceStr: expect.stringMatching(/^\w{32}$/),
    });
  });

  test('makes a payment on each platform, in each way, with every field that is given', () => {
    for (const payPlatform of Object.values(PayPlatform)) {
      for (const tradeType of [TradeType.MicroPay, TradeType.ScanCodePay]) {
        const order = {
          ...{ outTradeNo: 'sz010002cz1', payPlatform, tradeType, totalFee: 1999, body: '咖啡', timeEnd: 1_566_803_220 },
          ...{ deviceId: '824', machineNo: '00:16', staffId: '1206', transactionId: '4200' },
        };
        expect(open(createTestCallback(merchant, { order }))).toMatchObject({
          type: 'payment',
          order,
          outcome: { result: 'paid' },
        });
      }
    }
  });

  test('makes an order in another state', () => {
    const wechat = { outTradeNo: 'a', currentTradeState: 8, bankType: 'CMB' };
    expect(open(createTestCallback(merchant, { order: wechat }))).toMatchObject({
      order: wechat,
      outcome: { result: 'reversed' },
    });
    const alipay = { outTradeNo: 'a', payPlatform: PayPlatform.Alipay, currentTradeState: 5, gmtRefund: 1, refundFee: 1 };
    expect(open(createTestCallback(merchant, { order: alipay }))).toMatchObject({
      order: alipay,
      outcome: { result: 'refunded' },
    });
  });

  test('makes refunds on each platform', () => {
    for (const payPlatform of Object.values(PayPlatform)) {
      const refund = { outTradeNo: 'a', outRefundNo: 'r1', payPlatform, totalFee: 1999, refundFee: 100 };
      expect(open(createTestCallback(merchant, { refunds: [refund, { outTradeNo: 'a', outRefundNo: 'r2' }] }))).toMatchObject({
        type: 'refund',
        refunds: [
          { refund, outcome: { result: 'succeeded' } },
          { refund: { outRefundNo: 'r2', refundFee: 1 }, outcome: { result: 'succeeded' } },
        ],
      });
    }
    const failed = { outTradeNo: 'a', outRefundNo: 'r1', payPlatform: PayPlatform.Alipay, state: 3 };
    expect(open(createTestCallback(merchant, { refunds: [failed] }))).toMatchObject({
      refunds: [{ outcome: { result: 'failed' } }],
    });
  });

  test('makes what must be refused: with another key, for another merchant', () => {
    const order = { outTradeNo: 'a' };
    expect(() => open(createTestCallback({ ...merchant, authenKey: otherKey }, { order }))).toThrow('认证码不符');
    expect(() => open(createTestCallback({ ...merchant, outSubMchId: 'b' }, { order }))).toThrow('不是本商户');
    expect(() => open(createTestCallback(merchant, { order: { ...order, outMchId: 'b' } }))).toThrow('不是本商户');
  });

  test('signs with the service provider’s key where there is one, as Cloud Pay does', () => {
    const { body } = createTestCallback({ ...merchant, providerAuthenKey: providerKey }, { order: { outTradeNo: 'a' } });
    expect(() => openCallback(body, merchant)).toThrow('providerAuthenKey');
    expect(openCallback(body, { ...merchant, providerAuthenKey: providerKey })).toMatchObject({ order: { outTradeNo: 'a' } });
    expect(openCallback(body, { ...merchant, additionalKeys: [providerKey] })).toMatchObject({ order: { outTradeNo: 'a' } });
  });

  test('takes a nonce', () => {
    expect(open(createTestCallback(merchant, { order: { outTradeNo: 'a' }, nonceStr: 'n' }))).toMatchObject({ nonceStr: 'n' });
  });

  test('names a field that orders do not have', () => {
    const order = { outTradeNo: 'a', totalFees: 1 };
    expect(() => createTestCallback(merchant, { order })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'totalFees' }),
    );
    const refund = { outTradeNo: 'a', outRefundNo: 'r', refundFee: '1' as unknown as number };
    expect(() => createTestCallback(merchant, { refunds: [refund] })).toThrow(expect.objectContaining({ field: 'refundFee' }));
  });

  test('is what fetch takes, and drives a listener without a service', async () => {
    const told: unknown[] = [];
    const listener: CallbackListener = (callback) => told.push(callback);
    const handle = paymentsOf(new Service()).callbackHandler(listener, { confirm: false });
    const request = new Request(
      'http://localhost/',
      createTestCallback(merchant, { order: { outTradeNo: 'a', totalFee: 1999 } }),
    );
    expect((await handle(await request.arrayBuffer())).status).toBe(200);
    expect(told).toMatchObject([{ order: { totalFee: 1999 } }]);
  });
});
