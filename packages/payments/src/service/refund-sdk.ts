import { type OrderClient, type PayMchKey, type RefundOrderContent, RefundOrderSdk } from '@cloudpay/proto';
import { aboutAnother, pickFields } from './order-sdk.ts';

/** Puts the parts of a refund together into the flat `RefundOrderSdk`. */
export function toRefundSdk(refund: RefundOrderContent, payMchKey?: PayMchKey, orderClient?: OrderClient): RefundOrderSdk {
  const { wxpayRefundOrderContentExt, alipayRefundOrderContentExt, cardRefundOrderContentExt, recordRefundOrderContentExt } =
    refund;
  const extension = wxpayRefundOrderContentExt ?? cardRefundOrderContentExt ?? recordRefundOrderContentExt;
  // Alipay calls its state refund_status.
  const alipay = alipayRefundOrderContentExt && {
    ...alipayRefundOrderContentExt,
    state: alipayRefundOrderContentExt.refundStatus,
  };
  return pickFields(RefundOrderSdk, { ...orderClient, ...payMchKey, ...extension, ...alipay, ...refund });
}

/**
 * Refuses an authentic response that tells of another refund: a captured one, replayed in the place of ours.
 *
 * @throws CloudPayError `UNVERIFIED_RESPONSE`
 */
export function checkIsAboutRefund(
  expected: { readonly outTradeNo: string; readonly outRefundNo: string; readonly refundFee: number },
  refund: RefundOrderSdk,
  endpoint: string,
): void {
  const isAnother =
    refund.outRefundNo !== expected.outRefundNo ||
    (refund.outTradeNo ?? expected.outTradeNo) !== expected.outTradeNo ||
    (refund.refundFee ?? expected.refundFee) !== expected.refundFee;
  if (isAnother) throw aboutAnother(endpoint);
}
