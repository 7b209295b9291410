import type { ShopInfo } from '@cloudpay/proto';
import { changedFields, type FieldChange } from './changed-fields.ts';
import { mergeShop } from './merge-shop.ts';

/** A shop that is there, and would be changed. */
export interface ShopChange {
  /** As the service holds it. */
  readonly before: ShopInfo;
  /** As it would be. */
  readonly after: ShopInfo;
  /** What differs, never empty. */
  readonly fields: readonly FieldChange[];
}

/** What putting a list of shops in place of those that are there would do. */
export interface ShopsDiff {
  /** 新增: as they would be sent. */
  readonly added: readonly ShopInfo[];
  /** 修改 */
  readonly changed: readonly ShopChange[];
  /** 删除: as the service holds them. `setShops` leaves these alone; `replaceAllShops` deletes those that it is allowed to. */
  readonly deleted: readonly ShopInfo[];
  /** 不变: as the service holds them. */
  readonly unchanged: readonly ShopInfo[];
}

/**
 * Compares shops by the merchant's own numbers (`shopId`).
 *
 * @param current as the service holds them
 * @param wanted from `checkShops`: no number twice
 */
export function shopsDiff(current: readonly ShopInfo[], wanted: readonly ShopInfo[]): ShopsDiff {
  const wantedById = new Map(wanted.map((shop) => [shop.shopId, shop]));
  const known = new Set<string | undefined>();
  const changed: ShopChange[] = [];
  const deleted: ShopInfo[] = [];
  const unchanged: ShopInfo[] = [];
  for (const before of current) {
    const shop = wantedById.get(before.shopId);
    // A number that two shops bear at the service can keep but one of them.
    if (shop === undefined || known.has(before.shopId)) {
      deleted.push(before);
      continue;
    }
    known.add(before.shopId);
    const after = mergeShop(before, shop);
    const fields = changedFields(before, after);
    if (fields.length === 0) unchanged.push(before);
    else changed.push({ before, after, fields });
  }
  return { added: wanted.filter(({ shopId }) => !known.has(shopId)), changed, deleted, unchanged };
}
