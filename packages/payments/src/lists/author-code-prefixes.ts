import { type CallOptions, CloudPayError, callWithRetries, type PaymentCodePrefixes } from '@cloudpay/core';
import { queryIdentityMappingEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';

/**
 * 付款码前缀: fetches the prefixes of the customers' payment codes, by platform. From then on `microPay` recognises codes by them
 * first, and by the usual prefixes if none of them matches.
 *
 * C function `cloud_pay_security_author_code_prefix`, endpoint `query_identity_mapping`.
 *
 * @param context from `openPayments`
 * @param options `timeout` bounds the call with its retries, in milliseconds; default three times the configuration's
 * @returns the prefixes, digits only; an empty list for a platform without any
 * @throws CloudPayError when the service gave no response that can be believed; the prefixes that were known stay in use
 * @example
 * const { wechatPay, alipay } = await authorCodePrefixes(context);
 */
export async function authorCodePrefixes(
  context: PaymentsContext,
  options: CallOptions = {},
): Promise<Required<PaymentCodePrefixes>> {
  const { client } = context;
  const { outMchId, outSubMchId, outShopId } = client.configuration;
  const shop = { outMchId, outSubMchId, outShopId };
  const { response } = await callWithRetries(client, queryIdentityMappingEndpoint, { out: shop }, options);
  const names = ['outMchId', 'outSubMchId', 'outShopId'] as const;
  // This endpoint answers without an authentication code, so the only check is that the response is about this shop.
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

/** An empty prefix would match every code. */
function prefixesIn(texts: readonly string[] = []): string[] {
  return texts.filter((text) => /^\d+$/.test(text));
}
