import { CloudPayError } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import type { ShopPage } from './query-shops.ts';

/**
 * Reads the pages of the shop list one at a time, from the first to the last.
 *
 * The service divides the list into pages at each call. When the list changes between two calls, a shop may appear on two pages: it is returned
 * once. A shop may also be missed: use `readAllShops` where that matters.
 *
 * The list ends with an empty page, or when as many shops came as the service says there are. If it does not say, the list ends with a page
 * without new shops. A short page does not end the list: the service may allow fewer shops per page than requested.
 *
 * @param fetch reads one page by its number, from 1
 * @returns each page without the shops of earlier pages
 * @throws CloudPayError `UNREADABLE_RESPONSE` when a page has no new shop although the service says that there are more
 */
export async function* shopPages(fetch: (pageNum: number) => Promise<ShopPage>): AsyncGenerator<ShopPage, void, void> {
  const seen = new Set<string>();
  let receivedCount = 0;
  for (let pageNum = 1; ; pageNum += 1) {
    const { shopInfos, totalCount } = await fetch(pageNum);
    const newShops = shopInfos.filter((shop) => isNew(shop, seen));
    // Some services leave the total at 0. A total below the size of this page is ignored.
    const total = totalCount !== undefined && totalCount >= shopInfos.length ? totalCount : undefined;
    yield { shopInfos: newShops, totalCount: total };
    receivedCount += shopInfos.length;
    if (shopInfos.length === 0 || (total !== undefined && receivedCount >= total)) return;
    if (newShops.length > 0) continue;
    if (total === undefined) return;
    throw new CloudPayError('门店列表分页重复 (the pages of the shop list repeat themselves)', {
      code: 'UNREADABLE_RESPONSE',
      outcome: 'failed',
      endpoint: 'query_sub_mch_shop_info',
    });
  }
}

function isNew({ outShopId, shopId }: ShopInfo, seen: Set<string>): boolean {
  const key = outShopId ?? shopId;
  // A shop without a number cannot be recognised, so it is returned each time.
  if (key === undefined) return true;
  const { size } = seen;
  return seen.add(key).size > size;
}
