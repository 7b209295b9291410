import {
  AlipayRefundOrderState,
  CardRefundOrderState,
  PayPlatform,
  RecordRefundOrderState,
  WxpayRefundOrderState,
} from '@cloudpay/proto';
import { expect, test } from 'vitest';
import { classifyRefund } from '../../src/refunds/classify-refund.ts';

/** Succeeded 2, processing 1 and 4, failed 3, 5, 6; WeChat Pay’s 5 needs a person. */
test.each([
  ['WeChat Pay', PayPlatform.WechatPay, WxpayRefundOrderState],
  ['Alipay', PayPlatform.Alipay, AlipayRefundOrderState],
  ['a card', PayPlatform.MembershipCard, CardRefundOrderState],
  ['a record', PayPlatform.Bookkeeping, RecordRefundOrderState],
] as const)('each documented state of a refund by %s', (_, payPlatform, states) => {
  const documented = Object.values(states).filter((value) => typeof value === 'number');
  expect(documented.length).toBeGreaterThan(0);
  for (const state of documented) {
    const refund = { payPlatform, state };
    const isManual = payPlatform === PayPlatform.WechatPay && state === 5;
    const expected =
      state === 2
        ? { result: 'succeeded', refund }
        : [3, 5, 6].includes(state)
          ? { result: 'failed', refund, ...(isManual && { needsPerson: true }) }
          : { result: 'unknown', refund };
    expect(classifyRefund(refund), `state ${state}`).toEqual(expected);
  }
});

test('an undocumented state, or none, is unknown on every platform and on none', () => {
  for (const payPlatform of [undefined, 0, 1, 2, 3, 4, 5, 77] as (PayPlatform | undefined)[]) {
    for (const state of [undefined, 0, 7, 77, -1]) {
      const refund = { ...(payPlatform !== undefined && { payPlatform }), ...(state !== undefined && { state }) };
      expect(classifyRefund(refund)).toEqual({ result: 'unknown', refund });
    }
  }
});
