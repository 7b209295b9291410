import {
  AlipayRefundOrderContentExt,
  encode,
  PayMchKey,
  PayPlatform,
  type RefundCallback,
  RefundOrderContent,
  RefundOrderSdk,
  WxpayRefundOrderContentExt,
} from '@cloudpay/proto';
import { pickFields } from '../../service/order-sdk.ts';
import type { TestMerchant, TestRefund } from './news.ts';
import { nonceOr, now } from './present.ts';

/** The state "succeeded" of every platform. */
const succeeded = 2;

/** Moves the fields of flat refunds to their places on the wire: the reverse of `toRefundSdk`. */
export function refundContent(
  merchant: TestMerchant,
  refunds: readonly TestRefund[],
  nonceStr: string | undefined,
): RefundCallback {
  const { outMchId, outSubMchId, outShopId } = merchant;
  const payPlatform = refunds[0]?.payPlatform ?? PayPlatform.WechatPay;
  return {
    payMchKey: pickFields(PayMchKey, { outMchId, outSubMchId, outShopId, payPlatform, ...refunds[0] }),
    refundOrderContent: refunds.map((refund) => oneOf(payPlatform, refund)),
    nonceStr: nonceOr(nonceStr),
  };
}

function oneOf(payPlatform: PayPlatform, refund: TestRefund): RefundOrderContent {
  encode(RefundOrderSdk, refund);
  const whole = {
    ...{ totalFee: 1, refundFee: 1, refundFeeType: 'CNY', createTime: now(), lastUpdateTime: now(), refundSuccessTime: now() },
    state: succeeded,
    ...refund,
  };
  return { ...pickFields(RefundOrderContent, whole), ...extensionOf(payPlatform, whole) };
}

function extensionOf(payPlatform: PayPlatform, whole: { readonly state: number }): RefundOrderContent {
  const { state } = whole;
  switch (payPlatform) {
    case PayPlatform.Alipay:
      return { alipayRefundOrderContentExt: pickFields(AlipayRefundOrderContentExt, { ...whole, refundStatus: state }) };
    case PayPlatform.MembershipCard:
      return { cardRefundOrderContentExt: { state } };
    case PayPlatform.Bookkeeping:
      return { recordRefundOrderContentExt: { state } };
    default:
      return { wxpayRefundOrderContentExt: pickFields(WxpayRefundOrderContentExt, whole) };
  }
}
