import type { ShopInfo } from '@cloudpay/proto';
import { changedFields, type FieldChange } from './changed-fields.ts';
import { mergeShop } from './merge-shop.ts';

/** A shop that an upload would change. */
export interface ShopChange {
  /** As the service holds it. */
  readonly before: ShopInfo;
  /** As it is after the upload. */
  readonly after: ShopInfo;
  /** The fields that differ; at least one. */
  readonly fields: readonly FieldChange[];
}

/** What replacing all shops with the wanted ones would do. */
export interface ShopsDiff {
  /** 新增: new shops, as they would be sent. */
  readonly added: readonly ShopInfo[];
  /** 修改 */
  readonly changed: readonly ShopChange[];
  /** 删除: as the service holds them. `setShops` leaves these alone; `replaceAllShops` deletes those that it may. */
  readonly deleted: readonly ShopInfo[];
  /** 不变: as the service holds them. */
  readonly unchanged: readonly ShopInfo[];
}

/**
 * Compares shops by the merchant's own numbers (`shopId`).
 *
 * @param current as the service holds them
 * @param wanted from `checkShops`, so without duplicate numbers
 */
export function shopsDiff(current: readonly ShopInfo[], wanted: readonly ShopInfo[]): ShopsDiff {
  const wantedById = new Map(wanted.map((shop) => [shop.shopId, shop]));
  const matchedIds = new Set<string | undefined>();
  const changed: ShopChange[] = [];
  const deleted: ShopInfo[] = [];
  const unchanged: ShopInfo[] = [];
  for (const before of current) {
    const shop = wantedById.get(before.shopId);
    // When two shops at the service have the same number, only the first can keep it.
    if (shop === undefined || matchedIds.has(before.shopId)) {
      deleted.push(before);
      continue;
    }
    matchedIds.add(before.shopId);
    const after = mergeShop(before, shop);
    const fields = changedFields(before, after);
    if (fields.length === 0) unchanged.push(before);
    else changed.push({ before, after, fields });
  }
  return { added: wanted.filter(({ shopId }) => !matchedIds.has(shopId)), changed, deleted, unchanged };
}
