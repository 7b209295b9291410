import {
  AlipayRefundOrderState,
  CardRefundOrderState,
  PayPlatform,
  RecordRefundOrderState,
  WxpayRefundOrderState,
} from '@cloudpay/proto';
import { expect, test } from 'vitest';
import { classifyRefund, isRefundAbsentAtPlatform } from '../../src/service/classify-refund.ts';

/**
 * Succeeded 2, processing 1 and 4, failed 3 and 5; WeChat Pay’s 5 needs a person. WeChat Pay’s 6 and Alipay’s 5 say that the platform knows no
 * such refund: one such response decides nothing (rule 9).
 */
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
    const isAbsent = state === (payPlatform === PayPlatform.WechatPay ? 6 : payPlatform === PayPlatform.Alipay ? 5 : undefined);
    const expected =
      state === 2
        ? { result: 'succeeded', refund }
        : !isAbsent && [3, 5].includes(state)
          ? { result: 'failed', refund, ...(isManual && { needsPerson: true }) }
          : { result: 'unknown', refund };
    expect(classifyRefund(refund), `state ${state}`).toEqual(expected);
    expect(isRefundAbsentAtPlatform(refund), `state ${state}`).toBe(isAbsent);
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
