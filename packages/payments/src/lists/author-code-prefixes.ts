import { type CallOptions, type CloudPayClient, CloudPayError, callRepeating, type PaymentCodePrefixes } from '@cloudpay/core';
import { queryIdentityMappingEndpoint } from '../endpoints.ts';

/**
 * Asks what the payment codes of each platform begin with, by `query_identity_mapping`.
 *
 * @throws CloudPayError `UNVERIFIED_ANSWER` when the answer is about another shop
 */
export async function authorCodePrefixes(client: CloudPayClient, options: CallOptions): Promise<Required<PaymentCodePrefixes>> {
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
  return { wechatPay: prefixesIn(answer.wxAuthorCodes), alipay: prefixesIn(answer.aliAuthorCodes) };
}

/** Every code begins with nothing: an empty prefix would claim them all for one platform. */
function prefixesIn(texts: readonly string[] = []): string[] {
  return texts.filter((text) => /^\d+$/.test(text));
}
