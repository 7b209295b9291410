import { DeviceInfo, isJsonObject, ShopInfo, StaffInfo } from '@cloudpay/proto';

/** The fields that only the service sets. An upload leaves them out, so that a listed shop can be changed and sent back. */
const serviceFields = {
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
  shop: ShopInfo.fields.filter(({ name }) => !serviceFields.shop.has(name)),
  device: DeviceInfo.fields.filter(({ name }) => !serviceFields.device.has(name)),
  staff: StaffInfo.fields.filter(({ name }) => !serviceFields.staff.has(name)),
};

/**
 * Removes what an upload may not hold: the fields that only the service sets, fields that a response had beyond the schema, and fields without
 * a value. Misspelt fields stay: the check after this reports them.
 *
 * @param shop the caller's input, not yet checked; it may be of any type
 */
export function uploadable(shop: ShopInfo): ShopInfo {
  const result = omitFields(shop, serviceFields.shop);
  if (!isJsonObject(result)) return result;
  for (const [list, names] of [['deviceInfos', serviceFields.device] as const, ['staffInfos', serviceFields.staff] as const]) {
    const items = result[list];
    if (Array.isArray(items)) result[list] = items.map((item) => omitFields(item, names));
  }
  return result as ShopInfo;
}

function omitFields<T extends object>(value: T, names: ReadonlySet<string>): T {
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name, item]) => !names.has(name) && item !== undefined && item !== null);
  return Object.fromEntries(kept) as T;
}
