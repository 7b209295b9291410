import { type ClientShopInfo, type ClientTryGetInitializersResponse, ManagerType } from '@cloudpay/proto';
import type { Person } from './outcome.ts';

/** The person who scanned, from the response of `client_try_get_initializers`. */
export function personOf(response: ClientTryGetInitializersResponse, outShopId: string): Person {
  const { identity, staffId, managerTypes = [], shopInfos = [] } = response;
  const staffs = shopInfos.find((shop) => shop.outShopId === outShopId)?.staffs ?? [];
  const entry = staffId === undefined ? undefined : staffs.find((staff) => staff.staffId === staffId);
  return {
    ...(identity !== undefined && { identity }),
    ...(staffId !== undefined && { staffId }),
    ...(entry?.staffName !== undefined && { staffName: entry.staffName }),
    ...(entry?.refundAuth !== undefined && { refundAuth: entry.refundAuth }),
    roles: [...managerTypes],
  };
}

/** Whether the person who scanned has the role `None` and no other: such a person is not staff. */
export function isNotStaff({ managerTypes = [] }: ClientTryGetInitializersResponse): boolean {
  return managerTypes.length > 0 && managerTypes.every((type) => type === ManagerType.None);
}

/** The shops of a response. Only known fields are copied, because a newer service may add a secret. */
export function shopsOf({ shopInfos = [] }: ClientTryGetInitializersResponse): ClientShopInfo[] {
  return shopInfos.map(({ outShopId, shopName, devices = [], staffs = [] }) => ({
    outShopId,
    shopName,
    devices: devices.map(({ deviceId, deviceType }) => ({ deviceId, deviceType })),
    staffs: staffs.map(({ staffId, staffName, refundAuth }) => ({ staffId, staffName, refundAuth })),
  }));
}
