import { DeviceType } from '@cloudpay/proto';
import type { MerchantFixture } from '../../fixture/schema.ts';

/** The merchant that every sandbox serves. */
export const defaultMerchant: MerchantFixture = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  mchId: '1900007941',
  subMchId: '1900008341',
  orderPrefixes: ['sz010002cz', '01000052'],
  authenKey: '1F6E3C2B9A8D4E5F7061524334251607',
  configurationKeys: ['Zlm7Vm7PtQZQvqo7tbWDmg=='],
  companyName: '云支付体验商户有限公司',
  merchantName: '云支付体验商户',
  shops: [
    {
      outShopId: 'sz011biKxOguirmBqiFR',
      shopId: '432',
      shopName: '云支付体验店',
      deviceInfos: [{ deviceId: '824', deviceName: '收银台', deviceType: DeviceType.Both }],
      staffInfos: [
        { staffId: '1206', staffName: '店长', shopManager: true, refundAuth: true },
        { staffId: '1192', staffName: '店员', shopManager: false, refundAuth: false },
      ],
    },
  ],
};
