import { PayPlatform } from '@cloudpay/proto';

interface CodeFamily {
  readonly platform: PayPlatform;
  /** The first two digits. */
  readonly prefixes: readonly string[];
  readonly digits: { readonly min: number; readonly max: number };
}

/** The payment codes of each platform. */
export const wechatPayCodes: CodeFamily = {
  platform: PayPlatform.WechatPay,
  prefixes: ['10', '11', '12', '13', '14', '15'],
  digits: { min: 18, max: 18 },
};

export const alipayCodes: CodeFamily = {
  platform: PayPlatform.Alipay,
  prefixes: ['25', '26', '27', '28', '29', '30'],
  digits: { min: 16, max: 24 },
};

const membershipCards: CodeFamily = { platform: PayPlatform.MembershipCard, prefixes: ['99'], digits: { min: 6, max: 256 } };

/**
 * The platform of a payment code. The code decides, even if the request names another platform.
 *
 * @returns undefined if no platform has such codes
 */
export function platformOf(authorCode: string): PayPlatform | undefined {
  if (!/^\d+$/.test(authorCode)) return undefined;
  const { length } = authorCode;
  return [wechatPayCodes, alipayCodes, membershipCards].find(
    ({ prefixes, digits }) => prefixes.includes(authorCode.slice(0, 2)) && length >= digits.min && length <= digits.max,
  )?.platform;
}
