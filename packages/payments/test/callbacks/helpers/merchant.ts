/** A key that no other text contains, so that a leak of it can be searched for. */
export const authenKey = '1F6E3C2B9A8D4E5F7061524334251607';

/** Another merchant's. */
export const otherKey = '00000000000000000000000000000000';

export const merchant = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  authenKey,
};
