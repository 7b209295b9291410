import { ArgumentError, checkMessage } from '@cloudpay/core';
import { SetSubMchShopInfoRequest, type ShopInfo } from '@cloudpay/proto';
import { uploadable } from '../shop/uploadable.ts';

/**
 * Checks all shops of an upload before anything is sent: types, required fields, lengths, misspelt names, duplicate ids.
 *
 * @param shops at least one
 * @returns the shops without the fields that only the service sets
 * @throws ArgumentError naming the field, such as `shopInfos[3].shopName`
 */
export function checkShops(shops: readonly ShopInfo[]): ShopInfo[] {
  if (!Array.isArray(shops)) throw new ArgumentError('shopInfos', '应为门店列表 (must be a list of shops)');
  if (shops.length === 0) {
    throw new ArgumentError(
      'shopInfos',
      '列表为空; 不支持删除所有门店 (is empty; a merchant without any shop cannot be uploaded)',
    );
  }
  const shopInfos = shops.map(uploadable);
  // The client adds the ids and the nonce later. These values only fill required fields.
  checkMessage(SetSubMchShopInfoRequest, { outMchId: '-', outSubMchId: '-', isAll: false, shopInfos, nonceStr: '-' });
  checkIds('shopInfos', 'shopId', shopInfos);
  for (const [index, { deviceInfos, staffInfos }] of shopInfos.entries()) {
    checkIds(`shopInfos[${index}].deviceInfos`, 'deviceId', deviceInfos);
    checkIds(`shopInfos[${index}].staffInfos`, 'staffId', staffInfos);
  }
  return shopInfos;
}

/** @throws ArgumentError naming the second of two items with the same id */
function checkIds<Name extends string>(
  path: string,
  idName: Name,
  items: readonly { readonly [name in Name]?: string }[] = [],
): void {
  const seen = new Map<string | undefined, number>();
  for (const [index, item] of items.entries()) {
    const first = seen.get(item[idName]);
    if (first !== undefined) {
      const reason = `与 ${path}[${first}] 重复 (is the same as in ${path}[${first}])`;
      throw new ArgumentError(`${path}[${index}].${idName}`, reason);
    }
    seen.set(item[idName], index);
  }
}
