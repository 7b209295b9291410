import { PayPlatform } from '@cloudpay/proto';

/** The prefixes of customers' codes that the service itself reports, where they are known. They take precedence over the usual ones. */
export interface PaymentCodePrefixes {
  readonly wechatPay?: readonly string[];
  readonly alipay?: readonly string[];
}

const rules: readonly { platform: PayPlatform; code: RegExp }[] = [
  { platform: PayPlatform.WechatPay, code: /^1[0-5]\d{16}$/ },
  { platform: PayPlatform.Alipay, code: /^(?:2[5-9]|30)\d{14,22}$/ },
  // A membership card's code has no documented length; the bound is that of author_code on the wire.
  { platform: PayPlatform.MembershipCard, code: /^99\d{1,254}$/ },
];

/**
 * Recognises the platform by the code that the customer shows.
 *
 * @param authorCode digits: WeChat Pay 18 beginning with 10–15, Alipay 16–24 beginning with 25–30, membership cards beginning with 99
 * @param prefixes what `query_identity_mapping` reports
 * @returns undefined for a code of no known platform
 * @example recognisePlatform('134520273825387649') // PayPlatform.WechatPay
 */
export function recognisePlatform(authorCode: string, prefixes: PaymentCodePrefixes = {}): PayPlatform | undefined {
  if (!/^\d{1,256}$/.test(authorCode)) return undefined;
  const begins = (list: readonly string[] = []) => list.some((prefix) => authorCode.startsWith(prefix));
  // A new prefix does not make a code shorter or longer: one that was read in part is no code.
  if (authorCode.length === 18 && begins(prefixes.wechatPay)) return PayPlatform.WechatPay;
  if (authorCode.length >= 16 && authorCode.length <= 24 && begins(prefixes.alipay)) return PayPlatform.Alipay;
  return rules.find((rule) => rule.code.test(authorCode))?.platform;
}
