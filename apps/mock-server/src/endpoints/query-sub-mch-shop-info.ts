import { querySubMchShopInfoEndpoint } from '@cloudpay/proto';
import { pageOf } from '../service/reports/entries.ts';
import { envelopedHandler } from './handler.ts';

/** 查询门店: the merchant's shops with devices and staff, in the order in which they were added, in pages; or one shop. */
export const querySubMchShopInfo = envelopedHandler(querySubMchShopInfoEndpoint, {
  isList: true,
  perform({ outMchId, outShopId, pageNum, pageSize }, { merchant, shops }) {
    merchant.checkMch('out_mch_id', outMchId);
    const all = outShopId ? [shops.check('out_shop_id', outShopId)] : [...shops.values()];
    return { payload: { shopInfos: [...pageOf(all, pageNum, pageSize)], totalCount: all.length } };
  },
});
