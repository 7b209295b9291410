import { DeviceInfo, isJsonObject, ShopInfo, StaffInfo } from '@cloudpay/proto';

/** What only the service sets. An upload leaves it out, so that a shop that was listed can be changed and sent back as it is. */
const madeByTheService = {
  shop: new Set<string>([
    'outShopId',
    'outShopIdUrl',
    'createTime',
    'updateTime',
    'goodsTag',
    'payPageMode',
    'shopType',
    'qrcodeInfos',
    'receiveNotifyAfterDuty',
    'sendMicroPayNotify',
    'shopGroupId',
    'disableMembershipCard',
    'wxpayShopInfoExt',
    'alipayShopInfoExt',
  ] satisfies (keyof ShopInfo)[]),
  device: new Set<string>(['bindStatus', 'outDeviceId'] satisfies (keyof DeviceInfo)[]),
  staff: new Set<string>(['outStaffId', 'tradeQrCode'] satisfies (keyof StaffInfo)[]),
};

/** The fields that an upload may hold. */
export const uploadableFields = {
  shop: ShopInfo.fields.filter(({ name }) => !madeByTheService.shop.has(name)),
  device: DeviceInfo.fields.filter(({ name }) => !madeByTheService.device.has(name)),
  staff: StaffInfo.fields.filter(({ name }) => !madeByTheService.staff.has(name)),
};

/**
 * A shop as it may be sent: without what only the service sets, what it told beyond the schema, and what is undefined. Misspelt fields stay,
 * for the check to find them.
 *
 * @param shop what a caller wrote, of any type
 */
export function uploadable(shop: ShopInfo): ShopInfo {
  const result = without(shop, madeByTheService.shop);
  if (!isJsonObject(result)) return result;
  for (const [list, names] of [
    ['deviceInfos', madeByTheService.device] as const,
    ['staffInfos', madeByTheService.staff] as const,
  ]) {
    const items = result[list];
    if (Array.isArray(items)) result[list] = items.map((item) => without(item, names));
  }
  return result as ShopInfo;
}

function without<T extends object>(value: T, names: ReadonlySet<string>): T {
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name, item]) => !names.has(name) && item !== undefined && item !== null);
  return Object.fromEntries(kept) as T;
}
