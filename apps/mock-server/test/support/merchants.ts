import type { MerchantFixture } from '../../src/index.ts';

/** A merchant besides the default one. */
export function makeMerchant(changes: Partial<MerchantFixture> = {}): MerchantFixture {
  return {
    outMchId: 'sz01OtherProvider001',
    outSubMchId: 'sz01OtherMerchant001',
    mchId: '1900000201',
    subMchId: '1900000202',
    orderPrefixes: ['sz0300othr', '03000001'],
    authenKey: 'FEDCBA9876543210FEDCBA9876543210',
    shops: [
      {
        outShopId: 'sz01OtherShop0000001',
        shopId: '7',
        shopName: '分店',
        deviceInfos: [{ deviceId: 'd1', deviceName: '收银台' }],
        staffInfos: [{ staffId: 's1', staffName: '店长', shopManager: true, refundAuth: true }],
      },
    ],
    ...changes,
  };
}
