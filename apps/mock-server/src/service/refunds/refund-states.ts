import { AlipayRefundOrderState, CardRefundOrderState, PayPlatform, WxpayRefundOrderState } from '@cloudpay/proto';

/** Where a refund stands, in the sandbox's own terms. */
export type RefundStage =
  | 'processing'
  | 'succeeded'
  | 'failed'
  /** The bank refused, the money fell back to the merchant: a person must pay the customer. */
  | 'manual';

const wechat: Record<RefundStage, WxpayRefundOrderState> = {
  processing: WxpayRefundOrderState.Processing,
  succeeded: WxpayRefundOrderState.Success,
  failed: WxpayRefundOrderState.Failed,
  manual: WxpayRefundOrderState.Change,
};

/** Processing is 1: official SDKs know Alipay's 1 to 3 alone. Only WeChat Pay knows refunds that end by hand; elsewhere they fail. */
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

/** The platform's number for a stage of a refund. */
export function refundState(platform: PayPlatform, stage: RefundStage): number {
  if (platform === PayPlatform.Alipay) return alipay[stage];
  return platform === PayPlatform.MembershipCard ? membershipCard[stage] : wechat[stage];
}
