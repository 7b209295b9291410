import { isDeepStrictEqual } from 'node:util';
import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { defaultPageSize } from './list-shops.ts';
import { queryShops } from './query-shops.ts';
import { shopPages } from './shop-pages.ts';

/** After this many readings that differ, the read fails. */
const maxReadings = 5;

/**
 * Reads a consistent list of all shops, to decide which shops to delete.
 *
 * A list on one page is consistent. A list of several pages may change between two pages so that a shop is missed. Then it is read until
 * two readings in a row are equal.
 *
 * @param options returns the options of the next call
 * @throws CloudPayError `SERVICE_UNCERTAIN` when the list keeps changing, or never holds as many shops as the service says
 */
export async function readAllShops(client: CloudPayClient, options: () => CallOptions): Promise<readonly ShopInfo[]> {
  let previous: readonly ShopInfo[] | undefined;
  for (let readings = 0; readings < maxReadings; readings += 1) {
    const { shops, pageCount, isComplete } = await readOnce(client, options);
    if (isComplete && (pageCount === 1 || isDeepStrictEqual(shops, previous))) return shops;
    previous = shops;
  }
  throw new CloudPayError('门店列表在读取时不断变化 (the list of shops keeps changing while it is read)', {
    code: 'SERVICE_UNCERTAIN',
    outcome: 'failed',
    endpoint: 'query_sub_mch_shop_info',
  });
}

async function readOnce(client: CloudPayClient, options: () => CallOptions) {
  const shops: ShopInfo[] = [];
  let pageCount = 0;
  let lastTotal: number | undefined;
  const request = { pageSize: defaultPageSize };
  for await (const page of shopPages((pageNum) => queryShops(client, { ...request, pageNum }, options()))) {
    shops.push(...page.shopInfos);
    pageCount += 1;
    lastTotal = page.totalCount;
  }
  return { shops, pageCount, isComplete: lastTotal === undefined || shops.length === lastTotal };
}
