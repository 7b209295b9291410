import type { ShopInfo } from '@cloudpay/proto';

/**
 * The shop after an upload. A missing field keeps its value, and an empty field clears it. A list replaces the old list; each item is merged
 * with the old item of the same id.
 *
 * @param wanted from `checkShops`
 */
export function mergeShop(before: ShopInfo, wanted: ShopInfo): ShopInfo {
  const { deviceInfos, staffInfos } = wanted;
  return {
    ...before,
    ...wanted,
    ...(deviceInfos && { deviceInfos: mergeItems(before.deviceInfos, deviceInfos, ({ deviceId }) => deviceId) }),
    ...(staffInfos && { staffInfos: mergeItems(before.staffInfos, staffInfos, ({ staffId }) => staffId) }),
  };
}

function mergeItems<Item extends object>(
  before: readonly Item[] = [],
  wanted: readonly Item[],
  idOf: (item: Item) => string | undefined,
): Item[] {
  const byId = new Map(before.map((item) => [idOf(item), item]));
  return wanted.map((item) => ({ ...byId.get(idOf(item)), ...item }));
}
