import { CloudPayError } from '@cloudpay/core';
import { type OrderClient, type PayMchKey, PayPlatform, type RefundOrderContent, RefundOrderSdk } from '@cloudpay/proto';
import { pickFields } from './order-sdk.ts';

/** Combines the parts of a refund into the flat `RefundOrderSdk`. */
export function toRefundSdk(refund: RefundOrderContent, payMchKey?: PayMchKey, orderClient?: OrderClient): RefundOrderSdk {
  const extension = extensionOf(refund, payMchKey?.payPlatform);
  return pickFields(RefundOrderSdk, { ...orderClient, ...payMchKey, ...extension, ...refund });
}

/** Some services write an empty one of another platform beside it. */
function extensionOf(refund: RefundOrderContent, payPlatform: PayPlatform | undefined): object | undefined {
  const { alipayRefundOrderContentExt: alipay } = refund;
  switch (payPlatform) {
    case PayPlatform.WechatPay:
      return refund.wxpayRefundOrderContentExt;
    case PayPlatform.Alipay:
      // Alipay names its state refund_status.
      return alipay && { ...alipay, state: alipay.refundStatus };
    case PayPlatform.MembershipCard:
      return refund.cardRefundOrderContentExt;
    case PayPlatform.Bookkeeping:
      return refund.recordRefundOrderContentExt;
    default:
      return undefined;
  }
}

/** Whether a refund under our number is another one: of another order, or with another amount. */
export function isAnotherRefund(
  ours: { readonly outTradeNo: string; readonly refundFee: number },
  { outTradeNo, refundFee }: RefundOrderSdk,
): boolean {
  return (outTradeNo ?? ours.outTradeNo) !== ours.outTradeNo || (refundFee ?? ours.refundFee) !== ours.refundFee;
}

/** A refund was not made, because its number belongs to another one. */
export function refundNumberReused(): CloudPayError {
  return new CloudPayError('该退款单号已被另一笔退款使用 (the number belongs to another refund: this one was not made)', {
    code: 'NUMBER_REUSED',
    outcome: 'failed',
  });
}
