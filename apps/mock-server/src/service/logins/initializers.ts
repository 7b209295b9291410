import { type ClientTryGetInitializersAnswer, EncryptType, ManagerType, type ShopInfo, type StaffInfo } from '@cloudpay/proto';
import type { Sandbox } from '../sandbox.ts';

/** What a till learns once a member of staff has scanned its code: who it was, for whom it works, and the keys of its configuration. */
export function initializersOf(staff: StaffInfo, shop: ShopInfo, sandbox: Sandbox): ClientTryGetInitializersAnswer {
  const { merchant, ciphers } = sandbox;
  const { outMchId, outSubMchId, cloudCashierId } = merchant;
  const { staffId } = staff;
  const managerType = staff.shopManager ? ManagerType.ShopManager : ManagerType.ShopStaff;
  return {
    initializationGranted: true,
    identity: `sandbox:${shop.outShopId}:${staffId}`,
    staffId,
    managerTypes: [managerType],
    managerEntities: [{ managerType, outId: shop.outShopId, staffId }],
    mchInfo: { companyName: '云支付沙箱服务商', outMchId, merchantName: '云支付沙箱' },
    subMchInfo: {
      companyName: '云支付沙箱商户',
      cloudCashierId,
      outSubMchId,
      merchantName: '云支付体验商户',
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
