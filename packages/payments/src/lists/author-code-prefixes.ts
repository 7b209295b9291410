import { type CallOptions, CloudPayError, callWithRetries, type PaymentCodePrefixes } from '@cloudpay/core';
import { queryIdentityMappingEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';

/** 付款码前缀: `Payments.authorCodePrefixes`. */
export async function authorCodePrefixes(
  context: PaymentsContext,
  options: CallOptions = {},
): Promise<Required<PaymentCodePrefixes>> {
  const { client } = context;
  const { outMchId, outSubMchId, outShopId } = client.configuration;
  const shop = { outMchId, outSubMchId, outShopId };
  const { response } = await callWithRetries(client, queryIdentityMappingEndpoint, { out: shop }, options);
  const names = ['outMchId', 'outSubMchId', 'outShopId'] as const;
  // This endpoint answers without a code: that it speaks of this shop is all there is to check.
  if (names.some((name) => response[name] && response[name] !== shop[name])) {
    throw new CloudPayError('应答不是该门店的 (the response is about another shop)', {
      code: 'UNVERIFIED_RESPONSE',
      outcome: 'failed',
      endpoint: queryIdentityMappingEndpoint.path,
    });
  }
  const prefixes = { wechatPay: prefixesIn(response.wxAuthorCodes), alipay: prefixesIn(response.aliAuthorCodes) };
  context.codePrefixes = prefixes;
  return prefixes;
}

/** Every code begins with nothing: an empty prefix would claim them all for one platform. */
function prefixesIn(texts: readonly string[] = []): string[] {
  return texts.filter((text) => /^\d+$/.test(text));
}
