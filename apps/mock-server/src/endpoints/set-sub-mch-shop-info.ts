import { type ShopInfo, setSubMchShopInfoEndpoint } from '@cloudpay/proto';
import { refuseField } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';

/**
 * 设置门店: adds and changes shops, or replaces all of them if `is_all` is set. Logins no longer accept removed staff and
 * devices. The response has all shops, under the documented name.
 */
export const setSubMchShopInfo = envelopedHandler(setSubMchShopInfoEndpoint, {
  isList: true,
  perform({ outMchId, isAll, shopInfos }, { merchant, shops }) {
    merchant.checkMch('out_mch_id', outMchId);
    for (const [index, shop] of shopInfos.entries()) checkShop(`shop_infos[${index}]`, shop);
    checkIds('shop_infos', 'shop_id', shopInfos, ({ shopId }) => shopId);
    if (isAll) shops.replaceAll(shopInfos);
    else shops.addOrChange(shopInfos);
    return { payload: { setShopInfos: [...shops.values()] } };
  },
});

function checkShop(wirePath: string, { feeType, deviceInfos, staffInfos }: ShopInfo): void {
  if (feeType && feeType !== 'CNY') throw refuseField(`${wirePath}.fee_type`, 'CNY');
  checkIds(`${wirePath}.device_infos`, 'device_id', deviceInfos, ({ deviceId }) => deviceId);
  checkIds(`${wirePath}.staff_infos`, 'staff_id', staffInfos, ({ staffId }) => staffId);
}

/** @throws Refusal naming the second of two items with the same id */
function checkIds<T>(wirePath: string, idName: string, items: readonly T[] = [], idOf: (item: T) => string | undefined): void {
  const seen = new Set<string | undefined>();
  for (const [index, item] of items.entries()) {
    const id = idOf(item);
    if (seen.has(id)) throw refuseField(`${wirePath}[${index}].${idName}`, 'an id that is sent once');
    seen.add(id);
  }
}
