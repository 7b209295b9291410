import { PayPlatform, SubPayPlatform } from '@cloudpay/proto';

/** How the newer lists name the platforms. */
export const subPayPlatforms: ReadonlyMap<PayPlatform, SubPayPlatform> = new Map([
  [PayPlatform.WechatPay, SubPayPlatform.WechatPay],
  [PayPlatform.Alipay, SubPayPlatform.Alipay],
  [PayPlatform.MembershipCard, SubPayPlatform.MembershipCard],
]);
