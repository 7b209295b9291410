import {
  type ClientTryGetInitializersResponse,
  EncryptType,
  ManagerType,
  type ShopInfo,
  type StaffInfo,
} from '@cloudpay/proto';
import { serviceProvider } from '../service/merchant/service-provider.ts';
import type { Account } from '../service/sandbox/account.ts';

/**
 * The data for a till after a member of staff has scanned its code: the person, the merchant, and the keys of its
 * configuration.
 */
export function initializersOf(staff: StaffInfo, shop: ShopInfo, account: Account): ClientTryGetInitializersResponse {
  const { merchant, ciphers } = account;
  const { outMchId, outSubMchId, cloudCashierId } = merchant;
  const { staffId } = staff;
  const managerType = staff.shopManager ? ManagerType.ShopManager : ManagerType.ShopStaff;
  return {
    initializationGranted: true,
    identity: `sandbox:${shop.outShopId}:${staffId}`,
    staffId,
    managerTypes: [managerType],
    managerEntities: [{ managerType, outId: shop.outShopId, staffId }],
    mchInfo: { outMchId, ...serviceProvider },
    subMchInfo: {
      cloudCashierId,
      outSubMchId,
      ...merchant.names(),
      clientConfigurationCiphers: ciphers.keys().map((key) => ({ algorithm: EncryptType.Aes128Gcm, key })),
    },
    shopInfos: [
      {
        outShopId: shop.outShopId,
        shopName: shop.shopName,
        devices: shop.deviceInfos?.map(({ deviceId, deviceType }) => ({ deviceId, deviceType })),
        staffs: shop.staffInfos?.map((member) => ({
          staffId: member.staffId,
          staffName: member.staffName,
          refundAuth: member.refundAuth,
        })),
      },
    ],
  };
}
