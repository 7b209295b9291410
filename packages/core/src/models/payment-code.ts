import { PayPlatform } from '@cloudpay/proto';

/** The prefixes of payment codes as the service reports them. They take precedence over the built-in ones. */
export interface PaymentCodePrefixes {
  readonly wechatPay?: readonly string[];
  readonly alipay?: readonly string[];
}

const rules: readonly { platform: PayPlatform; code: RegExp }[] = [
  { platform: PayPlatform.WechatPay, code: /^1[0-5]\d{16}$/ },
  { platform: PayPlatform.Alipay, code: /^(?:2[5-9]|30)\d{14,22}$/ },
  // The length of a membership card's code is not documented. The limit is that of author_code in the schema.
  { platform: PayPlatform.MembershipCard, code: /^99\d{1,254}$/ },
];

/**
 * Recognises the platform of a payment code.
 *
 * @param authorCode digits. WeChat Pay: 18, beginning with 10–15. Alipay: 16–24, beginning with 25–30. Membership cards
 * begin with 99
 * @param prefixes further prefixes, from `query_identity_mapping`
 * @returns undefined if the code fits no known platform
 * @example recognisePlatform('134520273825387649') // PayPlatform.WechatPay
 */
export function recognisePlatform(authorCode: string, prefixes: PaymentCodePrefixes = {}): PayPlatform | undefined {
  if (!/^\d{1,256}$/.test(authorCode)) return undefined;
  const begins = (list: readonly string[] = []) => list.some((prefix) => authorCode.startsWith(prefix));
  // The lengths also hold for reported prefixes. A code of another length was scanned only in part.
  if (authorCode.length === 18 && begins(prefixes.wechatPay)) return PayPlatform.WechatPay;
  if (authorCode.length >= 16 && authorCode.length <= 24 && begins(prefixes.alipay)) return PayPlatform.Alipay;
  return rules.find((rule) => rule.code.test(authorCode))?.platform;
}
