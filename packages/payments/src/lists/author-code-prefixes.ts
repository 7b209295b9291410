import { type CallOptions, CloudPayError, callRepeating, type PaymentCodePrefixes } from '@cloudpay/core';
import type { PaymentsContext } from '../context.ts';
import { queryIdentityMappingEndpoint } from '../endpoints.ts';

/** 付款码前缀: `Payments.authorCodePrefixes`. */
export async function authorCodePrefixes(
  context: PaymentsContext,
  options: CallOptions = {},
): Promise<Required<PaymentCodePrefixes>> {
  const { client } = context;
  const { outMchId, outSubMchId, outShopId } = client.configuration;
  const shop = { outMchId, outSubMchId, outShopId };
  const { answer } = await callRepeating(client, queryIdentityMappingEndpoint, { out: shop }, options);
  const names = ['outMchId', 'outSubMchId', 'outShopId'] as const;
  // This endpoint answers without a code: that it speaks of this shop is all there is to check.
  if (names.some((name) => answer[name] && answer[name] !== shop[name])) {
    throw new CloudPayError('应答不是该门店的 (the answer is about another shop)', {
      code: 'UNVERIFIED_ANSWER',
      outcome: 'failed',
      endpoint: queryIdentityMappingEndpoint.path,
    });
  }
  const prefixes = { wechatPay: prefixesIn(answer.wxAuthorCodes), alipay: prefixesIn(answer.aliAuthorCodes) };
  context.codePrefixes = prefixes;
  return prefixes;
}

/** Every code begins with nothing: an empty prefix would claim them all for one platform. */
function prefixesIn(texts: readonly string[] = []): string[] {
  return texts.filter((text) => /^\d+$/.test(text));
}
