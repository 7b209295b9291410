import { PayPlatform, type RefundOrderContent } from '@cloudpay/proto';
import type { Order } from '../orders/orders.ts';
import { refundState } from './refund-states.ts';
import type { Refund } from './refunds.ts';

/** A refund as responses show it. The codec leaves out undefined fields. */
export function refundOrderContentOf(refund: Refund, order: Order): RefundOrderContent {
  const { refundContent } = refund;
  return {
    outRefundNo: refund.outRefundNo,
    refundId: refund.refundId,
    outTradeNo: refund.outTradeNo,
    tradeType: order.tradeType,
    nonceStr: refund.nonceStr,
    createTime: refund.createTime,
    lastUpdateTime: refund.lastUpdateTime,
    isTransforming: refund.stage === 'processing',
    totalFee: refundContent.totalFee,
    refundFee: refundContent.refundFee,
    refundFeeType: refundContent.refundFeeType,
    refundSuccessTime: refund.successTime,
    innerRefundSuccessTime: refund.successTime,
    refundReason: refundContent.refundReason,
    ...platformExtension(refund, order.payPlatform),
  };
}

function platformExtension({ stage, refundContent, successTime }: Refund, platform: PayPlatform): RefundOrderContent {
  const state = refundState(platform, stage);
  switch (platform) {
    case PayPlatform.Alipay:
      return {
        alipayRefundOrderContentExt: {
          refundStatus: state,
          fundChange: stage === 'succeeded' ? 'Y' : undefined,
          gmtRefundPay: successTime,
        },
      };
    case PayPlatform.MembershipCard:
      return { cardRefundOrderContentExt: { state } };
    default:
      return {
        wxpayRefundOrderContentExt: {
          state,
          cashRefundFee: refundContent.refundFee,
          refundAccount: refundContent.wxPayRefundContentExt?.refundAccount,
          refundChannel: 'ORIGINAL',
        },
      };
  }
}
