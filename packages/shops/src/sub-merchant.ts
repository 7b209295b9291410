import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import type { MchSubMchInfos } from '@cloudpay/proto';
import { sdkQuerySubMchInfoEndpoint } from '@cloudpay/proto';

/**
 * Asks for the merchant, by `sdk_query_sub_mch_info`: the first page with one entry, as the clients do that ran against the service.
 *
 * @throws CloudPayError
 */
export async function querySubMerchant(client: CloudPayClient, options: CallOptions): Promise<readonly MchSubMchInfos[]> {
  const { outSubMchId } = client.configuration;
  const content = { outSubMchId, pageNum: 1, pageSize: 1 };
  const {
    response: { subMchInfos = [] },
  } = await callWithRetries(client, sdkQuerySubMchInfoEndpoint, content, options);
  return subMchInfos;
}
