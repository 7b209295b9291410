import {
  AlipayRefundOrderState,
  CardRefundOrderState,
  PayPlatform,
  RecordRefundOrderState,
  type RefundOrderSdk,
  WxpayRefundOrderState,
} from '@cloudpay/proto';
import type { RefundOutcome } from './refund-outcome.ts';

type Meaning = 'succeeded' | 'failed' | 'absent' | 'needsPerson';
type States = Readonly<Record<number, Meaning>>;

/** The states that decide. With every other one, documented or not, the refund is still open. */
const platforms: Readonly<Record<number, States>> = {
  [PayPlatform.WechatPay]: {
    [WxpayRefundOrderState.Success]: 'succeeded',
    [WxpayRefundOrderState.Failed]: 'failed',
    [WxpayRefundOrderState.Change]: 'needsPerson',
    [WxpayRefundOrderState.Void]: 'absent',
  },
  [PayPlatform.Alipay]: {
    [AlipayRefundOrderState.Success]: 'succeeded',
    [AlipayRefundOrderState.Failed]: 'failed',
    [AlipayRefundOrderState.Void]: 'absent',
  },
  [PayPlatform.MembershipCard]: {
    [CardRefundOrderState.Success]: 'succeeded',
    [CardRefundOrderState.Failed]: 'failed',
  },
  [PayPlatform.Bookkeeping]: { [RecordRefundOrderState.Success]: 'succeeded' },
};

/** What the state of a refund means. */
export function classifyRefund(refund: RefundOrderSdk): RefundOutcome {
  switch (meaningOf(refund)) {
    case 'succeeded':
      return { result: 'succeeded', refund };
    case 'failed':
      return { result: 'failed', refund };
    case 'needsPerson':
      return { result: 'failed', refund, needsPerson: true };
    default:
      return { result: 'unknown', refund };
  }
}

/**
 * Whether the state means that the payment platform knows no such refund (WeChat Pay 6, Alipay 5). It counts like "no such
 * refund".
 */
export function isRefundAbsentAtPlatform(refund: RefundOrderSdk): boolean {
  return meaningOf(refund) === 'absent';
}

function meaningOf({ payPlatform = 0, state = 0 }: RefundOrderSdk): Meaning | undefined {
  return platforms[payPlatform]?.[state];
}
