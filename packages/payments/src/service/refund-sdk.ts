import { CloudPayError } from '@cloudpay/core';
import { type OrderClient, type PayMchKey, type RefundOrderContent, RefundOrderSdk } from '@cloudpay/proto';
import { pickFields } from './order-sdk.ts';

/** Combines the parts of a refund into the flat `RefundOrderSdk`. */
export function toRefundSdk(refund: RefundOrderContent, payMchKey?: PayMchKey, orderClient?: OrderClient): RefundOrderSdk {
  const { wxpayRefundOrderContentExt, alipayRefundOrderContentExt, cardRefundOrderContentExt, recordRefundOrderContentExt } =
    refund;
  const extension = wxpayRefundOrderContentExt ?? cardRefundOrderContentExt ?? recordRefundOrderContentExt;
  // Alipay names its state refund_status.
  const alipay = alipayRefundOrderContentExt && {
    ...alipayRefundOrderContentExt,
    state: alipayRefundOrderContentExt.refundStatus,
  };
  return pickFields(RefundOrderSdk, { ...orderClient, ...payMchKey, ...extension, ...alipay, ...refund });
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
