import type { ShopInfo } from '@cloudpay/proto';

/**
 * A shop as it is after an upload: a field that is left out keeps its value, one that is sent empty loses it; a list that is sent holds
 * exactly its items, each merged with what was known of it.
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
