import { AlipayRefundOrderState, CardRefundOrderState, PayPlatform, WxpayRefundOrderState } from '@cloudpay/proto';

/** The state of a refund, with the same names for every platform. */
export type RefundStage =
  | 'processing'
  | 'succeeded'
  | 'failed'
  /** The bank refused the refund, and the money returned to the merchant. A person must pay the customer. */
  | 'manual';

const wechat: Record<RefundStage, WxpayRefundOrderState> = {
  processing: WxpayRefundOrderState.Processing,
  succeeded: WxpayRefundOrderState.Success,
  failed: WxpayRefundOrderState.Failed,
  manual: WxpayRefundOrderState.Change,
};

/**
 * Processing is 1, because official SDKs know only 1 to 3 for Alipay. Only WeChat Pay has refunds that a person must
 * finish; on other platforms they fail.
 */
const alipay: Record<RefundStage, AlipayRefundOrderState> = {
  processing: AlipayRefundOrderState.Initial,
  succeeded: AlipayRefundOrderState.Success,
  failed: AlipayRefundOrderState.Failed,
  manual: AlipayRefundOrderState.Failed,
};

const membershipCard: Record<RefundStage, CardRefundOrderState> = {
  processing: CardRefundOrderState.Initial,
  succeeded: CardRefundOrderState.Success,
  failed: CardRefundOrderState.Failed,
  manual: CardRefundOrderState.Failed,
};

/** The platform's number of a refund's stage. */
export function refundState(platform: PayPlatform, stage: RefundStage): number {
  if (platform === PayPlatform.Alipay) return alipay[stage];
  return platform === PayPlatform.MembershipCard ? membershipCard[stage] : wechat[stage];
}
