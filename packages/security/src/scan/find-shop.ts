import { type BaseClient, type CallOptions, callWithRetries } from '@cloudpay/core';
import type { MchIdentity } from '@cloudpay/proto';
import { queryIdentityMappingEndpoint } from '@cloudpay/proto';
import type { Shop } from '../shop.ts';
import { unreadable } from './failure.ts';

/**
 * Queries the Cloud Pay numbers of a shop. Endpoint `query_identity_mapping`.
 *
 * @param mch its WeChat Pay numbers
 * @throws CloudPayError `SERVICE_REFUSED` when the service does not know them
 */
export async function findShop(client: BaseClient, mch: Required<MchIdentity>, options: CallOptions): Promise<Shop> {
  const { response } = await callWithRetries(client, queryIdentityMappingEndpoint, { mch }, options);
  const { outMchId, outSubMchId, outShopId } = response;
  if (!outMchId || !outSubMchId || !outShopId) throw unreadable(queryIdentityMappingEndpoint.path);
  return { outMchId, outSubMchId, outShopId };
}
