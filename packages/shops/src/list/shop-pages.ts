import { CloudPayError } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import type { ShopPage } from './query-shops.ts';

/**
 * Turns the pages of the shop list, from the first to the last, one at a time.
 *
 * The service numbers pages at the moment of each call. When the list changes between two calls a shop may come again: each comes once. One
 * may also be passed by; `readAllShops` is for those who must know.
 *
 * The list ends with an empty page, or with as many shops as the service says there are; where it does not say, with a page that brings
 * nothing new. A short page alone does not end it: the service may have a smaller limit than the page size that was asked for.
 *
 * @param fetch one page, by its number from 1
 * @returns each page, without the shops that came before
 * @throws CloudPayError `UNREADABLE_RESPONSE` when a page repeats those before it although more shops were told
 */
export async function* shopPages(fetch: (pageNum: number) => Promise<ShopPage>): AsyncGenerator<ShopPage, void, void> {
  const seen = new Set<string>();
  let position = 0;
  for (let pageNum = 1; ; pageNum += 1) {
    const { shopInfos, totalCount } = await fetch(pageNum);
    const fresh = shopInfos.filter((shop) => isNew(shop, seen));
    // A total below what this very page holds was never filled in.
    const total = totalCount !== undefined && totalCount >= shopInfos.length ? totalCount : undefined;
    yield { shopInfos: fresh, totalCount: total };
    position += shopInfos.length;
    if (shopInfos.length === 0 || (total !== undefined && position >= total)) return;
    if (fresh.length > 0) continue;
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
  // What has no number at all cannot be told from another; it comes whenever it is sent.
  if (key === undefined) return true;
  const { size } = seen;
  return seen.add(key).size > size;
}
