import { type MchIdentity, QueryIdentityMappingAnswer, QueryIdentityMappingRequest, type ShopInfo } from '@cloudpay/proto';
import { alipayCodes, wechatPayCodes } from '../service/merchant/payment-codes.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { refuseField } from '../wire/refusal.ts';
import { envelopedEndpoint } from './endpoint.ts';

/** 查询身份映射: WeChat Pay's numbers of a shop, or Cloud Pay's, to Cloud Pay's. Asked before a key is known, so nobody authenticates. */
export const queryIdentityMapping = envelopedEndpoint({
  name: 'query_identity_mapping',
  request: QueryIdentityMappingRequest,
  payload: QueryIdentityMappingAnswer,
  authentication: 'none',
  perform({ mch, out }, sandbox) {
    const { merchant } = sandbox;
    if (mch === undefined && out === undefined) throw refuseField('mch', 'a value, or one of out');
    const shop = mch ? shopByPlatformNumbers(mch, sandbox) : sandbox.checkOutIds('out', out ?? {});
    return {
      payload: {
        outMchId: merchant.outMchId,
        outSubMchId: merchant.outSubMchId,
        outShopId: shop.outShopId,
        wxAuthorCodes: [...wechatPayCodes.prefixes],
        aliAuthorCodes: [...alipayCodes.prefixes],
      },
    };
  },
});

function shopByPlatformNumbers({ mchId, subMchId, shopId }: MchIdentity, { merchant, shops }: Sandbox): ShopInfo {
  if (mchId !== merchant.mchId) throw refuseField('mch.mch_id', 'a known merchant');
  if (subMchId !== merchant.subMchId) throw refuseField('mch.sub_mch_id', 'a known merchant');
  const shop = [...shops.values()].find((known) => known.shopId === shopId);
  if (shop === undefined) throw refuseField('mch.shop_id', 'a known shop');
  return shop;
}
