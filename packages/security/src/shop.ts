/** The Cloud Pay numbers that identify a shop. */
export const shopFields = ['outMchId', 'outSubMchId', 'outShopId'] as const;

/** The shop that a login is for. */
export type Shop = Readonly<Record<(typeof shopFields)[number], string>>;

export function isSameShop(one: Shop, other: Shop): boolean {
  return shopFields.every((field) => one[field] === other[field]);
}
