import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import type { MchSubMchInfos } from '@cloudpay/proto';
import { sdkQuerySubMchInfoEndpoint } from '@cloudpay/proto';

/**
 * Queries the merchant by `sdk_query_sub_mch_info`: page 1 with one entry, as known clients of the service do.
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
