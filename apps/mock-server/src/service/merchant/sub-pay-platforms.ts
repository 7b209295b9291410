import { PayPlatform, SubPayPlatform } from '@cloudpay/proto';

/** The platforms as numbered by the newer lists. */
export const subPayPlatforms: ReadonlyMap<PayPlatform, SubPayPlatform> = new Map([
  [PayPlatform.WechatPay, SubPayPlatform.WechatPay],
  [PayPlatform.Alipay, SubPayPlatform.Alipay],
  [PayPlatform.MembershipCard, SubPayPlatform.MembershipCard],
]);
