import {
  AlipayRefundOrderState,
  CardRefundOrderState,
  PayPlatform,
  RecordRefundOrderState,
  type RefundOrderSdk,
  WxpayRefundOrderState,
} from '@cloudpay/proto';
import type { RefundOutcome } from './refund-outcome.ts';

type Meaning = 'succeeded' | 'failed' | 'needsPerson';
type States = Readonly<Record<number, Meaning>>;

/** The states that decide; every other one, documented or not, is still open. */
const platforms: Readonly<Record<number, States>> = {
  [PayPlatform.WechatPay]: {
    [WxpayRefundOrderState.Success]: 'succeeded',
    [WxpayRefundOrderState.Failed]: 'failed',
    [WxpayRefundOrderState.Change]: 'needsPerson',
    [WxpayRefundOrderState.Void]: 'failed',
  },
  [PayPlatform.Alipay]: {
    [AlipayRefundOrderState.Success]: 'succeeded',
    [AlipayRefundOrderState.Failed]: 'failed',
    [AlipayRefundOrderState.Void]: 'failed',
  },
  [PayPlatform.MembershipCard]: {
    [CardRefundOrderState.Success]: 'succeeded',
    [CardRefundOrderState.Failed]: 'failed',
  },
  [PayPlatform.Bookkeeping]: { [RecordRefundOrderState.Success]: 'succeeded' },
};

/** What the platform's state of a refund means. */
export function classifyRefund(refund: RefundOrderSdk): RefundOutcome {
  switch (platforms[refund.payPlatform ?? 0]?.[refund.state ?? 0]) {
    case 'succeeded':
      return { result: 'succeeded', code: 0, refund };
    case 'failed':
      return { result: 'failed', code: -1, refund };
    case 'needsPerson':
      return { result: 'failed', code: -1, refund, needsPerson: true };
    default:
      return { result: 'unknown', code: -2, refund };
  }
}
