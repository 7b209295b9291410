import type { CallOptions, CloudPayClient } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { readAllShops } from '../list/read-all-shops.ts';
import { type ShopsDiff, shopsDiff } from './shops-diff.ts';

/**
 * Reads all shops and compares them with the wanted ones.
 *
 * @param wanted from `checkShops`
 * @param options returns the options of the next call
 * @throws CloudPayError when the shops cannot be read
 */
export async function diffShops(
  client: CloudPayClient,
  wanted: readonly ShopInfo[],
  options: () => CallOptions,
): Promise<ShopsDiff> {
  return shopsDiff(await readAllShops(client, options), wanted);
}
