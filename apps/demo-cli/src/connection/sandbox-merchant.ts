import type { ConfigurationInput } from '@cloudpay/payments';

/** The sandbox's default merchant. Its key is public and good for the sandbox alone. */
export const sandboxMerchant: ConfigurationInput = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  staffId: '1206',
  authenKey: '1F6E3C2B9A8D4E5F7061524334251607',
  cloudCashierId: 'sz010002cz',
};
