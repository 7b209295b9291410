import type { ShopInfo } from '@cloudpay/proto';
import type { ShopsDiff } from '../diff/shops-diff.ts';
import { checkShops } from '../shop/check-shops.ts';

/**
 * The next step of a replacement: nothing to do; set the new and changed shops, which cannot delete; replace all shops; or refuse, because
 * these shops may not be deleted.
 */
export interface ReplacementPlan {
  readonly step: 'nothing' | 'set' | 'replace' | 'refuse';
  readonly shops: readonly ShopInfo[];
}

/**
 * Decides the next step from the difference between the service's shops and the wanted ones.
 *
 * A shop is sent with all its fields, also those that the caller left out. So the result does not depend on how the service treats a missing
 * field in a full upload.
 *
 * @param mayDelete the shops that may be deleted, or their numbers. A shop means only itself, not another shop that took its number since
 * @throws ArgumentError naming the field, if a value that the service holds does not fit the schema
 */
export function planReplacement(
  { added, changed, deleted, unchanged }: ShopsDiff,
  wanted: readonly ShopInfo[],
  mayDelete: readonly (string | ShopInfo)[],
): ReplacementPlan {
  if (added.length + changed.length + deleted.length === 0) return { step: 'nothing', shops: unchanged };
  const refused = deleted.filter((shop) => !mayDelete.some((permitted) => isSameShop(permitted, shop)));
  if (refused.length > 0) return { step: 'refuse', shops: refused };
  const toSet = [...added, ...changed.map(({ after }) => after)];
  const byId = new Map([...toSet, ...unchanged].map((shop) => [shop.shopId, shop]));
  const all = checkShops(wanted.map(({ shopId }) => byId.get(shopId) as ShopInfo));
  if (deleted.length > 0) return { step: 'replace', shops: all };
  const idsToSet = new Set(toSet.map(({ shopId }) => shopId));
  return { step: 'set', shops: all.filter(({ shopId }) => idsToSet.has(shopId)) };
}

function isSameShop(permitted: string | ShopInfo, { shopId, outShopId }: ShopInfo): boolean {
  if (typeof permitted === 'string') return permitted === shopId;
  return permitted.outShopId === undefined ? permitted.shopId === shopId : permitted.outShopId === outShopId;
}
