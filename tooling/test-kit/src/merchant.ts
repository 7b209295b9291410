/** The sandbox's default authentication key. No other text contains it, so a test can search for a leak. */
export const authenKey = '1F6E3C2B9A8D4E5F7061524334251607';

/** The sandbox's default merchant: a configuration with the required fields only. */
export const merchant = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  authenKey,
};
