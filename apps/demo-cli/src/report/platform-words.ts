import { AlipayOrderState, type OrderSdk, PayPlatform, WxpayOrderState } from '@cloudpay/payments';

const platforms: Readonly<Record<number, string>> = {
  [PayPlatform.WechatPay]: '微信支付 WeChat Pay',
  [PayPlatform.Alipay]: '支付宝 Alipay',
  [PayPlatform.MembershipCard]: '会员卡 membership card',
  [PayPlatform.Bookkeeping]: '记账 bookkeeping',
};

export function platformName(platform: PayPlatform): string {
  return platforms[platform] ?? `支付平台 platform ${platform}`;
}

const wechatPayFailures: Readonly<Record<number, string>> = {
  [WxpayOrderState.MicroPayStopped]: '顾客放弃支付 the customer stopped',
  [WxpayOrderState.PayError]: '支付错误 payment error',
  [WxpayOrderState.Void]: '微信支付没有这笔订单 unknown to WeChat Pay',
};

const alipayFailures: Readonly<Record<number, string>> = {
  [AlipayOrderState.Void]: '支付宝没有这笔交易 unknown to Alipay',
};

const failures: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [PayPlatform.WechatPay]: wechatPayFailures,
  [PayPlatform.Alipay]: alipayFailures,
};

/** Why an order failed, as far as the platform's state says it. */
export function failureOf({ payPlatform = 0, currentTradeState = 0, tradeStateDesc }: OrderSdk): string {
  return failures[payPlatform]?.[currentTradeState] ?? tradeStateDesc ?? `状态 state ${currentTradeState}`;
}
