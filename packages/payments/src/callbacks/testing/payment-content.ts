import {
  AlipayOrderContentExt,
  CardOrderContentExt,
  encode,
  OrderClient,
  OrderContent,
  OrderSdk,
  PayMchKey,
  type PaymentCallback,
  PayPlatform,
  RecordOrderContentExt,
  TradeType,
  WxpayOrderContentExt,
  WxpayOrderState,
} from '@cloudpay/proto';
import { pickFields } from '../../service/order-sdk.ts';
import type { TestMerchant, TestOrder } from './news.ts';
import { nonceOr, now } from './present.ts';

/** State 2 is "paid" on every platform; a scan-code order of WeChat Pay has one of its own. */
const paid = 2;

/** Moves the fields of a flat order to their places on the wire: the reverse of `toOrderSdk`. */
export function paymentContent(merchant: TestMerchant, order: TestOrder, nonceStr: string | undefined): PaymentCallback {
  encode(OrderSdk, order);
  const { outMchId, outSubMchId, outShopId } = merchant;
  const { payPlatform = PayPlatform.WechatPay, tradeType = TradeType.MicroPay } = order;
  const isScanned = payPlatform === PayPlatform.WechatPay && tradeType === TradeType.ScanCodePay;
  const whole = {
    ...{ outMchId, outSubMchId, outShopId, payPlatform, tradeType },
    ...{ totalFee: 1, feeType: 'CNY', createTime: now(), timeEnd: now(), lastUpdateTime: now() },
    currentTradeState: isScanned ? WxpayOrderState.UnifiedOrderSuccess : paid,
    ...order,
  };
  return {
    payMchKey: pickFields(PayMchKey, whole),
    orderContent: { ...pickFields(OrderContent, whole), ...extensionOf(payPlatform, whole) },
    orderClient: pickFields(OrderClient, whole),
    nonceStr: nonceOr(nonceStr),
  };
}

function extensionOf(payPlatform: PayPlatform, whole: Readonly<Record<string, unknown>>): OrderContent {
  switch (payPlatform) {
    case PayPlatform.Alipay:
      return { alipayOrderContentExt: pickFields(AlipayOrderContentExt, whole) };
    case PayPlatform.MembershipCard:
      return { cardOrderContentExt: pickFields(CardOrderContentExt, whole) };
    case PayPlatform.Bookkeeping:
      return { recordOrderContentExt: pickFields(RecordOrderContentExt, whole) };
    default:
      return { wxpayOrderContentExt: pickFields(WxpayOrderContentExt, whole) };
  }
}
