import type { ShopInfo } from '@cloudpay/proto';
import type { ShopsDiff } from '../diff/shops-diff.ts';
import { checkShops } from './check-shops.ts';

/** What a replacement has to do: nothing; send what is new or changed, which cannot delete; replace all; or refuse to delete these shops. */
export interface ReplacementPlan {
  readonly step: 'nothing' | 'set' | 'replace' | 'refuse';
  readonly shops: readonly ShopInfo[];
}

/**
 * Decides how to get from what a look has found to what is wanted.
 *
 * What is sent of a shop is all of what it will be, with the values that were left out: so the result does not depend on what a whole upload
 * does with them.
 *
 * @param mayDelete the shops that may be deleted, or their numbers; a shop stands for itself alone, not for another that took its number
 * @throws ArgumentError naming the field, should something that the service holds and is to keep break the schema
 */
export function planReplacement(
  { added, changed, deleted, unchanged }: ShopsDiff,
  wanted: readonly ShopInfo[],
  mayDelete: readonly (string | ShopInfo)[],
): ReplacementPlan {
  if (added.length + changed.length + deleted.length === 0) return { step: 'nothing', shops: unchanged };
  const refused = deleted.filter((shop) => !mayDelete.some((permitted) => isThatOf(permitted, shop)));
  if (refused.length > 0) return { step: 'refuse', shops: refused };
  const news = [...added, ...changed.map(({ after }) => after)];
  const byId = new Map([...news, ...unchanged].map((shop) => [shop.shopId, shop]));
  const all = checkShops(wanted.map(({ shopId }) => byId.get(shopId) as ShopInfo));
  if (deleted.length > 0) return { step: 'replace', shops: all };
  const sent = new Set(news.map(({ shopId }) => shopId));
  return { step: 'set', shops: all.filter(({ shopId }) => sent.has(shopId)) };
}

function isThatOf(permitted: string | ShopInfo, { shopId, outShopId }: ShopInfo): boolean {
  if (typeof permitted === 'string') return permitted === shopId;
  return permitted.outShopId === undefined ? permitted.shopId === shopId : permitted.outShopId === outShopId;
}
